"""The slots and workers of an engine that the supervising process holds, as a service process uses them."""

from __future__ import annotations

import asyncio
import itertools
import math
import os
import socket
from dataclasses import dataclass
from time import monotonic

from amicorum.engine.admission import Client, Slot
from amicorum.engine.embedded.ipc import unpack_error
from amicorum.engine.embedded.worker_pool import STREAM_BYTES, Worker, WorkerLost, explain_end
from amicorum.engine.port import Priority, Stats
from amicorum.engine.shared.board import StatusBoard
from amicorum.engine.shared.channel import Channel, Message
from amicorum.errors import EngineFailed, QueryError

_CLOSED = "The engine is closed."
_TELL_SECONDS = 0.1
"""How long the price of what ran here may be kept before it is told."""
_TOLD_AT_ONCE = 500


@dataclass(slots=True, eq=False)
class _LentSlot(Slot):
    """A slot that was granted over the channel, and the worker that is lent with it."""

    number: int = 0
    worker: Worker | None = None
    killed: bool = False


@dataclass(slots=True, eq=False)
class _OwnSlot(Slot):
    """A slot for what needs no worker: nobody is asked for it, and told of its price afterwards."""

    name: str = ""


class SharedPlaces:
    """`Admission` and `Workers` of one generation: a slot is asked for over the channel, and comes with the worker to use.

    The socket of a worker is held by every process that has been lent it once. Only the process whose slot it came with reads from it.
    """

    def __init__(self, channel: Channel, generation: int, board: StatusBoard, stats: Stats) -> None:
        self.stats = stats
        self._channel, self._generation, self._board = channel, generation, board
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[int | None]] = {}
        self._slots: dict[int, _LentSlot] = {}
        self._workers: dict[int, Worker] = {}
        self._sockets: dict[int, int] = {}
        """Sockets of workers that have come and are not opened yet."""
        self._closed = False
        self._spent: dict[str, float] = {}
        """Seconds that clients have used without a slot that was lent, and that were not told yet."""
        self._over: dict[str, float] = {}
        """Clients whose budget is used up, and until when."""

    @property
    def busy(self) -> int:
        """Slots taken, by all processes."""
        return self._board.read("busy")

    @property
    def waiting(self) -> int:
        """Queries of all processes that wait for a slot."""
        return self._board.read("waiting")

    async def enter(self, name: str, priority: Priority) -> Slot:
        """Wait for a slot. Raises `Busy` where there is none in time or no room to wait, `WorkerLost` where its worker has just ended."""
        if self._closed:
            raise EngineFailed(_CLOSED)
        number = next(self._numbers)
        granted = self._asked[number] = asyncio.get_running_loop().create_future()
        self._channel.send("enter", self._generation, number, name, priority)
        try:
            lent = await granted
        except asyncio.CancelledError:
            self._channel.send("cancel", self._generation, number)
            raise
        finally:
            del self._asked[number]
        slot = self._slots[number] = _LentSlot(Client(math.inf, 0.0), priority, 0.0, number=number)
        try:
            if lent is not None:
                slot.worker = self._workers.get(lent) or await self._open(lent)
        except BaseException:
            slot.killed = True
            self.leave(slot)
            raise
        return slot

    def enter_now(self, name: str, priority: Priority) -> Slot | None:
        """A slot for what needs no worker; None where the client's budget is used up, as far as is known here."""
        now = monotonic()
        if priority is Priority.PUBLIC and self._over.get(name, now) > now:
            return None
        return _OwnSlot(Client(math.inf, 0.0), priority, now, name=name)

    def leave(self, slot: Slot, *, failed: bool = False) -> None:
        """Give a slot and its worker back. Safe to call twice."""
        if slot.left:
            return
        slot.left = True
        if isinstance(slot, _OwnSlot) and slot.priority is Priority.PUBLIC:
            self.charge(slot.name, monotonic() - slot.since)
        if not isinstance(slot, _LentSlot):
            return
        del self._slots[slot.number]
        self._channel.send("leave", self._generation, slot.number, failed, slot.killed)

    async def take(self, slot: Slot) -> Worker:
        """The worker that was lent with the slot, to be given back by `give_back` or `kill` before the slot is left."""
        if not isinstance(slot, _LentSlot) or slot.worker is None:
            raise EngineFailed("No worker came with the slot.")
        if not slot.worker.transport.is_closing():
            slot.worker.transport.resume_reading()
        return slot.worker

    def give_back(self, worker: Worker) -> None:
        """Stop reading from a worker that has answered its query in full: another process may be lent it next."""
        if not worker.transport.is_closing():  # it may have been ended since
            worker.transport.pause_reading()

    def kill(self, worker: Worker) -> None:
        """Have a worker ended at once, whatever it does."""
        for slot in self._slots.values():
            if slot.worker is worker:
                slot.killed = True
        self._workers.pop(worker.name, None)
        worker.writer.close()

    def interrupt(self, worker: Worker) -> None:
        """Nothing to do: who takes a slot back ends its worker."""

    async def explain(self, worker: Worker) -> QueryError:
        """Why a worker ended in the middle of an answer."""
        return await explain_end(worker)

    async def close(self) -> None:
        """Close the sockets of all workers, and fail who waits for a slot. Safe to call twice."""
        self._closed = True
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(EngineFailed(_CLOSED))
        for worker in self._workers.values():
            worker.writer.close()
        for fd in self._sockets.values():
            os.close(fd)
        self._workers.clear()
        self._sockets.clear()

    def receive(self, verb: str, rest: Message, fds: list[int]) -> None:
        """A message about this generation."""
        if verb == "granted":
            number, lent = rest
            if fds:
                self._sockets[int(lent)] = fds[0]
            if (asked := self._asked.get(number)) and not asked.done():
                asked.set_result(lent)
        elif verb == "refused":
            number, error = rest
            if (asked := self._asked.get(number)) and not asked.done():
                asked.set_exception(unpack_error(str(error).encode()))
        elif verb == "preempted":
            self._preempt(rest[0])
        elif verb == "exit":
            name, status = rest
            self._bury(name, status)
        elif verb == "over":
            now = monotonic()
            self._over = {name: until for name, until in self._over.items() if until > now}
            self._over |= {name: now + seconds for name, seconds in rest[0]}

    def charge(self, name: str, seconds: float) -> float:
        """Charge a client for what it ran without a slot; the seconds until it is within its budget again, as far as is known here."""
        if not self._spent:
            asyncio.get_running_loop().call_later(_TELL_SECONDS, self._tell_spent)
        self._spent[name] = self._spent.get(name, 0.0) + seconds
        return max(self._over.get(name, 0.0) - monotonic(), 0.0)

    def _tell_spent(self) -> None:
        spent, self._spent = list(self._spent.items()), {}
        for some in range(0, len(spent), _TOLD_AT_ONCE):
            self._channel.send("spend", self._generation, spent[some : some + _TOLD_AT_ONCE])

    async def _open(self, name: int) -> Worker:
        fd = self._sockets.pop(name, None)
        if fd is None:
            raise WorkerLost
        connection = socket.socket(fileno=fd)
        reader, writer = await asyncio.open_unix_connection(sock=connection, limit=STREAM_BYTES)
        worker = self._workers[name] = Worker(name, reader, writer, asyncio.get_running_loop().create_future())
        return worker

    def _preempt(self, number: int) -> None:
        if slot := self._slots.get(number):
            slot.preempted = True
            if slot.on_preempted is not None:
                slot.on_preempted()

    def _bury(self, name: int, status: int) -> None:
        if (fd := self._sockets.pop(name, None)) is not None:
            os.close(fd)
        if worker := self._workers.pop(name, None):
            worker.ended.set_result(status)
            if not any(slot.worker is worker for slot in self._slots.values()):
                worker.writer.close()
