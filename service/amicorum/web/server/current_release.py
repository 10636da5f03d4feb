"""Follow the link `current`, and let what was replaced end: for one service process or for all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from amicorum.errors import AmicorumError
from amicorum.release.release import current
from amicorum.settings import Settings

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two looks at whether a replaced engine is still needed; also long enough for a request that has just taken it."""


async def follow_current(
    settings: Settings, asked: asyncio.Event, served: Path, switch: Callable[[Path], Awaitable[None]], refuse: Callable[[Exception], None]
) -> None:
    """Look at `current` when asked and every `watch_seconds`, and switch where it is another folder; one that is refused is tried once."""
    tried, pause = served, settings.watch_seconds or None
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), pause)
        try:
            folder = await asyncio.to_thread(current, settings.releases)
            if asked.is_set() or folder != tried:
                tried = folder
                await switch(folder)
        except (AmicorumError, OSError) as error:
            refuse(error)
        asked.clear()


async def drain(settings: Settings, is_busy: Callable[[], bool]) -> None:
    """Wait until nothing runs any more on the engine of a release that was replaced, no longer than a query can last."""
    longest = settings.queue_seconds + settings.query_seconds + settings.stall_seconds
    try:
        async with asyncio.timeout(longest):
            await asyncio.sleep(PAUSE)
            while is_busy():
                await asyncio.sleep(PAUSE)
    except TimeoutError:
        log.warning("the old release still had queries after %s seconds: they are cut", longest)
