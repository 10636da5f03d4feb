"""Admission control for queries: a token bucket of query seconds for each client, a bounded queue,
and slots reserved for the service's own pages.

A client's bucket fills with the seconds that pass and is emptied by the seconds its queries run; failed and preempted queries cost
double. A client whose bucket is empty is *over budget*: such clients share `heavy_workers` slots, and where others wait, the queries that
they run beyond those are preempted.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from amicorum.engine.port import Priority
from amicorum.errors import Busy
from amicorum.settings import Settings

CUT = "Your query was ended: your share of query time (client_budget) is used up, and others wait."
"""What is said to a client whose slot was taken back."""
_PENALTY = 2.0
_DEEPEST_DEBT = 4.0
"""In budgets: what a client can owe at most, so that it is forgiven in time."""
_FEW = 2
"""Places of which none can be kept for clients that ask little."""
_MOST_CLIENTS = 10_000
_LONGEST_RETRY = 60
_LOOK_EVERY = 0.25
"""Seconds between two looks, while a query waits, at who has become over budget."""


@dataclass(slots=True, eq=False)
class Client:
    """One client's bucket, and what it runs."""

    level: float
    filled: float
    slots: list[Slot] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Slot:
    """The right to run one query. `on_preempted` is called when it is taken back before its time."""

    client: Client
    priority: Priority
    since: float
    on_preempted: Callable[[], None] | None = None
    preempted: bool = False
    left: bool = False


class Admission(Protocol):
    """Who may run a query now: decided here, or for several service processes together by the process that started them."""

    @property
    def busy(self) -> int:
        """Slots taken."""
        ...

    @property
    def waiting(self) -> int:
        """Queries that wait for a slot."""
        ...

    async def enter(self, name: str, priority: Priority) -> Slot:
        """Wait for a slot. Raises `Busy` where there is none in time, or no room to wait."""
        ...

    def enter_now(self, name: str, priority: Priority) -> Slot | None:
        """A slot for what needs no worker, so that none has to be free; None where the client's budget is used up."""
        ...

    def leave(self, slot: Slot, *, failed: bool = False) -> None:
        """Give a slot back and charge its client. Safe to call twice."""
        ...

    def charge(self, name: str, seconds: float) -> float:
        """Charge a client for what it ran without a slot; the seconds until it is within its budget again, 0 where it is."""
        ...


@dataclass(slots=True, eq=False)
class _Waiter:
    client: Client
    granted: asyncio.Future[Slot]


