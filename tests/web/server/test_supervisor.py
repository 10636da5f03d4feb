"""`amicorum serve` with two service processes: one budget, one release, one sum of metrics, and nothing left behind at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import quote

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.hostile.processes import PROC, find_descendants, lives, read_command
from tests.polling import wait_for
from tests.web.processes import serving

from amicorum.release import repository
from amicorum.release.release import Release

pytestmark = pytest.mark.skipif(not (PROC / "self" / "stat").exists(), reason="only Linux divides the connections of a port")

TRIG = "<https://example.org/graph> {{ <https://example.org/a> <https://example.org/b> {} }}"
MARK = "/sparql?format=csv&query=" + quote("SELECT ?o { <https://example.org/a> <https://example.org/b> ?o }")
ENDLESS = "/sparql?query=" + quote(
    "SELECT * { VALUES ?a {" + "1 " * 200 + "} " + "".join(f"VALUES ?b{n} {{ {'1 ' * 200} }}" for n in range(4)) + "}"
)
CONNECTIONS = 20
"""New connections, of which the kernel gives each process some: that all go to one has a chance of one in half a million."""


@pytest.fixture
def release(make_release: Callable[[str], Release]) -> Release:
    return make_release(TRIG.format(1))


@contextmanager
def serving_by_two(release: Release, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A service of two processes that both take requests."""
    with serving(release.folder.parent, {"processes": "2", "workers": "4", **settings}) as (process, url):
        wait_for(lambda: measure(url, "amicorum_processes") == 2, "the second process did not get ready", seconds=180)
        yield process, url


def measure(url: str, name: str, **labels: str) -> float:
    """A number from /metrics, whichever process answers."""
    families = text_string_to_metric_families(httpx2.get(url + "/metrics", timeout=20).text)
    samples = [sample for family in families for sample in family.samples]
    return sum(each.value for each in samples if each.name == name and labels.items() <= each.labels.items())


def list_processes(supervisor: int) -> list[int]:
    return [pid for pid in find_descendants(supervisor) if b"amicorum.web.process" in read_command(pid)]


def answers_well(url: str) -> bool:
    try:
        answer = httpx2.get(url + MARK, timeout=20)
    except httpx2.TransportError:
        return False
    return answer.status_code == 200 and answer.text == "o\r\n1\r\n"


