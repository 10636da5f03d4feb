"""Slots over a channel: who asks no more, ends or is closed holds none; errors arrive as they were."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from tests.engine.embedded.queries import until

from amicorum.engine.admission import AdmissionController, Slot
from amicorum.engine.embedded.worker_pool import Worker
from amicorum.engine.port import Priority, Stats
from amicorum.engine.shared.board import StatusBoard
from amicorum.engine.shared.channel import Channel
from amicorum.engine.shared.host import EngineHost
from amicorum.engine.shared.places import SharedPlaces
from amicorum.errors import Busy, EngineFailed
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio


@dataclass
class Hosted:
    """An engine that lends nothing but slots."""

    admission: AdmissionController
    workers: None = None

    async def close(self) -> None:
        """Nothing is open."""


@asynccontextmanager
async def lending(**limits: object) -> AsyncIterator[tuple[EngineHost, Channel, SharedPlaces]]:
    """A host, its end of the channel, and what a service process sees of it."""
    host = EngineHost(1, Hosted(AdmissionController(Settings(**limits))), lambda: None)  # type: ignore[arg-type]  # checked by the model
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    end = Channel(ours, lambda message, _: host.receive(end, message[0], message[2:]), lambda: None)
    other = Channel(theirs, lambda message, fds: places.receive(message[0], message[2:], fds), lambda: None)
    places = SharedPlaces(other, 1, StatusBoard(), Stats("remote", "", 0, {}))
    try:
        yield host, end, places
    finally:
        await places.close()
        for channel in (end, other):
            channel.close()


async def test_who_waits_no_more_gets_no_slot() -> None:
    async with lending(client_workers=1, queue_seconds=30) as (host, _, places):
        slot = await places.enter("a", Priority.PUBLIC)
        waiting = asyncio.create_task(places.enter("a", Priority.PUBLIC))
        await until(lambda: host.waiting == 1)
        waiting.cancel()
        await until(lambda: host.waiting == 0)
        crossing = asyncio.create_task(places.enter("b", Priority.PUBLIC))
        await asyncio.sleep(0)  # it has asked, and what it gets crosses what it says next
        crossing.cancel()
        places.leave(slot)
        places.leave(slot)
        await until(lambda: host.busy == 0)
        places.leave(await places.enter("b", Priority.PUBLIC))


async def test_a_refusal_arrives_as_it_was() -> None:
    async with lending(client_workers=1, queue_seconds=0.1) as (_, _, places):
        await places.enter("a", Priority.PUBLIC)
        with pytest.raises(Busy, match="You already run 1 queries") as refused:
            await places.enter("a", Priority.PUBLIC)
        assert refused.value.client
        assert refused.value.retry_after == 1


async def test_what_a_process_had_that_has_ended_is_free() -> None:
    async with lending(client_workers=1, queue_seconds=30) as (host, end, places):
        await places.enter("a", Priority.PUBLIC)
        waiting = asyncio.create_task(places.enter("a", Priority.PUBLIC))
        await until(lambda: host.waiting == 1)
        host.forget(end)
        await until(lambda: host.busy == host.waiting == 0)
        waiting.cancel()


async def test_who_waits_when_the_release_is_closed_is_told() -> None:
    async with lending(client_workers=1, queue_seconds=30) as (host, _, places):
        await places.enter("a", Priority.PUBLIC)
        waiting = asyncio.create_task(places.enter("a", Priority.PUBLIC))
        await until(lambda: host.waiting == 1)
        await places.close()
        for asked in (waiting, places.enter("a", Priority.PUBLIC)):
            with pytest.raises(EngineFailed, match="closed"):
                await asked


async def test_a_worker_that_has_just_ended_is_not_lent() -> None:
    class Dying:
        """Workers of which the first are dead, as far as their sockets know."""

        def __init__(self) -> None:
            self.killed = 0

        async def take(self, _: Slot) -> Worker:
            ours, theirs = socket.socketpair()
            reader, writer = await asyncio.open_unix_connection(sock=ours)
            if self.killed < 3:
                theirs.close()
                await until(lambda: reader.at_eof())
                writer.close()
                await writer.wait_closed()
            else:
                self.held = theirs
            return Worker(self.killed, reader, writer, asyncio.get_running_loop().create_future())

        def kill(self, worker: Worker) -> None:
            worker.writer.close()
            self.killed += 1

        def give_back(self, worker: Worker) -> None:
            worker.writer.close()
            self.held.close()

    dying = Dying()
    async with lending() as (host, _, places):
        host.engine.workers = dying  # type: ignore[misc, assignment]  # what of it is needed
        slot = await places.enter("a", Priority.PUBLIC)
        assert dying.killed == 3
        places.leave(slot)
        await until(lambda: host.busy == 0)


async def test_messages_wait_for_room_and_keep_their_order() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    received: list[object] = []
    ended = asyncio.Event()
    sender = Channel(ours, lambda *_: None, lambda: None)
    for number in range(2000):
        sender.send("number", number, "x" * 1000)
    reader = Channel(theirs, lambda message, _: received.append(message[1]), ended.set)
    await until(lambda: len(received) == 2000)
    assert received == list(range(2000))
    sender.close()
    await until(ended.is_set)
    reader.send("to nobody")
    reader.close()
