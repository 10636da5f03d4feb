"""Asking one endpoint the same thing many times and taking the median."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ACCEPT = "text/csv"
PATIENCE = 60
"""Seconds for one answer; an endpoint that needs longer is given up."""
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


def ask(connection: http.client.HTTPConnection, path: str, text: str) -> bytes:
    """One query by GET over a kept connection; RuntimeError for anything but 200."""
    mark = "&" if "?" in path else "?"
    connection.request("GET", f"{path}{mark}{urllib.parse.urlencode({'query': text})}", headers={"Accept": ACCEPT})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{response.status} from {path}: {body[:300]!r}")
    return body


def rows(body: bytes) -> int:
    """How many rows a CSV answer has: endpoints that are compared must agree."""
    return sum(1 for line in body.splitlines() if line) - 1


def measure(url: str, work: Work, things: Sequence[str]) -> tuple[float, int]:
    """Seconds for one query (with clients at once: the time of all by their number), and the rows of the first answer."""
    parts = urllib.parse.urlsplit(url)
    if parts.hostname is None or parts.port is None:
        raise ValueError(f"not an address with a port: {url}")
    host, port, path = parts.hostname, parts.port, parts._replace(scheme="", netloc="").geturl()
    first = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    counted = rows(ask(first, path, work.text(0, things)))
    if work.clients == 1:
        times = []
        for n in range(1, work.times + 1):
            started = time.perf_counter()
            ask(first, path, work.text(n, things))
            times.append(time.perf_counter() - started)
        return statistics.median(times), counted

    failures: list[RuntimeError | OSError] = []

    def client(offset: int) -> None:
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        try:
            for n in range(offset, work.times + 1, work.clients):
                ask(connection, path, work.text(n, things))
        except (RuntimeError, OSError) as error:  # a timeout is an OSError
            failures.append(error)

    threads = [threading.Thread(target=client, args=(n,)) for n in range(1, work.clients + 1)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return (time.perf_counter() - started) / work.times, counted
