"""The worker pool of one release: its fork server's process and the workers forked from it, as the service sees them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Protocol, cast

from amicorum.engine.admission import Slot
from amicorum.engine.embedded import ipc
from amicorum.engine.embedded.ipc import Frame
from amicorum.engine.embedded.worker_options import WorkerOptions
from amicorum.errors import EngineFailed, LimitReached, QueryError, ReleaseError
from amicorum.release.statistics import DatasetStatistics

log = logging.getLogger(__name__)

_END_SECONDS = 5.0
"""How long a process that has been told to end, or whose socket has closed, may take to be gone."""
_LONGEST_PAUSE = 60.0
STREAM_BYTES = 256 * 1024
"""How much of an answer may have come and not been read before the worker has to wait."""
_CRASHES = (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL)


class WorkerLost(EngineFailed):
    """A worker was ended from outside, `ran` seconds after it was asked."""

    def __init__(self) -> None:
        super().__init__("The worker that ran the query was ended from outside.")
        self.ran = 0.0


@dataclass(slots=True, eq=False)
class Worker:
    """One worker's process: its socket and, some time, its exit status."""

    name: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    ended: asyncio.Future[int]
    answered: int = 0

    @property
    def transport(self) -> asyncio.Transport:
        """Below the two streams."""
        return cast(asyncio.Transport, self.writer.transport)


class Workers(Protocol):
    """The workers of one release, of this process's own or lent to it."""

    async def take(self, slot: Slot) -> Worker:
        """A worker for the query that has the slot, to be given back by `give_back` or `kill`."""
        ...

    def give_back(self, worker: Worker) -> None:
        """Take back a worker that has answered its query in full."""
        ...

    def kill(self, worker: Worker) -> None:
        """End a worker at once, whatever it does, and put another in its place."""
        ...

    def interrupt(self, worker: Worker) -> None:
        """End a worker's process; who has taken it finds its socket closed."""
        ...

    async def explain(self, worker: Worker) -> QueryError:
        """Why a worker ended in the middle of an answer."""
        ...

    async def close(self) -> None:
        """Give up every worker. Safe to call twice."""
        ...


async def explain_end(worker: Worker) -> QueryError:
    """Why a worker ended in the middle of an answer, by its exit status."""
    try:
        status = await asyncio.wait_for(asyncio.shield(worker.ended), _END_SECONDS)
    except TimeoutError:
        return EngineFailed("The worker stopped answering.")
    if status == -signal.SIGABRT:
        return LimitReached("The query needs more memory than one query may use.", limit="query_memory")
    if -status in _CRASHES:
        return LimitReached("The query is nested too deep for the engine.", limit="query_depth")
    return WorkerLost()


@dataclass(slots=True, eq=False)
class _Process:
    """The fork server's process and the two ways to it: lines by the stream, sockets by the socket itself."""

    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    control: socket.socket
    workers: dict[int, Worker] = field(default_factory=dict)


