"""Every attack at once while a good client asks: it hardly notices, and afterwards nothing is left behind."""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from tests.hostile.attacks import ATTACKS
from tests.hostile.clients import CUT, WHOLE, Outcome, ask, connected, head, read_slowly, reset, send, write_slowly
from tests.hostile.conftest import SETTINGS, Service
from tests.hostile.processes import Family, count_files, measure_memory

from amicorum.web.responses.problem import ALL

SECONDS = 14.0
"""Longer than a head may take to come, so that those who drip theirs are seen to be given up."""
ATTACKS_EACH = 13
"""What each of the eight hostile clients asks at the least."""
QUESTIONS = 51
"""What the good client asks at the least, with the hostile ones beside it."""
LONGEST = 90.0
"""Seconds after which the run ends, whoever has not asked enough."""
GOOD = "127.0.0.100"
LOOKUP = "SELECT ?p ?o { <https://w3id.org/amicorum/id/institution/i7> ?p ?o }"
PARTNERS = "SELECT ?a (COUNT(*) AS ?n) { ?a <https://w3id.org/amicorum/ns#partnerOf> ?b } GROUP BY ?a ORDER BY DESC(?n) ?a LIMIT 5"
KNOWN = "ASK { <https://w3id.org/amicorum/id/city/c1> a <https://w3id.org/amicorum/ns#City> }"
EXPORT = "/sparql?query=" + quote("SELECT * { ?s ?p ?o . ?s ?q ?r }")


@dataclass
class MixedLoad:
    """What happened."""

    good: list[tuple[Outcome, float]] = field(default_factory=list)
    bad: list[Outcome] = field(default_factory=list)
    slow_readers: list[bytes] = field(default_factory=list)
    slow_writers: list[bytes] = field(default_factory=list)
    killed: int = 0
    disconnected: int = 0
    before: Family = field(default_factory=lambda: Family(0, 0, (), ()))
    files: int = 0
    memory: int = 0

    def is_over(self, until: float) -> bool:
        """Whether the time is up and the good client has asked enough: on a slow machine it goes on, for all."""
        now = time.monotonic()
        return now > until and (len(self.good) >= QUESTIONS or now > until - SECONDS + LONGEST)


@pytest.fixture(scope="module")
def load(service: Service) -> MixedLoad:
    """Eight clients with hostile queries and a dozen with hostile manners, each from its own address."""
    found = MixedLoad(before=service.family(), files=count_files(service.pid), memory=measure_memory(service.pid))
    until = time.monotonic() + SECONDS
    roles: list[Callable[[], None]] = [lambda: ask_well(service, found, until), lambda: kill_workers(service, found, until)]
    roles += [lambda n=n: ask_badly(service, found, f"127.0.0.{n}", until) for n in range(2, 10)]  # type: ignore[misc]  # a default of our own
    roles += [lambda n=n: take_slowly(service, found, f"127.0.0.{n}", until) for n in range(11, 14)]  # type: ignore[misc]  # as above
    roles += [lambda n=n: give_slowly(service, found, f"127.0.0.{n}", n % 3, until) for n in range(21, 30)]  # type: ignore[misc]  # as above
    roles += [lambda n=n: go_away(service, found, f"127.0.0.{n}", until) for n in range(31, 33)]  # type: ignore[misc]  # as above
    roles += [lambda: say_nothing(service, until)]
    with ThreadPoolExecutor(len(roles)) as threads:
        for done in [threads.submit(role) for role in roles]:
            done.result()
    return found


def ask_well(service: Service, load: MixedLoad, until: float) -> None:
    """Small questions one after another, with a breath between two, as a page or a notebook asks them."""
    for query, sign in itertools.cycle([(LOOKUP, b'"bindings":[{'), (PARTNERS, b'"n":{'), (KNOWN, b"true")]):
        if load.is_over(until):
            break
        began = time.monotonic()
        outcome = ask(service.port, GOOD, query)
        right = outcome.kind != WHOLE or sign in outcome.body
        load.good.append((outcome if right else Outcome(outcome.status, "wrong answer", outcome.body), time.monotonic() - began))
        time.sleep(0.02)


def ask_badly(service: Service, load: MixedLoad, source: str, until: float) -> None:
    """Every attack in an order of its own, again and again: to the end, and on a slow machine for longer, until it has asked enough."""
    attacks = random.Random(source).sample(ATTACKS, len(ATTACKS))
    for asked, attack in enumerate(itertools.cycle(attacks)):
        if load.is_over(until) and asked >= ATTACKS_EACH:
            break
        load.bad.append(ask(service.port, source, attack.query, accept="text/csv, text/turtle"))


def take_slowly(service: Service, load: MixedLoad, source: str, until: float) -> None:
    """Ask for a large answer and take a byte each second."""
    with connected(service.port, source, receive=4096) as connection:
        connection.sendall(head(EXPORT))
        load.slow_readers.append(read_slowly(connection, 1.0, until))


