"""Another release while serving: no request lost, back again, and where the new one is not sound the old one stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.web.fakes import FakeEngine

from amicorum.errors import BadQuery
from amicorum.features.network.cache import NetworkCache
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app
from amicorum.web.server.current_release import PAUSE
from amicorum.web.server.release_watcher import ReleaseWatcher
from amicorum.web.state import AppState

TRIG = "<https://example.org/graph> {{ <https://example.org/a> <https://example.org/b> {} }}"


@pytest.fixture
def releases(make_release: Callable[[str], Release]) -> tuple[Release, Release]:
    """Two releases on one repository, of which the second is current."""
    return make_release(TRIG.format(1)), make_release(TRIG.format(2))


@pytest.fixture
def state(releases: tuple[Release, Release]) -> AppState:
    """The state of an application that serves the first of the two."""
    settings = Settings(releases=releases[0].folder.parent, watch_seconds=0.05)
    state = create_app(settings, FakeEngine(releases[0]), releases[0]).state.amicorum
    assert isinstance(state, AppState)
    return state


@contextmanager
def pausing(seconds: float) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("amicorum.web.server.current_release.PAUSE", seconds)
        yield


def test_serves_the_new_one_and_closes_the_old_when_it_is_idle(state: AppState, releases: tuple[Release, Release]) -> None:
    old = state.engine
    assert isinstance(old, FakeEngine)

    async def scenario() -> None:
        switch = ReleaseWatcher(state, FakeEngine)
        old.open = 1
        await switch.to(releases[1].folder)
        assert state.release == releases[1]
        assert isinstance(state.engine, FakeEngine)
        assert state.engine.started
        await asyncio.sleep(0.1)
        assert not old.closed, "a query was still running on it"
        old.open = 0
        await asyncio.sleep(0.1)
        assert old.closed
        await switch.to(releases[0].folder)
        assert state.release == releases[0]
        await switch.end()

    assert PAUSE >= 1
    with pausing(0.02):
        asyncio.run(scenario())


def test_keeps_the_old_one_where_the_new_is_not_sound(state: AppState, releases: tuple[Release, Release]) -> None:
    dump = releases[1].folder / "dumps" / "amicorum.nq"
    dump.chmod(0o644)
    dump.write_bytes(dump.read_bytes().replace(b"2", b"3"))

    async def scenario() -> None:
        following = asyncio.create_task(ReleaseWatcher(state, FakeEngine).follow(asyncio.Event()))
        await asyncio.sleep(0.5)
        following.cancel()
        assert state.release == releases[0]

    asyncio.run(scenario())
    assert state.metrics.registry.get_sample_value("amicorum_release_switches_total", {"outcome": "refused"}) == 1, (
        "asked once, not again and again"
    )


def test_the_network_is_read_before_somebody_asks(state: AppState) -> None:
    engine = state.engine
    assert isinstance(engine, FakeEngine)

    async def scenario() -> None:
        await engine.start()
        await ReleaseWatcher(state, FakeEngine).prepare()
        prepared = len(engine.asked)
        await state.networks.get(state.release, engine)
        assert len(engine.asked) == prepared > 0
        engine.fail = BadQuery("not today")
        state.networks = NetworkCache()
        await ReleaseWatcher(state, FakeEngine).prepare()

    asyncio.run(scenario())
