"""The supervising process's side of a shared engine: grants slots and lends workers to the service processes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from amicorum.engine.admission import Admission, Slot
from amicorum.engine.embedded.ipc import pack_error
from amicorum.engine.embedded.worker_pool import Worker, Workers
from amicorum.engine.port import Priority
from amicorum.engine.shared.channel import Channel, Message
from amicorum.errors import EngineFailed, QueryError

log = logging.getLogger(__name__)

_TRIES = 10


class HostedEngine(Protocol):
    """An engine that has started, whose slots (and workers, where it has any) are lent."""

    @property
    def admission(self) -> Admission: ...
    @property
    def workers(self) -> Workers | None: ...
    async def close(self) -> None: ...


@dataclass(slots=True, eq=False)
class _Lease:
    """A slot that a service process has, and the worker that it was lent with it."""

    slot: Slot
    worker: Worker | None


@dataclass(slots=True, eq=False)
class _Guest:
    """What one service process has asked for, and has."""

    asking: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    leases: dict[int, _Lease] = field(default_factory=dict)
    known: set[Worker] = field(default_factory=set)
    """Workers whose socket it holds."""


class EngineHost:
    """Lends the engine of one generation. `changed` is called when slots are taken or left."""

    def __init__(self, generation: int, engine: HostedEngine, changed: Callable[[], None]) -> None:
        self.generation, self.engine = generation, engine
        self._changed = changed
        self._guests: dict[Channel, _Guest] = {}
        self._watched: set[Worker] = set()

    @property
    def busy(self) -> int:
        """Slots taken."""
        return self.engine.admission.busy

    @property
    def waiting(self) -> int:
        """Queries that wait for a slot."""
        return self.engine.admission.waiting

    def receive(self, channel: Channel, verb: str, rest: Message) -> None:
        """A message of a service process about this generation."""
        guest = self._guests.setdefault(channel, _Guest())
        if verb == "enter":
            number, client, priority = rest
            asking = guest.asking[number] = asyncio.create_task(self._enter(channel, guest, number, client, Priority(priority)))
            asking.add_done_callback(lambda _: guest.asking.pop(number))
        elif verb == "cancel":
            if (task := guest.asking.get(rest[0])) and not task.done():
                task.cancel()
            else:
                self._leave(guest, rest[0], failed=False, killed=False)
        elif verb == "leave":
            number, failed, killed = rest
            self._leave(guest, number, failed=failed, killed=killed)
        elif verb == "spend":
            over = [(client, left) for client, seconds in rest[0] if (left := self.engine.admission.charge(client, seconds))]
            if over:
                channel.send("over", self.generation, over)

    def forget(self, channel: Channel) -> None:
        """A service process is gone: what it had is taken back, and its queries are ended."""
        guest = self._guests.pop(channel, None)
        if guest is None:
            return
        for task in guest.asking.values():
            task.cancel()
        for number in list(guest.leases):
            self._leave(guest, number, failed=False, killed=True)

    async def _enter(self, channel: Channel, guest: _Guest, number: int, client: str, priority: Priority) -> None:
        engine = self.engine
        try:
            slot = await engine.admission.enter(client, priority)
            try:
                worker = None if engine.workers is None else await self._lend(engine.workers, slot)
            except BaseException:
                engine.admission.leave(slot)
                raise
        except QueryError as error:
            channel.send("refused", self.generation, number, pack_error(error).decode())
            return
        except Exception:
            log.exception("no slot could be granted")
            channel.send("refused", self.generation, number, pack_error(EngineFailed("The supervising process failed.")).decode())
            return
        self._changed()
        guest.leases[number] = _Lease(slot, worker)
        slot.on_preempted = lambda: self._preempt(channel, number, worker)
        if worker is None:
            channel.send("granted", self.generation, number, None)
        else:
            fds = [] if worker in guest.known else [worker.writer.get_extra_info("socket").fileno()]
            guest.known.add(worker)
            channel.send("granted", self.generation, number, worker.name, fds=fds)

    async def _lend(self, workers: Workers, slot: Slot) -> Worker:
        """A worker whose socket this process neither reads nor has anything left to write to.

        Raises `EngineFailed` where one after the other has ended from outside before it could be lent.
        """
        for _ in range(_TRIES):
            worker = await workers.take(slot)
            try:
                worker.transport.pause_reading()
                worker.transport.set_write_buffer_limits(0)
                await worker.writer.drain()
                break
            except ConnectionError:
                workers.kill(worker)
            except BaseException:
                workers.kill(worker)
                raise
        else:
            raise EngineFailed("The workers are ended from outside.")
        if worker not in self._watched:
            self._watched.add(worker)
            worker.ended.add_done_callback(lambda ended: self._tell_end(worker, ended.result()))
        return worker

    def _leave(self, guest: _Guest, number: int, *, failed: bool, killed: bool) -> None:
        lease = guest.leases.pop(number, None)
        if lease is None:
            return
        lease.slot.on_preempted = None
        if lease.worker is not None and self.engine.workers is not None:
            if killed:
                self.engine.workers.kill(lease.worker)
            else:
                self.engine.workers.give_back(lease.worker)
        self.engine.admission.leave(lease.slot, failed=failed)
        self._changed()

    def _preempt(self, channel: Channel, number: int, worker: Worker | None) -> None:
        channel.send("preempted", self.generation, number)
        if worker is not None and self.engine.workers is not None:
            self.engine.workers.interrupt(worker)

    def _tell_end(self, worker: Worker, status: int) -> None:
        self._watched.discard(worker)
        for channel, guest in self._guests.items():
            if worker in guest.known:
                guest.known.discard(worker)
                channel.send("exit", self.generation, worker.name, status)
