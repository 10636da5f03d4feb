"""Places: who gets one, who waits, who is cut; with a clock of our own where seconds matter."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from amicorum.engine.fairness import Places
from amicorum.engine.port import Lane
from amicorum.errors import Busy
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio


@dataclass
class Clock:
    """Seconds that pass when told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def make_places(clock: Clock, **given: object) -> Places:
    defaults = {"workers": 3, "service_workers": 1, "heavy_workers": 1, "client_workers": 2, "queue": 4, "queue_seconds": 5.0}
    defaults |= {"client_budget": 10.0, "client_refill": 1.0}
    return Places(Settings.model_validate(defaults | given), clock)


async def waits(task: asyncio.Task[object]) -> bool:
    for _ in range(5):
        await asyncio.sleep(0)
    return not task.done()


async def test_a_client_has_only_its_share_and_never_the_last_place() -> None:
    places = make_places(Clock())
    first, second = await places.enter("a", Lane.PUBLIC), await places.enter("a", Lane.PUBLIC)
    third = asyncio.create_task(places.enter("a", Lane.PUBLIC))
    assert await waits(third)
    other = await places.enter("b", Lane.PUBLIC) if not places.waiting else None
    assert other is None, "whoever waits first is looked at first"
    late = asyncio.create_task(places.enter("b", Lane.PUBLIC))
    assert not await waits(late)
    for place in (first, second, await late):
        places.leave(place)
    places.leave(await third)
    assert (places.busy, places.waiting) == (0, 0)


async def test_the_last_place_is_kept_for_a_client_that_asks_little() -> None:
    clock = Clock()
    places = make_places(clock)
    for name in "ab":
        used = await places.enter(name, Lane.PUBLIC)
        clock.now += 6.0
        places.leave(used)
        await places.enter(name, Lane.PUBLIC)
    spent = await places.enter("c", Lane.PUBLIC)
    clock.now += 6.0
    places.leave(spent)
    merely_light = asyncio.create_task(places.enter("c", Lane.PUBLIC))
    assert await waits(merely_light)
    fresh = asyncio.create_task(places.enter("d", Lane.PUBLIC))
    assert not await waits(fresh)
    places.leave(await fresh)
    assert await waits(merely_light)
    merely_light.cancel()
    await asyncio.gather(merely_light, return_exceptions=True)


async def test_the_service_has_its_own_place() -> None:
    places = make_places(Clock())
    for name in "abc":
        await places.enter(name, Lane.PUBLIC)
    public = asyncio.create_task(places.enter("d", Lane.PUBLIC))
    assert await waits(public)
    await places.enter("", Lane.SERVICE)
    assert places.busy == 4
    public.cancel()
    await asyncio.gather(public, return_exceptions=True)
    assert places.waiting == 0


async def test_a_heavy_client_waits_behind_light_ones() -> None:
    clock = Clock()
    places = make_places(clock, workers=1)
    place = await places.enter("heavy", Lane.PUBLIC)
    clock.now = 11.0
    heavy = asyncio.create_task(places.enter("heavy", Lane.PUBLIC))
    assert await waits(heavy)
    light = asyncio.create_task(places.enter("light", Lane.PUBLIC))
    assert await waits(light)
    places.leave(place)
    assert not await waits(light)
    assert await waits(heavy)
    places.leave(await light)
    assert not await waits(heavy)


async def test_errors_cost_double() -> None:
    clock = Clock()
    places = make_places(clock, workers=1, queue=0, client_refill=0.01)
    for failed, seconds in ((False, 4.0), (True, 4.0)):
        place = await places.enter("a", Lane.PUBLIC)
        clock.now += seconds
        places.leave(place, failed=failed)
    other = await places.enter("b", Lane.PUBLIC)
    with pytest.raises(Busy) as caught:
        await places.enter("a", Lane.PUBLIC)
    assert caught.value.client
    assert caught.value.retry_after > 1
    places.leave(other)
    places.leave(other)
    assert places.busy == 0


async def test_what_heavy_clients_run_is_cut_where_light_ones_wait() -> None:
    clock = Clock()
    places = make_places(clock)
    cut: list[str] = []
    running = {}
    for name in "abc":
        running[name] = place = await places.enter(name, Lane.PUBLIC)
        place.on_cut = lambda name=name: cut.append(name)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    clock.now = 11.0
    light = asyncio.create_task(places.enter("light", Lane.PUBLIC))
    assert await waits(light)
    assert len(cut) == 1, "one waits, so one is cut"
    places.leave(running[cut[0]])
    assert not await waits(light)


async def test_nothing_is_cut_while_nobody_waits() -> None:
    clock = Clock()
    places = make_places(clock)
    held = [await places.enter(name, Lane.PUBLIC) for name in "abc"]
    clock.now = 1000.0
    assert not any(place.cut for place in held)


async def test_a_full_queue_sends_away_the_client_that_fills_it() -> None:
    places = make_places(Clock(), workers=1)
    place = await places.enter("x", Lane.PUBLIC)
    flood = [asyncio.create_task(places.enter("flood", Lane.PUBLIC)) for _ in range(4)]
    assert await waits(flood[-1])
    good = asyncio.create_task(places.enter("good", Lane.PUBLIC))
    assert await waits(good)
    with pytest.raises(Busy):
        await flood[-1]
    with pytest.raises(Busy):
        await places.enter("flood", Lane.PUBLIC)
    places.leave(place)
    for task in (*flood[:-1], good):
        task.cancel()
    await asyncio.gather(*flood, good, return_exceptions=True)


async def test_waiting_ends_in_time() -> None:
    places = Places(Settings(workers=1, queue_seconds=0.05))
    await places.enter("a", Lane.PUBLIC)
    with pytest.raises(Busy) as caught:
        await places.enter("b", Lane.PUBLIC)
    assert not caught.value.client
    assert places.waiting == 0


async def test_a_wait_that_is_cancelled_gives_back_what_it_got() -> None:
    places = make_places(Clock(), workers=1)
    place = await places.enter("a", Lane.PUBLIC)
    waiting = asyncio.create_task(places.enter("b", Lane.PUBLIC))
    assert await waits(waiting)
    places.leave(place)  # grants it
    waiting.cancel()  # before it can run
    await asyncio.gather(waiting, return_exceptions=True)
    assert places.busy == 0


async def test_clients_are_forgotten() -> None:
    clock = Clock()
    places = make_places(clock)
    for number in range(25_000):
        places.leave(await places.enter(str(number), Lane.PUBLIC))
    assert len(places._clients) <= 10_000