class WorkerPool:
    """Workers over one release, ready to be taken."""

    def __init__(self, options: WorkerOptions, *, size: int, worker_queries: int) -> None:
        self.options = options
        self._size, self._worker_queries = size, worker_queries
        self._idle: list[Worker] = []
        self._taken: set[Worker] = set()
        self._names = 0
        self._closed = False
        self._process: _Process | None = None
        self._listener: asyncio.Task[None] | None = None
        self._filling: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._statistics = b""

    async def start(self) -> None:
        """Start the fork server and its first workers. Raises `ReleaseError` where the release cannot be opened."""
        self._process = await self._spawn()
        self._listener = asyncio.create_task(self._listen())
        await self._fill()
        self._ready.set()

    def tell(self, statistics: DatasetStatistics) -> None:
        """Tell every worker, also those to come, what the release holds."""
        self._statistics = ipc.pack(Frame.STATISTICS, statistics.pack())
        for worker in self._idle:
            worker.writer.write(self._statistics)

    async def take(self, slot: Slot) -> Worker:
        """A worker for the query that has the slot, to be given back by `give_back` or `kill`."""
        if self._closed:
            raise EngineFailed("The engine is closed.")
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self._ready.wait()
        except TimeoutError as error:
            raise EngineFailed("The engine is starting again after a failure.", timeout=True) from error
        while self._idle:
            worker = self._idle.pop()
            if not worker.ended.done():
                break
            worker.writer.close()
        else:
            worker = await self._fork()
        self._taken.add(worker)
        return worker

    def give_back(self, worker: Worker) -> None:
        """Take back a worker that has answered its query in full."""
        self._taken.discard(worker)
        worker.answered += 1
        worn = worker.ended.done() or worker.answered >= self._worker_queries
        if worn or len(self._idle) + len(self._taken) >= self._size:
            self.kill(worker)  # another service process may hold its socket, too: closing ours would not end it
        else:
            self._idle.append(worker)

    def kill(self, worker: Worker) -> None:
        """End a worker at once, whatever it does, and put another in its place."""
        self._taken.discard(worker)
        self.interrupt(worker)
        worker.writer.close()
        self._refill()

    def interrupt(self, worker: Worker) -> None:
        """End a worker's process; who has taken it finds its socket closed."""
        if self._process is not None and not worker.ended.done():
            with contextlib.suppress(OSError):  # a fork server that is gone has taken its workers with it
                self._process.control.send(f"kill {worker.name}\n".encode())

    async def explain(self, worker: Worker) -> QueryError:
        """Why a worker ended in the middle of an answer."""
        return await explain_end(worker)

    async def close(self) -> None:
        """End the fork server and all its workers, and wait until they are gone. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        for task in (self._listener, self._filling):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self._process is not None:
            await self._end(self._process)

    def _refill(self) -> None:
        """A worker is gone: fork another, unless that goes on already."""
        if not self._closed and (self._filling is None or self._filling.done()):
            self._filling = asyncio.create_task(self._fill())

    async def _fill(self) -> None:
        """Fork until there are as many workers as slots."""
        with contextlib.suppress(EngineFailed):  # the fork server has ended as well: its return fills the worker pool
            while not self._closed and len(self._idle) + len(self._taken) < self._size:
                self._idle.append(await self._fork())

    async def _fork(self) -> Worker:
        process = self._process
        if process is None:
            raise EngineFailed("The engine is starting again after a failure.")
        self._names += 1
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(process.control, [f"fork {self._names}\n".encode()], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise EngineFailed("The engine's fork server is gone; it is being started again.") from error
        name = self._names
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=STREAM_BYTES)
        worker = Worker(name, reader, writer, asyncio.get_running_loop().create_future())
        process.workers[name] = worker
        writer.write(self._statistics)
        return worker

    async def _spawn(self) -> _Process:
        ours, theirs = socket.socketpair()
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "amicorum.engine.embedded.fork_server",
                str(theirs.fileno()),
                self.options.pack(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        control = ours.dup()
        control.setblocking(False)
        reader, writer = await asyncio.open_unix_connection(sock=ours)
        spawned = _Process(process, reader, writer, control)
        try:
            verb, _, rest = (await reader.readline()).decode().rstrip("\n").partition(" ")
        except BaseException:  # also when we are cancelled while it loads
            await self._end(spawned)
            raise
        if verb == "ready":
            return spawned
        await self._end(spawned)
        raise ReleaseError(json.loads(rest) if verb == "failed" else f"{self.options.path} could not be opened: the process that did ended")

    async def _spawn_patiently(self) -> _Process:
        """Start a fork server again and again until one opens the release."""
        pause = 1.0
        while True:
            try:
                return await self._spawn()
            except (ReleaseError, OSError) as error:
                log.error("the fork server of %s cannot be started, next try in %g s: %s", self.options.path, pause, error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _end(self, spawned: _Process) -> None:
        """Close the control socket, which ends the fork server and its workers, and see that it does."""
        for worker in spawned.workers.values():
            worker.writer.close()
            worker.ended.set_result(-signal.SIGKILL)
        spawned.workers.clear()
        spawned.control.close()
        spawned.writer.close()
        try:
            await asyncio.wait_for(spawned.process.wait(), _END_SECONDS)
        except TimeoutError:
            spawned.process.kill()
            await spawned.process.wait()

    async def _listen(self) -> None:
        """Hear of workers that end; start the fork server again should it end itself."""
        while (process := self._process) is not None:
            while line := await process.reader.readline():
                verb, name, status = line.decode().split()
                worker = process.workers.pop(int(name), None)
                if verb == "exit" and worker is not None:
                    worker.ended.set_result(int(status))
                    if worker in self._idle:
                        self._idle.remove(worker)
                        worker.writer.close()
                        self._refill()
            self._ready.clear()
            self._idle.clear()
            self._process = None
            await self._end(process)
            log.error("the fork server of %s ended with status %s; another is started", self.options.path, process.process.returncode)
            self._process = await self._spawn_patiently()
            self._ready.set()
            await self._fill()