def give_slowly(service: Service, load: MixedLoad, source: str, manner: int, until: float) -> None:
    """A head that never ends; a body that never ends; a body that never begins."""
    body = head("/sparql", method="POST", more="Content-Type: application/sparql-query\r\nContent-Length: 1000\r\n")
    beginning, rest = [(b"", b"GET / HTTP/1.1\r\nX: " + b"a" * 900), (body, b"ASK { }" + b" " * 900), (body, b"")][manner]
    with connected(service.port, source) as connection:
        connection.sendall(beginning)
        load.slow_writers.append(write_slowly(connection, rest, 0.5, until + 10) if rest else connection.recv(65536))


def go_away(service: Service, load: MixedLoad, source: str, until: float) -> None:
    """Ask, take a little or nothing, and be gone."""
    chance = random.Random(source)
    queries = [attack.query for attack in ATTACKS if attack.name.startswith(("product", "construct"))]
    while not load.is_over(until):
        with connected(service.port, source) as connection:
            connection.sendall(head("/sparql?query=" + quote(chance.choice(queries))) if chance.random() < 0.7 else head(EXPORT))
            time.sleep(chance.random() * 0.2)
            load.disconnected += 1
            if chance.random() < 0.5:
                reset(connection)


def kill_workers(service: Service, load: MixedLoad, until: float) -> None:
    """What an operator's script or the kernel might do."""
    chance = random.Random(1)
    while not load.is_over(until):
        time.sleep(0.7)
        if workers := service.family().workers:
            try:
                os.kill(chance.choice(workers), signal.SIGKILL)
            except ProcessLookupError:
                continue  # it was replaced in between
            load.killed += 1


def say_nothing(service: Service, until: float) -> None:
    """Two hundred connections that never ask."""
    with ExitStack() as stack:
        for n in range(200):
            stack.enter_context(connected(service.port, f"127.0.2.{n + 1}"))
        time.sleep(max(until - time.monotonic(), 0))


def wait_for(condition: Callable[[], bool], seconds: float = 12.0) -> bool:
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)
    return condition()


def test_the_good_client_hardly_notices(load: MixedLoad) -> None:
    kinds = Counter(outcome.kind for outcome, _ in load.good)
    assert kinds[WHOLE] >= 0.99 * len(load.good), kinds
    took = sorted(seconds for _, seconds in load.good)
    allowed = float(SETTINGS["query_seconds"])
    assert took[len(took) // 2] < 0.3 * allowed, "half of its questions do not wait for hostile ones, which take all that is allowed"
    assert len(took) >= QUESTIONS


def test_every_hostile_answer_is_typed(load: MixedLoad) -> None:
    kinds = Counter(outcome.kind for outcome in load.bad)
    assert len(load.bad) > 100
    assert set(kinds) <= {WHOLE, CUT, *ALL} - {"internal"}, kinds
    assert {"limit-reached", "too-large", "refused"} <= set(kinds), kinds
    assert all(outcome.status in (0, 200) for outcome in load.bad if outcome.kind == CUT)


def test_slow_readers_are_cut(load: MixedLoad) -> None:
    assert len(load.slow_readers) == 3
    for taken in load.slow_readers:
        assert taken.startswith(b"HTTP/1.1 200")
        assert not taken.endswith(b"\r\n0\r\n\r\n"), "it had no time to take the whole"


def test_slow_writers_are_given_up(load: MixedLoad) -> None:
    assert len(load.slow_writers) == 9
    said = Counter(answer.split(b"\r\n")[0] for answer in load.slow_writers)
    assert set(said) <= {b"", b"HTTP/1.1 408 Request Timeout"}, said
    assert said[b"HTTP/1.1 408 Request Timeout"] == 6, "a body that does not come is told so"


def test_workers_were_killed_and_clients_went_away(load: MixedLoad) -> None:
    assert load.killed > 5
    assert load.disconnected > 20


@pytest.fixture
def after(load: MixedLoad, service: Service) -> Iterator[MixedLoad]:
    """The run, when what it left has had time to go."""
    assert load.before.parent == service.pid
    assert wait_for(lambda: count_files(service.pid) <= load.files), f"{count_files(service.pid)} open files, {load.files} before"
    yield load


def test_the_same_processes_serve(after: MixedLoad, service: Service) -> None:
    now = service.family()
    assert (now.parent, now.fork_server) == (after.before.parent, after.before.fork_server)
    assert wait_for(lambda: len(service.family().workers) == 4), "three workers and the service's own"
    assert not service.family().zombies
    assert ask(service.port, GOOD, KNOWN).body.endswith(b"true}")


def test_no_place_is_left_taken(after: MixedLoad, service: Service) -> None:
    metrics = send(service.port, GOOD, "GET", "/metrics").body.decode().splitlines()
    values = dict(line.rsplit(" ", 1) for line in metrics if not line.startswith("#"))
    assert float(values["amicorum_engine_busy"]) == float(values["amicorum_engine_waiting"]) == 0
    assert float(values["amicorum_requests_running"]) == 1, "this one"
    assert not any('kind="internal"' in name for name in values)


def test_memory_is_given_back(after: MixedLoad, service: Service) -> None:
    assert measure_memory(service.pid) < after.memory + 150
    assert measure_memory(after.before.fork_server) < 300