class AdmissionController:
    """All slots of an engine, for one event loop."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._clients: dict[str, Client] = {}
        self._running: dict[Priority, list[Slot]] = {priority: [] for priority in Priority}
        self._waiting: dict[Priority, list[_Waiter]] = {priority: [] for priority in Priority}

    @property
    def busy(self) -> int:
        """Places taken."""
        return sum(map(len, self._running.values()))

    @property
    def waiting(self) -> int:
        """Queries that wait for a slot."""
        return sum(map(len, self._waiting.values()))

    async def enter(self, name: str, priority: Priority) -> Slot:
        """Wait for a slot. Raises `Busy` where there is none in time, or no room to wait."""
        client = self._find(name, priority)
        if not self._waiting[priority] and self._may_run(client, priority):
            return self._grant(client, priority)
        self._make_room(client, priority)
        waiter = _Waiter(client, asyncio.get_running_loop().create_future())
        self._waiting[priority].append(waiter)
        until = self._clock() + self._settings.queue_seconds
        try:
            self._dispatch()
            while not waiter.granted.done() and (left := until - self._clock()) > 0:
                self._preempt()
                await asyncio.wait({waiter.granted}, timeout=min(left, _LOOK_EVERY))
        except asyncio.CancelledError:
            if waiter.granted.done() and waiter.granted.exception() is None:
                self.leave(waiter.granted.result())
            raise
        finally:
            if waiter in self._waiting[priority]:
                self._waiting[priority].remove(waiter)
        if waiter.granted.done():
            return waiter.granted.result()
        raise self._busy(client)

    def enter_now(self, name: str, priority: Priority) -> Slot | None:
        """A slot for what needs no worker, so that none has to be free; None where the client's budget is used up."""
        client = self._find(name, priority)
        return None if self._is_over_budget(client) else self._grant(client, priority)

    def charge(self, name: str, seconds: float) -> float:
        """Charge a client for what it ran without a slot; the seconds until it is within its budget again, 0 where it is."""
        client = self._find(name, Priority.PUBLIC)
        self._fill(client, self._clock())
        client.level = max(client.level - seconds, -_DEEPEST_DEBT * self._settings.client_budget)
        return max(-self._level(client, self._clock()), 0.0) / self._settings.client_refill

    def leave(self, slot: Slot, *, failed: bool = False) -> None:
        """Give a slot back and charge its client. Safe to call twice."""
        if slot.left:
            return
        slot.left = True
        client, now = slot.client, self._clock()
        self._fill(client, now)
        client.slots.remove(slot)
        self._running[slot.priority].remove(slot)
        cost = (now - slot.since) * (_PENALTY if failed or slot.preempted else 1.0)
        client.level = max(client.level - cost, -_DEEPEST_DEBT * self._settings.client_budget)
        self._dispatch()

    def _find(self, name: str, priority: Priority) -> Client:
        if priority is Priority.SERVICE:
            return Client(math.inf, 0.0)
        client = self._clients.get(name)
        if client is None:
            if len(self._clients) >= _MOST_CLIENTS:
                self._forget()
            client = self._clients[name] = Client(self._settings.client_budget, self._clock())
        return client

    def _forget(self) -> None:
        """Drop clients that run nothing: those with a full bucket, and where all have used some, the older half."""
        now = self._clock()
        idle = [name for name, client in self._clients.items() if not client.slots]
        full = [name for name in idle if self._level(self._clients[name], now) >= self._settings.client_budget]
        for name in full or idle[: len(idle) // 2]:
            del self._clients[name]

    def _fill(self, client: Client, now: float) -> None:
        client.level = min(client.level + (now - client.filled) * self._settings.client_refill, self._settings.client_budget)
        client.filled = now

    def _level(self, client: Client, now: float) -> float:
        """The bucket as it would be if all that the client runs ended now."""
        refill = (now - client.filled) * self._settings.client_refill
        return min(client.level + refill, self._settings.client_budget) - sum(now - slot.since for slot in client.slots)

    def _is_over_budget(self, client: Client) -> bool:
        return self._level(client, self._clock()) <= 0

    def _is_fresh(self, client: Client) -> bool:
        return self._level(client, self._clock()) >= self._settings.client_budget / 2

    def _may_run(self, client: Client, priority: Priority) -> bool:
        settings = self._settings
        if self.busy >= settings.workers + settings.service_workers:
            return False
        if priority is Priority.SERVICE:
            return len(self._running[priority]) < settings.service_workers or not self._waiting[Priority.PUBLIC]
        free = settings.workers - len(self._running[priority])
        if free <= 0 or len(client.slots) >= settings.client_workers:
            return False
        if free == 1 and (client.slots or (settings.workers > _FEW and not self._is_fresh(client))):
            # Reserve the last free slot for a client with nothing running and at least half its budget:
            # otherwise moderately active clients can occupy every slot.
            return False
        return not self._is_over_budget(client) or len(self._over_budget_slots()) < settings.heavy_workers

    def _over_budget_slots(self) -> list[Slot]:
        return [slot for slot in self._running[Priority.PUBLIC] if self._is_over_budget(slot.client)]

    def _grant(self, client: Client, priority: Priority) -> Slot:
        slot = Slot(client, priority, self._clock())
        client.slots.append(slot)
        self._running[priority].append(slot)
        return slot

    def _dispatch(self) -> None:
        """Grant what may run: the service's own first, then clients within their budget, those with fewer slots first, then by age."""
        for priority in (Priority.SERVICE, Priority.PUBLIC):
            queue = self._waiting[priority]
            for waiter in sorted(
                queue, key=lambda each: (priority is Priority.PUBLIC and self._is_over_budget(each.client), len(each.client.slots))
            ):
                if self._may_run(waiter.client, priority):
                    queue.remove(waiter)
                    waiter.granted.set_result(self._grant(waiter.client, priority))

    def _preempt(self) -> None:
        """Where a light client waits through no fault of its own, take back one slot that over budget clients hold beyond theirs."""
        settings, public = self._settings, self._running[Priority.PUBLIC]
        kept_out = [
            each
            for each in self._waiting[Priority.PUBLIC]
            if len(each.client.slots) < settings.client_workers and not self._is_over_budget(each.client)
        ]
        if len(public) < settings.workers or sum(slot.preempted for slot in public) >= len(kept_out):
            return
        now = self._clock()
        over_budget = sorted(
            (slot for slot in self._over_budget_slots() if not slot.preempted), key=lambda slot: self._level(slot.client, now)
        )
        for slot in over_budget[: max(len(over_budget) - settings.heavy_workers, 0)][:1]:
            slot.preempted = True
            if slot.on_preempted is not None:
                slot.on_preempted()

    def _make_room(self, client: Client, priority: Priority) -> None:
        """Where the queue is full, send away the newest query of the client that fills it, or refuse."""
        queue = self._waiting[priority]
        if len(queue) < self._settings.queue:
            return
        counts = Counter(id(waiter.client) for waiter in queue)
        most = max(queue, key=lambda waiter: counts[id(waiter.client)], default=None)
        if most is None or counts[id(most.client)] <= counts[id(client)] + 1:
            raise self._busy(client)
        newest = next(waiter for waiter in reversed(queue) if waiter.client is most.client)
        queue.remove(newest)
        newest.granted.set_exception(self._busy(newest.client))

    def _busy(self, client: Client) -> Busy:
        settings = self._settings
        if self._is_over_budget(client):
            seconds = min(math.ceil(-self._level(client, self._clock()) / settings.client_refill) + 1, _LONGEST_RETRY)
            return Busy("You have used up your share of query time (client_budget) for now.", retry_after=seconds, client=True)
        if len(client.slots) >= settings.client_workers:
            return Busy(f"You already run {settings.client_workers} queries at once (client_workers).", retry_after=1, client=True)
        return Busy("The service is busy: no slot was free for your query in time.", retry_after=math.ceil(settings.queue_seconds))