def ask_endlessly(url: str, stack: ExitStack) -> Counter[int]:
    """The statuses of as many endless queries as there are connections, all at once; those that run go on until the stack is closed."""
    host, port = url.removeprefix("http://").split(":")
    connections = [stack.enter_context(socket.create_connection((host, int(port)), timeout=60)) for _ in range(CONNECTIONS)]
    for connection in connections:
        connection.sendall(f"GET {ENDLESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return Counter(int(connection.recv(12).split()[1]) for connection in connections)


def test_a_client_has_one_budget_in_all_processes(release: Release) -> None:
    limits = {"client_workers": "2", "client_budget": "2", "client_refill": "0.001", "queue_seconds": "1", "query_seconds": "60"}
    with serving_by_two(release, **limits) as (_, url), ExitStack() as stack:
        assert ask_endlessly(url, stack) == {200: 2, 429: CONNECTIONS - 2}
        assert measure(url, "amicorum_engine_busy") == 2
        stack.close()
        wait_for(lambda: measure(url, "amicorum_engine_busy") == 0, "the queries of clients that are gone go on")
        assert ask_endlessly(url, stack) == {200: 1, 429: CONNECTIONS - 1}, "what it used in both is gone: it has `heavy_workers` places"


def test_a_client_has_one_budget_before_an_endpoint_elsewhere(release: Release) -> None:
    roomy = {"workers": "8", "client_workers": "8", "query_seconds": "60"}
    with serving(release.folder.parent, roomy) as (_, elsewhere):
        limits = {"engine": elsewhere + "/sparql", "client_workers": "2", "queue_seconds": "1", "query_seconds": "60"}
        with serving_by_two(release, **limits) as (_, url), ExitStack() as stack:
            assert ask_endlessly(url, stack) == {200: 2, 429: CONNECTIONS - 2}
            stack.close()
            wait_for(lambda: measure(url, "amicorum_engine_busy") == 0, "the queries of clients that are gone go on")
            assert answers_well(url)


def test_no_process_answers_from_the_old_release_once_another_has_from_the_new(
    make_release: Callable[[str], Release], release: Release
) -> None:
    second, broken = make_release(TRIG.format(2)), make_release(TRIG.format(3))
    dump = broken.folder / "dumps" / "amicorum.nq"
    dump.chmod(0o644)
    dump.write_bytes(dump.read_bytes().replace(b"3", b"4"))
    repository.switch(release.folder.parent, release.folder.name)
    stop, answers = threading.Event(), list[tuple[float, float, int, str]]()

    def ask(url: str) -> None:
        with httpx2.Client(base_url=url, timeout=60) as client:
            while not stop.is_set():
                began = time.monotonic()
                answer = client.get(MARK)
                answers.append((began, time.monotonic(), answer.status_code, answer.text.split()[-1]))

    limits = {"watch_seconds": "0", "queue_seconds": "30", "client_budget": "1000"}
    with serving_by_two(release, **limits) as (process, url), ThreadPoolExecutor(8) as threads:
        asking = [threads.submit(ask, url) for _ in range(8)]
        for folder, outcome in ((broken.folder, "refused"), (second.folder, "switched")):
            repository.switch(folder.parent, folder.name)
            process.send_signal(signal.SIGHUP)
            wait_for(lambda outcome=outcome: measure(url, "amicorum_release_switches_total", outcome=outcome) == 1, f"it was not {outcome}")  # type: ignore[misc]  # a default of our own
        time.sleep(0.5)
        stop.set()
        for each in asking:
            each.result()
    assert {(status, value) for _, _, status, value in answers} == {(200, "1"), (200, "2")}
    first_new = min(ended for _, ended, _, value in answers if value == "2")
    assert not [began for began, _, _, value in answers if value == "1" and began > first_new]


def test_what_killed_processes_had_is_given_back_and_they_are_replaced(release: Release) -> None:
    with serving_by_two(release, query_seconds="60", queue_seconds="1") as (process, url), ExitStack() as stack:
        assert ask_endlessly(url, stack)[200] == 2, "every place is taken"
        before = list_processes(process.pid)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: answers_well(url), "no process answers any more", seconds=180)
        wait_for(lambda: measure(url, "amicorum_processes") == 2, "the killed processes were not replaced", seconds=180)
        assert measure(url, "amicorum_process_restarts_total") == len(before) == 2
        assert not set(before) & set(list_processes(process.pid))
        assert measure(url, "amicorum_engine_busy") == 0


def test_every_process_tells_the_metrics_of_all_and_good_answers_go_on_without_one(release: Release) -> None:
    with serving_by_two(release) as (process, url):
        for n in range(CONNECTIONS):
            assert httpx2.get(f"{url}{MARK}{quote('#')}{n}").status_code == 200
        told = [measure(url, "amicorum_requests_total", route="/sparql", status="200") for _ in range(CONNECTIONS)]
        assert set(told) == {CONNECTIONS}
        one = list_processes(process.pid)[0]
        os.kill(one, signal.SIGKILL)
        wait_for(lambda: not lives(one), "a killed process lives")
        assert {httpx2.get(url + MARK, timeout=60).text for _ in range(CONNECTIONS)} == {"o\r\n1\r\n"}
        assert measure(url, "amicorum_requests_total", route="/sparql", status="200") == 2 * CONNECTIONS, "what it had counted stays"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_at_the_end(release: Release, number: signal.Signals) -> None:
    with serving_by_two(release, stop_seconds="1", queue_seconds="1") as (process, url), ExitStack() as stack:
        assert ask_endlessly(url, stack)[200] == 2
        family = find_descendants(process.pid)
        assert len(family) >= 6, "a fork server, workers, two service processes"
        process.send_signal(number)
        process.wait(timeout=30)
        assert process.returncode == (0 if number == signal.SIGTERM else -number)
        wait_for(lambda: not any(map(lives, family)), "processes were left behind")
