"""Who gets a place when there are more queries than places: short work first, no client above its share, the service's own pages apart.

A client's time is a bucket that fills with the seconds that pass and is emptied by the seconds its queries run; errors and cuts cost
double. A client whose bucket is empty is *heavy*: it shares the few places of the heavy lane, and where others wait, what heavy
clients run beyond those is cut.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from amicorum.engine.port import Lane
from amicorum.errors import Busy
from amicorum.settings import Settings

CUT = "Your query was ended: your share of query time (client_budget) is used up, and others wait."
"""What is said to a client whose place was taken back."""
_PENALTY = 2.0
_DEEPEST_DEBT = 4.0
"""In budgets: what a client can owe at most, so that it is forgiven in time."""
_FEW = 2
"""Places of which none can be kept for clients that ask little."""
_MOST_CLIENTS = 10_000
_LONGEST_RETRY = 60
_LOOK_EVERY = 0.25
"""Seconds between two looks, while a query waits, at who has become heavy."""


@dataclass(slots=True, eq=False)
class Client:
    """One client's bucket, and what it runs."""

    level: float
    filled: float
    places: list[Place] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Place:
    """The right to run one query. `on_cut` is called when it is taken back before its time."""

    client: Client
    lane: Lane
    since: float
    on_cut: Callable[[], None] | None = None
    cut: bool = False
    left: bool = False


@dataclass(slots=True, eq=False)
class _Waiter:
    client: Client
    granted: asyncio.Future[Place]


