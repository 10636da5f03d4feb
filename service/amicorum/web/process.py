"""A service process: alone, or one of several.

`python -m amicorum.web.process CHANNEL BOARD` is one of several, started by the supervisor.
CHANNEL and BOARD are file descriptors. Messages beside those of `engine.shared`:

    → start SETTINGS HOST PORT           what to serve by, and where
    → prepare GENERATION FOLDER STATS    open this release, which has been verified, beside what is served
    ← prepared GENERATION                it could be served now
    ← failed GENERATION REASON           it cannot be opened
    → listen                             take connections from now on, and serve the generation of the board
    ← listening                          connections are taken
    → retire GENERATION                  nobody asks this one any more
    → ping  ← pong                       is the event loop alive?
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import uvicorn
import uvloop

from amicorum.engine.factory import open_engine
from amicorum.engine.port import Stats
from amicorum.engine.sandbox import follow_parent
from amicorum.engine.shared.board import StatusBoard
from amicorum.engine.shared.channel import Channel, Message
from amicorum.engine.shared.places import SharedPlaces
from amicorum.errors import AmicorumError
from amicorum.release.release import Release, open_verified
from amicorum.settings import Settings
from amicorum.web.app import create_app
from amicorum.web.server.listening import share
from amicorum.web.server.release_watcher import follow_releases
from amicorum.web.server.uvicorn_config import configure_server
from amicorum.web.state import AppState, Serving, Servings


class _Server(uvicorn.Server):
    """Calls back once it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve_alone(settings: Settings, listener: socket.socket, release: Release, ready: Callable[[], None]) -> None:
    """Serve a release, and those after it, by this process alone until a signal ends it; `ready` is called once it answers."""
    open_one = partial(open_engine, settings)
    app = create_app(settings, open_one(release), release, partial(follow_releases, open_engine=open_one))
    _Server(configure_server(app, settings), ready).run(sockets=[listener])


class ServiceProcess:
    """One of several processes: serves what the supervisor says, over its slots and workers."""

    def __init__(self, connection: socket.socket, board: StatusBoard) -> None:
        loop = asyncio.get_running_loop()
        self._board = board
        self._started: asyncio.Future[Message] = loop.create_future()
        self._first: asyncio.Future[tuple[int, Path, Path]] = loop.create_future()
        self._state: asyncio.Future[AppState] = loop.create_future()
        self._listen = asyncio.Event()
        self._places: dict[int, SharedPlaces] = {}
        self._retired: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._channel = Channel(connection, self._receive, lambda: os._exit(1))

    async def run(self) -> int:
        """Serve until a signal ends it; the exit status."""
        given, host, port = await self._started
        generation, folder, statistics = await self._first
        try:
            settings = Settings(**given)
            listener = share(host, port)
            serving = await self._open(settings, generation, folder, statistics)
        except (AmicorumError, OSError) as error:
            self._channel.send("failed", generation, str(error))
            return 1
        app = create_app(settings, serving.engine, serving.release, lambda state: self._follow(state, generation), statistics.parent)
        app.state.amicorum.servings = Servings(serving, generation)
        app.state.amicorum.metrics.share(self._board)
        with listener:
            await _Server(configure_server(app, settings), lambda: self._channel.send("listening")).serve(sockets=[listener])
        return 0

    def _receive(self, message: Message, fds: list[int]) -> None:
        verb, *rest = message
        if verb in ("granted", "refused", "preempted", "exit", "over"):
            generation, *more = rest
            if places := self._places.get(generation):
                places.receive(verb, more, fds)
            else:
                for fd in fds:
                    os.close(fd)
        elif verb == "start":
            self._started.set_result(rest)
        elif verb == "prepare":
            generation, folder, statistics = rest[0], Path(rest[1]), Path(rest[2])
            if self._first.done():
                self._beside(self._prepare(generation, folder, statistics))
            else:
                self._first.set_result((generation, folder, statistics))
        elif verb == "listen":
            self._listen.set()
        elif verb == "retire":
            self._beside(self._retire(rest[0]))
        elif verb == "ping":
            self._channel.send("pong")

    async def _open(self, settings: Settings, generation: int, folder: Path, statistics: Path) -> Serving:
        release = await asyncio.to_thread(open_verified, folder)
        stats = Stats(**json.loads(await asyncio.to_thread(statistics.read_text, "utf-8")))
        places = self._places[generation] = SharedPlaces(self._channel, generation, self._board, stats)
        return Serving(release, open_engine(settings, release, places))

    async def _prepare(self, generation: int, folder: Path, statistics: Path) -> None:
        """Open a release beside the one that is served, with all that a request would have to wait for."""
        state = await self._state
        try:
            serving = await self._open(state.settings, generation, folder, statistics)
            await serving.engine.start()
            await _read_names(state, serving.release)
        except (AmicorumError, OSError) as error:
            self._channel.send("failed", generation, str(error))
            return
        if generation in self._retired:  # while it was opened: another process could not
            await serving.engine.close()
            return
        state.servings.hold(generation, serving)
        self._channel.send("prepared", generation)
        await _read_network(state, serving)

    async def _retire(self, generation: int) -> None:
        self._retired.add(generation)
        state = await self._state
        if serving := state.servings.drop(generation):
            await serving.engine.close()
        self._places.pop(generation, None)

    @asynccontextmanager
    async def _follow(self, state: AppState, generation: int) -> AsyncIterator[None]:
        """While the application runs: from its start, which waits until it may listen, to its end."""
        self._state.set_result(state)
        serving = state.serving
        self._channel.send("prepared", generation)
        await self._listen.wait()
        state.servings.generation = self._board.read_generation
        self._beside(_read_network(state, serving))
        try:
            yield
        finally:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _beside(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _read_names(state: AppState, release: Release) -> None:
    await asyncio.to_thread(state.indexes.get, release)
    await state.reconciliation.get(release)


async def _read_network(state: AppState, serving: Serving) -> None:
    """So that nobody has to wait for it; whoever asks is told of what fails."""
    with suppress(AmicorumError):
        await state.networks.get(serving.release, serving.engine)


def main(argv: list[str]) -> int:
    """Run a service process on the file descriptors that are given."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # for the supervisor, which tells us what follows from it
    follow_parent(os.getppid())

    async def run() -> int:
        return await ServiceProcess(socket.socket(fileno=int(argv[0])), StatusBoard(int(argv[1]))).run()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(run())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
