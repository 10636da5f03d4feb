"""`amicorum serve` as an operator runs it: a process, signals, a repository of releases, and sentences where something is wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from bench.virtuoso import free_port
from tests.polling import wait_for
from tests.web.processes import command, serving

from amicorum.release import repository
from amicorum.release.release import Release

TRIG = "<https://example.org/graph> {{ <https://example.org/a> <https://example.org/b> {} }}"
MARK = "/sparql?format=csv&query=" + quote("SELECT ?o { <https://example.org/a> <https://example.org/b> ?o }")
ENDLESS = "/sparql?query=" + quote(
    "SELECT * { VALUES ?a {" + "1 " * 200 + "} " + "".join(f"VALUES ?b{n} {{ {'1 ' * 200} }}" for n in range(4)) + "}"
)


def test_switches_on_a_signal_and_back_without_losing_a_request(make_release: Callable[[str], Release]) -> None:
    first, second = make_release(TRIG.format(1)), make_release(TRIG.format(2))
    releases = first.folder.parent
    repository.switch(releases, first.folder.name)
    with serving(releases, {"watch_seconds": "0", "cache_bytes": "0", "workers": "2"}) as (process, url):
        stop, answers = threading.Event(), list[tuple[int, str]]()

        def ask() -> None:
            with httpx2.Client(base_url=url, timeout=20) as client:
                while not stop.is_set():
                    answer = client.get(MARK)
                    answers.append((answer.status_code, answer.text))

        asking = threading.Thread(target=ask)
        asking.start()
        for release, value in ((second, "2"), (first, "1")):
            repository.switch(releases, release.folder.name)
            process.send_signal(signal.SIGHUP)
            wait_for_answer(url, f"o\r\n{value}\r\n")
            time.sleep(0.3)
        stop.set()
        asking.join(30)
    assert {status for status, _ in answers} == {200}
    values = [text.split()[1] for _, text in answers]
    assert [value for value, before in zip(values, ["", *values], strict=False) if value != before] == ["1", "2", "1"]


def wait_for_answer(url: str, text: str) -> None:
    wait_for(lambda: httpx2.get(url + MARK).text == text, "the release was not switched")


def test_stops_in_time_although_an_answer_streams(make_release: Callable[[str], Release]) -> None:
    release = make_release(TRIG.format(1))
    with serving(release.folder.parent, {"workers": "1", "stop_seconds": "1"}) as (process, url):
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as stuck:
            stuck.sendall(f"GET {ENDLESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert stuck.recv(12) == b"HTTP/1.1 200"
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=10)


@pytest.mark.parametrize("processes", ["1", "2"])
def test_says_where_to_look_once_it_answers(processes: str, tiny_release: Release) -> None:
    port = free_port()
    environment = {**os.environ, "AMICORUM_PROCESSES": processes, "AMICORUM_WORKERS": "2"}
    said = []
    with subprocess.Popen(command(tiny_release.folder.parent, port), env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            for line in process.stderr:
                said.append(line)
                if "Stop with Ctrl-C" in line:
                    break
            assert httpx2.get(f"http://127.0.0.1:{port}/health/live", timeout=20).status_code == 200
        finally:
            process.terminate()
            process.communicate(timeout=30)
    assert f"http://localhost:{port}/sparql" in "".join(said)


@pytest.mark.parametrize("trouble", ["taken", "empty", "setting"])
def test_says_what_is_wrong(trouble: str, tiny_release: Release, tmp_path: Path) -> None:
    releases = tmp_path if trouble == "empty" else tiny_release.folder.parent
    environment = {**os.environ, "AMICORUM_WORKERS": "0" if trouble == "setting" else "1"}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1] if trouble == "taken" else free_port()
        ended = subprocess.run(command(releases, port), env=environment, capture_output=True, text=True, timeout=30, check=False)
    said = {"taken": f"port {port} is taken", "empty": "run `amicorum build` first", "setting": "setting workers"}[trouble]
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr
