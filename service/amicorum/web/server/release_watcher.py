"""Switch to a new release while serving: it is verified and loaded beside the old, swapped in one step, and the old one drained."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from amicorum.engine.port import Engine
from amicorum.errors import AmicorumError
from amicorum.release.release import Release, open_release
from amicorum.web.server.current_release import drain, follow_current
from amicorum.web.state import AppState, Serving

log = logging.getLogger(__name__)

OpenEngine = Callable[[Release], Engine]
"""Makes the engine for a release, not started yet."""


class ReleaseWatcher:
    """Keeps an application on the release that `current` points at. Where a new one is not sound, the old one stays."""

    def __init__(self, state: AppState, open_engine: OpenEngine) -> None:
        self._state, self._open_engine = state, open_engine
        self._beside: set[asyncio.Task[None]] = set()
        """Engines that are draining, and what is prepared for a new release."""

    async def prepare(self) -> None:
        """Read the network of the release that is served now, so that nobody has to wait for it; whoever asks is told of what fails."""
        with suppress(AmicorumError):
            await self._state.network()

    async def follow(self, asked: asyncio.Event) -> None:
        """Look for a new release when asked and every `watch_seconds`, for as long as this runs."""
        await follow_current(self._state.settings, asked, self._state.release.folder, self.to, self._refuse)

    async def to(self, folder: Path) -> None:
        """Serve the release of a folder from now on. Raises what is wrong with it, and then nothing has changed."""
        release = await asyncio.to_thread(open_release, folder)
        if release.id == self._state.release.id:
            return
        engine = self._open_engine(release)
        try:
            await engine.start()
            await asyncio.to_thread(self._state.indexes.get, release)
            await self._state.reconciliation.get(release)
        except BaseException:
            await engine.close()
            raise
        old, self._state.serving = self._state.serving, Serving(release, engine)
        self._state.metrics.switches.labels("switched").inc()
        log.info("release %s replaces %s", release.id, old.release.id)
        self._run_beside(self._drain(old.engine))
        self._run_beside(self.prepare())

    def _run_beside(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def _drain(self, engine: Engine) -> None:
        """Let running queries end on the engine they began on, no longer than a query can last."""
        try:
            await drain(self._state.settings, lambda: bool((stats := engine.stats()).busy or stats.waiting))
        finally:
            await engine.close()

    def _refuse(self, error: Exception) -> None:
        self._state.metrics.switches.labels("refused").inc()
        log.error("release %s stays: %s", self._state.release.id, error)

    async def end(self) -> None:
        """Close every engine that is still draining, and prepare nothing more."""
        for task in list(self._beside):
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)


@asynccontextmanager
async def follow_releases(state: AppState, open_engine: OpenEngine) -> AsyncIterator[None]:
    """Follow `current` while the service runs; SIGHUP asks to look at once."""
    switch, asked = ReleaseWatcher(state, open_engine), asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, asked.set)
    tasks = [asyncio.create_task(switch.follow(asked)), asyncio.create_task(switch.prepare())]
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await switch.end()