class Places:
    """All places of an engine, for one event loop."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._clients: dict[str, Client] = {}
        self._running: dict[Lane, list[Place]] = {lane: [] for lane in Lane}
        self._waiting: dict[Lane, list[_Waiter]] = {lane: [] for lane in Lane}

    @property
    def busy(self) -> int:
        """Places taken."""
        return sum(map(len, self._running.values()))

    @property
    def waiting(self) -> int:
        """Queries that wait for a place."""
        return sum(map(len, self._waiting.values()))

    async def enter(self, name: str, lane: Lane) -> Place:
        """Wait for a place. Raises `Busy` where there is none in time, or no room to wait."""
        client = self._find(name) if lane is Lane.PUBLIC else Client(math.inf, 0.0)
        if not self._waiting[lane] and self._may_run(client, lane):
            return self._grant(client, lane)
        self._make_room(client, lane)
        waiter = _Waiter(client, asyncio.get_running_loop().create_future())
        self._waiting[lane].append(waiter)
        until = self._clock() + self._settings.queue_seconds
        try:
            self._dispatch()
            while not waiter.granted.done() and (left := until - self._clock()) > 0:
                self._cut_heavy()
                await asyncio.wait({waiter.granted}, timeout=min(left, _LOOK_EVERY))
        except asyncio.CancelledError:
            if waiter.granted.done() and waiter.granted.exception() is None:
                self.leave(waiter.granted.result())
            raise
        finally:
            if waiter in self._waiting[lane]:
                self._waiting[lane].remove(waiter)
        if waiter.granted.done():
            return waiter.granted.result()
        raise self._busy(client)

    def leave(self, place: Place, *, failed: bool = False) -> None:
        """Give a place back and charge its client. Safe to call twice."""
        if place.left:
            return
        place.left = True
        client, now = place.client, self._clock()
        self._fill(client, now)
        client.places.remove(place)
        self._running[place.lane].remove(place)
        cost = (now - place.since) * (_PENALTY if failed or place.cut else 1.0)
        client.level = max(client.level - cost, -_DEEPEST_DEBT * self._settings.client_budget)
        self._dispatch()

    def _find(self, name: str) -> Client:
        client = self._clients.get(name)
        if client is None:
            if len(self._clients) >= _MOST_CLIENTS:
                self._forget()
            client = self._clients[name] = Client(self._settings.client_budget, self._clock())
        return client

    def _forget(self) -> None:
        """Drop clients that run nothing: those with a full bucket, and where all have used some, the older half."""
        now = self._clock()
        idle = [name for name, client in self._clients.items() if not client.places]
        full = [name for name in idle if self._level(self._clients[name], now) >= self._settings.client_budget]
        for name in full or idle[: len(idle) // 2]:
            del self._clients[name]

    def _fill(self, client: Client, now: float) -> None:
        client.level = min(client.level + (now - client.filled) * self._settings.client_refill, self._settings.client_budget)
        client.filled = now

    def _level(self, client: Client, now: float) -> float:
        """The bucket as it would be if all that the client runs ended now."""
        refill = (now - client.filled) * self._settings.client_refill
        return min(client.level + refill, self._settings.client_budget) - sum(now - place.since for place in client.places)

    def _is_heavy(self, client: Client) -> bool:
        return self._level(client, self._clock()) <= 0

    def _is_fresh(self, client: Client) -> bool:
        return self._level(client, self._clock()) >= self._settings.client_budget / 2

    def _may_run(self, client: Client, lane: Lane) -> bool:
        settings = self._settings
        if self.busy >= settings.workers + settings.service_workers:
            return False
        if lane is Lane.SERVICE:
            return len(self._running[lane]) < settings.service_workers or not self._waiting[Lane.PUBLIC]
        free = settings.workers - len(self._running[lane])
        if free <= 0 or len(client.places) >= settings.client_workers:
            return False
        if free == 1 and (client.places or (settings.workers > _FEW and not self._is_fresh(client))):
            return False  # the last place is for somebody who has none and asks little: else the merely light ones fill them all, in turn
        return not self._is_heavy(client) or len(self._heavy_places()) < settings.heavy_workers

    def _heavy_places(self) -> list[Place]:
        return [place for place in self._running[Lane.PUBLIC] if self._is_heavy(place.client)]

    def _grant(self, client: Client, lane: Lane) -> Place:
        place = Place(client, lane, self._clock())
        client.places.append(place)
        self._running[lane].append(place)
        return place

    def _dispatch(self) -> None:
        """Grant what may run: the service's own first, then light clients before heavy ones, those with fewer places first, then by age."""
        for lane in (Lane.SERVICE, Lane.PUBLIC):
            queue = self._waiting[lane]
            for waiter in sorted(queue, key=lambda each: (lane is Lane.PUBLIC and self._is_heavy(each.client), len(each.client.places))):
                if self._may_run(waiter.client, lane):
                    queue.remove(waiter)
                    waiter.granted.set_result(self._grant(waiter.client, lane))

    def _cut_heavy(self) -> None:
        """Where a light client waits through no fault of its own, take back one place that heavy clients hold beyond theirs."""
        settings, public = self._settings, self._running[Lane.PUBLIC]
        kept_out = [
            each
            for each in self._waiting[Lane.PUBLIC]
            if len(each.client.places) < settings.client_workers and not self._is_heavy(each.client)
        ]
        if len(public) < settings.workers or sum(place.cut for place in public) >= len(kept_out):
            return
        now = self._clock()
        heavy = sorted((place for place in self._heavy_places() if not place.cut), key=lambda place: self._level(place.client, now))
        for place in heavy[: max(len(heavy) - settings.heavy_workers, 0)][:1]:
            place.cut = True
            if place.on_cut is not None:
                place.on_cut()

    def _make_room(self, client: Client, lane: Lane) -> None:
        """Where the queue is full, send away the newest query of the client that fills it, or refuse."""
        queue = self._waiting[lane]
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
        if self._is_heavy(client):
            seconds = min(math.ceil(-self._level(client, self._clock()) / settings.client_refill) + 1, _LONGEST_RETRY)
            return Busy("You have used up your share of query time (client_budget) for now.", retry_after=seconds, client=True)
        if len(client.places) >= settings.client_workers:
            return Busy(f"You already run {settings.client_workers} queries at once (client_workers).", retry_after=1, client=True)
        return Busy("The service is busy: no place was free for your query in time.", retry_after=math.ceil(settings.queue_seconds))
