"""What only our service does: pages, search, suggestions, reconciliation."""

from __future__ import annotations

import json
import statistics
import threading
import time
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from amicorum.rdf.iris import BASE
from bench.client import Client
from bench.data import Data
from bench.measure import PATIENCE
from bench.record import Rows

TIMES, CLIENTS = 100, 8
_NAMES = 10
"""Names in one request for reconciliation."""
_RECONCILING = 20
Make = Callable[[Client, int], bytes]
"""Makes the n-th request."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Something that is asked again and again, each time about another thing or name."""

    name: str
    make: Make
    times: int = TIMES


def list_visits(data: Data) -> Sequence[Visit]:
    """What is asked of the service over these data."""
    things, labels = data.things, data.labels

    def page(client: Client, n: int) -> bytes:
        return client.make_get("/doc/" + things[n % len(things)].removeprefix(BASE + "id/"), "text/html")

    def search(client: Client, n: int) -> bytes:
        return client.make_get("/search?q=" + urllib.parse.quote(labels[n % len(labels)]), "text/html")

    def suggest(client: Client, n: int) -> bytes:
        return client.make_get("/suggest?q=" + urllib.parse.quote(labels[n % len(labels)][:4]))

    def reconcile(client: Client, n: int) -> bytes:
        names = [labels[(n * _NAMES + k) % len(labels)] for k in range(_NAMES)]
        return client.make_form("/reconcile", {"queries": json.dumps({f"q{k}": {"query": name} for k, name in enumerate(names)})})

    return (
        Visit("front page", lambda client, _: client.make_get("/", "text/html")),
        Visit("page of an institution", page),
        Visit("search by a name", search),
        Visit("suggestions for four letters", suggest),
        Visit(f"reconciliation of {_NAMES} names", reconcile, _RECONCILING),
    )


def measure_service(url: str, data: Data, say: Callable[[str], None]) -> Rows:
    """Milliseconds of one client after the other, and how many requests a second eight clients get answered; the head first."""
    rows: list[list[str]] = [["asked", "first, ms", "median of one client, ms", f"{CLIENTS} clients, a second"]]
    for visit in list_visits(data):
        try:
            row = [visit.name, *_measure(url, visit)]
        except TimeoutError:
            row = [visit.name, f">{PATIENCE * 1000:g}", "–", "–"]
        rows.append(row)
        say(" ".join(row))
    return rows


def _measure(url: str, visit: Visit) -> tuple[str, str, str]:
    times: list[float] = []
    with Client(url) as client:
        began = time.perf_counter()
        client.send(visit.make(client, 0), time.monotonic() + PATIENCE)
        first = time.perf_counter() - began
        deadline = time.monotonic() + PATIENCE
        for n in range(1, visit.times + 1):
            began = time.perf_counter()
            try:
                client.send(visit.make(client, n), deadline)
            except TimeoutError:
                break
            times.append(time.perf_counter() - began)
    answered: list[int] = []
    deadline = time.monotonic() + PATIENCE

    def ask(offset: int) -> None:
        with Client(url) as client:
            for n in range(offset, visit.times * 2, CLIENTS):
                try:
                    client.send(visit.make(client, visit.times + 1 + n), deadline)
                except TimeoutError:
                    return
                answered.append(n)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(answered) / (time.perf_counter() - began)
    return f"{first * 1000:.1f}", f"{statistics.median(times or [first]) * 1000:.1f}", f"{rate:.1f}"
