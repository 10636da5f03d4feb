"""Several service processes on one port: the process that starts them, opens the release for all, switches it and restarts what ends.

It answers no request itself. It grants slots and lends workers (`engine.shared`), so that budgets, places and memory are those of
the machine however many processes there are.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import logging.config
import signal
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from time import monotonic

from prometheus_client.multiprocess import mark_process_dead

from amicorum.engine.embedded.ipc import pack_error
from amicorum.engine.factory import open_engine
from amicorum.engine.shared.board import StatusBoard
from amicorum.engine.shared.channel import Message
from amicorum.engine.shared.host import EngineHost
from amicorum.errors import AmicorumError, EngineFailed, ReleaseError
from amicorum.release.release import Release, open_release
from amicorum.settings import Settings
from amicorum.web.observability.logging_config import log_settings
from amicorum.web.server.current_release import drain, follow_current
from amicorum.web.server.member import Member, start_member

log = logging.getLogger(__name__)

_PING_SECONDS = 5.0
_LONGEST_PAUSE = 30.0
_LIVED = 30.0
"""Seconds after which the end of a process is not taken for one in a row of failures."""
_STOP_SECONDS = 5.0
"""How long a process may take to end beside `stop_seconds`."""


class Supervisor:
    """Starts the service processes and keeps them running until a signal ends it."""

    def __init__(self, settings: Settings, host: str, port: int, ready: Callable[[], None]) -> None:
        self._ready = ready
        self._settings, self._host, self._port = settings, host, port
        self._size = settings.service_processes()
        self._board = StatusBoard()
        self._members: set[Member] = set()
        self._hosts: dict[int, EngineHost] = {}
        self._releases: dict[int, Release] = {}
        self._generations, self._generation = itertools.count(1), 0
        self._news = asyncio.Event()
        self._stop = asyncio.Event()
        self._failure: AmicorumError | None = None
        self._listened = self._announced = False
        self._failures = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._folder = Path()

    async def run(self, release: Release) -> None:
        """Serve until SIGTERM or SIGINT. Raises what keeps the engine or the first processes from starting."""
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, asked.set)
        with tempfile.TemporaryDirectory(prefix="amicorum-") as name:
            self._folder = Path(name)
            self._metrics.mkdir()
            try:
                self._generation = await self._open(release)
                self._board.write("generation", self._generation)
                for _ in range(self._size):
                    await self._start()
                self._beside(self._look_after())
                self._beside(follow_current(self._settings, asked, release.folder, self._switch, self._refuse))
                await self._stop.wait()
            finally:
                await self._end()
        if self._failure is not None:
            raise self._failure

    @property
    def _metrics(self) -> Path:
        """Where the processes keep what they count."""
        return self._folder / "metrics"

    async def _open(self, release: Release) -> int:
        """Start an engine over a release, to be lent under the generation that is given back."""
        engine = open_engine(self._settings.model_copy(update={"in_process": False}), release)  # which answers nothing here
        try:
            await engine.start()
        except BaseException:
            await engine.close()
            raise
        generation = next(self._generations)
        self._hosts[generation], self._releases[generation] = EngineHost(generation, engine, self._write_board), release
        (self._folder / f"statistics-{generation}.json").write_text(json.dumps(asdict(engine.stats())), encoding="utf-8")
        return generation

    async def _start(self) -> None:
        """Start a service process and have it open what is served and what is about to be."""
        member = await start_member(self._board, self._metrics, self._receive)
        self._members.add(member)
        member.channel.send("start", divide(self._settings, self._size).model_dump(mode="json"), self._host, self._port)
        for generation in sorted(self._hosts):
            if generation >= self._generation:
                self._prepare(member, generation)
        self._beside(self._watch(member))

    def _prepare(self, member: Member, generation: int) -> None:
        statistics = str(self._folder / f"statistics-{generation}.json")
        member.channel.send("prepare", generation, str(self._releases[generation].folder), statistics)

    def _receive(self, member: Member, message: Message) -> None:
        verb, *rest = message
        if verb in ("enter", "cancel", "leave", "spend"):
            generation, *more = rest
            if host := self._hosts.get(generation):
                host.receive(member.channel, verb, more)
            elif verb == "enter":
                member.channel.send("refused", generation, more[0], pack_error(EngineFailed("The engine is closed.")).decode())
        elif verb == "prepared":
            member.prepared.add(rest[0])
            self._tell()
        elif verb == "listening" and not self._announced:
            self._announced = True
            self._ready()
        elif verb == "failed":
            member.failed[rest[0]] = rest[1]
            self._tell()

    def _tell(self) -> None:
        """Something has changed among the processes: have those listen that are ready to, and wake who waits for them."""
        for member in self._members:
            if not member.listening and self._generation in member.prepared:
                member.listening = self._listened = True
                member.channel.send("listen")
        self._write_board()
        self._news.set()

    def _write_board(self) -> None:
        host = self._hosts.get(self._generation)
        self._board.write("busy", host.busy if host else 0)
        self._board.write("waiting", host.waiting if host else 0)
        self._board.write("processes", sum(member.listening for member in self._members))

    async def _watch(self, member: Member) -> None:
        """Wait until a process ends, take back what it had, and start another, after a while where one after the other fails."""
        status = await member.process.wait()
        self._members.discard(member)
        member.channel.close()
        for host in self._hosts.values():
            host.forget(member.channel)
        mark_process_dead(member.process.pid, str(self._metrics))  # type: ignore[no-untyped-call]
        self._tell()
        if self._stop.is_set():
            return
        if not self._listened:
            reason = next(iter(member.failed.values()), f"a service process ended with status {status} before it could serve")
            self._failure = ReleaseError(reason)
            self._stop.set()
            return
        self._board.write("restarts", self._board.read("restarts") + 1)
        self._failures = 0 if monotonic() - member.began > _LIVED else self._failures + 1
        pause = min(2.0 ** (self._failures - 1), _LONGEST_PAUSE) if self._failures > 1 else 0.0
        log.error("service process %s ended with status %s; another is started in %g s", member.process.pid, status, pause)
        while True:
            await asyncio.sleep(pause)
            try:
                await self._start()
            except OSError as error:
                pause = _LONGEST_PAUSE
                log.error("no service process can be started, next try in %g s: %s", pause, error)
            else:
                return

    async def _look_after(self) -> None:
        """Ask every process whether it still answers, and end one that has not for long."""
        while True:
            await asyncio.sleep(_PING_SECONDS)
            self._write_board()
            for member in self._members:
                if member.is_deaf:
                    log.error("service process %s does not answer any more: it is ended", member.process.pid)
                    member.kill()
                member.channel.send("ping")

    async def _switch(self, folder: Path) -> None:
        """Serve the release of a folder from now on, in all processes at once. Raises what is wrong with it; then nothing has changed."""
        release = await asyncio.to_thread(open_release, folder)
        old = self._generation
        if release.id == self._releases[old].id:
            return
        generation = await self._open(release)
        try:
            for member in self._members:
                self._prepare(member, generation)
            await self._wait_until_prepared(generation)
        except BaseException:
            await self._retire(generation)
            raise
        self._board.write("generation", generation)
        self._generation = generation
        self._board.write("switched", self._board.read("switched") + 1)
        self._tell()
        log.info("release %s replaces %s", release.id, self._releases[old].id)
        self._beside(self._drain(old))

    async def _wait_until_prepared(self, generation: int) -> None:
        """Wait for every process that takes requests. One that ends meanwhile is not waited for: the next one opens both releases."""
        while True:
            self._news.clear()
            for member in self._members:
                if generation in member.failed:
                    raise ReleaseError(member.failed[generation])
            if all(generation in member.prepared for member in self._members if member.listening):
                return
            await self._news.wait()

    async def _drain(self, generation: int) -> None:
        host = self._hosts[generation]
        await drain(self._settings, lambda: bool(host.busy or host.waiting))
        await self._retire(generation)

    async def _retire(self, generation: int) -> None:
        for member in self._members:
            member.channel.send("retire", generation)
        host = self._hosts.pop(generation)
        self._releases.pop(generation)
        await host.engine.close()

    def _refuse(self, error: Exception) -> None:
        self._board.write("refused", self._board.read("refused") + 1)
        log.error("release %s stays: %s", self._releases[self._generation].id, error)

    def _beside(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[None]) -> None:
        """What fails beside the rest is a fault of ours: without it the service would limp on, so all ends."""
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the supervising process failed", exc_info=error)
            self._failure = error if isinstance(error, AmicorumError) else EngineFailed(f"the supervising process failed: {error}")
            self._stop.set()

    async def _end(self) -> None:
        """Let every process finish its requests, then end what is left, then the engines."""
        self._stop.set()
        for member in self._members:
            member.stop()
        ending = [member.process.wait() for member in self._members]
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*ending), self._settings.stop_seconds + _STOP_SECONDS)
        for member in list(self._members):
            member.kill()
            await member.process.wait()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for host in self._hosts.values():
            await host.engine.close()


def divide(settings: Settings, processes: int) -> Settings:
    """The settings of one of so many processes: what each holds for itself is its part of what is set."""
    return settings.model_copy(
        update={
            "cache_bytes": settings.cache_bytes // processes,
            "connections": -(-settings.connections // processes),
            "answers_bytes": max(settings.answers_bytes // processes, 1024),
        }
    )


def supervise(settings: Settings, host: str, port: int, release: Release, ready: Callable[[], None]) -> None:
    """Serve a release by several processes until a signal ends it; `ready` is called once the first of them answers.

    Raises an `AmicorumError` where that cannot begin.
    """
    logging.config.dictConfig(log_settings(settings.log_level))

    async def run() -> None:
        await Supervisor(settings, host, port, ready).run(release)

    asyncio.run(run())
