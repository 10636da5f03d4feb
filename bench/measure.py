"""Asking one endpoint the same thing many times and taking the median, within a time."""

from __future__ import annotations

import statistics
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client, add_query

ACCEPT = "text/csv"
PATIENCE = 15.0
"""Seconds for a first answer, and again for all others of a work together."""
QUERIES = Path(__file__).with_name("queries")


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that is measured: a query, how often it is asked, and by how many clients at once.

    With `fresh`, each time another constant stands in the query, so that no answer can come from a cache. A query's `{n}` is a
    number that changes nothing, its `{thing}` an institution.
    """

    name: str
    query: str
    times: int
    clients: int = 1
    fresh: bool = True

    def text(self, n: int, things: Sequence[str]) -> str:
        """The query as it is asked the n-th time."""
        template = (QUERIES / f"{self.query}.rq").read_text(encoding="utf-8")
        number = n if self.fresh else 0
        return template.replace("{n}", str(number)).replace("{thing}", things[number % len(things)])


WORKLOAD = (
    Work("lookup, fresh", "lookup", 200),
    Work("lookup, again", "lookup", 300, fresh=False),
    Work("lookup, 8 clients, fresh", "lookup", 400, clients=8),
    Work("partner list, fresh", "partners", 100),
    Work("partner list, 8 clients, again", "partners", 400, clients=8, fresh=False),
    Work("areas by kind, fresh", "areas", 5),
    Work("countries, fresh", "countries", 3),
    Work("countries, again", "countries", 10, fresh=False),
    Work("negation, fresh", "negation", 3),
    Work("large export, fresh", "export", 3),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a work: seconds for one query, and whether all were asked before the time was up."""

    seconds: float
    rows: int
    whole: bool = True


def rows(body: bytes) -> int:
    """How many rows a CSV answer has: endpoints that are compared must agree."""
    return sum(1 for line in body.splitlines() if line) - 1


def measure(url: str, work: Work, things: Sequence[str], limit: float = PATIENCE) -> Measured:
    """Seconds for one query; with clients at once, the time of all by their number.

    A first query, whose rows are counted, has `limit` seconds, then all others together have as many; what they do not reach is left out.
    Raises `TimeoutError` where not even the first is answered in time, `RuntimeError` for an answer that is none.
    """
    counted, first = _count(url, work.text(0, things), limit)
    requests = [Client(url).make_query(work.text(n, things), ACCEPT) for n in range(1, work.times + 1)]
    deadline = time.monotonic() + limit
    times: list[float] = []
    failures: list[RuntimeError | OSError | EOFError] = []

    def ask(offset: int) -> None:
        with Client(url) as client:
            try:
                for request in requests[offset :: work.clients]:
                    started = time.perf_counter()
                    client.send(request, deadline)
                    times.append(time.perf_counter() - started)
            except TimeoutError:
                return
            except (RuntimeError, OSError, EOFError) as error:
                failures.append(error)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(work.clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - started
    if failures:
        raise failures[0]
    whole = len(times) == work.times
    if not times:
        return Measured(first, counted, whole)
    return Measured(statistics.median(times) if work.clients == 1 else spent / len(times), counted, whole)


def _count(url: str, text: str, limit: float) -> tuple[int, float]:
    """The rows of an answer, and the seconds that it took."""
    began = time.monotonic()
    request = urllib.request.Request(add_query(url, text), headers={"Accept": ACCEPT})
    body = bytearray()
    try:
        with urllib.request.urlopen(request, timeout=limit) as response:
            while part := response.read1():
                body += part
                if time.monotonic() - began > limit:
                    raise TimeoutError
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{error.code} from {url}: {error.read(300)!r}") from error
    except urllib.error.URLError as error:
        raise error.reason if isinstance(error.reason, OSError) else error from error
    return rows(bytes(body)), time.monotonic() - began
