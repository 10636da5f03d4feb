"""The processes of the embedded engine: killed, worn, replaced, and gone at the end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tests.engine.embedded.queries import ONE, PRODUCT, ask, until

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.errors import EngineFailed, ReleaseError
from amicorum.settings import Settings

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc, which only Linux has"),
]
StartEngine = Callable[..., Awaitable[EmbeddedEngine]]


async def test_a_worker_that_is_killed_is_an_error_and_replaced(start_engine: StartEngine, find_workers: Callable[[], list[int]]) -> None:
    engine = await start_engine(query_seconds=5.0)
    hostile = asyncio.create_task(ask(engine, PRODUCT))
    await asyncio.sleep(1.2)
    before = find_workers()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(EngineFailed):
        await hostile
    await until(lambda: len(find_workers()) == 3 and not set(find_workers()) & set(before))
    assert b"http://e/7" in await ask(engine, ONE)


async def test_a_question_that_had_just_begun_is_asked_again(start_engine: StartEngine, find_workers: Callable[[], list[int]]) -> None:
    engine = await start_engine()
    before = find_workers()
    for pid in before:
        os.kill(pid, signal.SIGSTOP)
    running = asyncio.create_task(ask(engine, ONE, timeout=5.0))
    await asyncio.sleep(0.2)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert b"http://e/7" in await running


async def test_a_fork_server_that_is_killed_is_started_again(
    start_engine: StartEngine, find_fork_server: Callable[[], int], find_workers: Callable[[], list[int]]
) -> None:
    engine = await start_engine(query_seconds=5.0)
    fork_server, workers = find_fork_server(), find_workers()
    running = asyncio.create_task(ask(engine, PRODUCT))
    await asyncio.sleep(1.2)
    os.kill(fork_server, signal.SIGKILL)
    with pytest.raises(EngineFailed):
        await running
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    assert b"http://e/7" in await ask(engine, ONE)
    assert find_fork_server() != fork_server


async def test_the_fork_server_has_one_thread(start_engine: StartEngine, find_fork_server: Callable[[], int]) -> None:
    """Forking is only safe then."""
    await start_engine()
    assert len(list(Path(f"/proc/{find_fork_server()}/task").iterdir())) == 1


async def test_workers_are_replaced_when_worn(start_engine: StartEngine, find_workers: Callable[[], list[int]]) -> None:
    engine = await start_engine(worker_queries=2, workers=1)
    before = set(find_workers())
    for _ in range(8):
        await ask(engine, ONE)
    await until(lambda: len(find_workers()) == 2 and not before & set(find_workers()))


async def test_close_leaves_no_process(
    start_engine: StartEngine, find_fork_server: Callable[[], int], find_workers: Callable[[], list[int]]
) -> None:
    engine = await start_engine(query_seconds=20.0)
    processes = [find_fork_server(), *find_workers()]
    running = asyncio.create_task(ask(engine, PRODUCT))
    await asyncio.sleep(0.1)
    await engine.close()
    with pytest.raises(EngineFailed):
        await running
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))
    with pytest.raises(EngineFailed):
        await ask(engine, ONE)


async def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    engine = EmbeddedEngine(Settings(), tmp_path)
    with pytest.raises(ReleaseError, match="release"):
        await engine.start()
    await engine.close()


async def test_a_release_that_opens_short_is_not_served(crowd: Path) -> None:
    engine = EmbeddedEngine(Settings(workers=1), crowd, triples=2001)
    with pytest.raises(ReleaseError, match="2000 statements instead of 2001"):
        await engine.start()
    await engine.close()
