"""Endpoints that are busy, slow, broken, lying or gone, and calls that make no sense: a sentence, and nothing half done."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path

import pytest
from tests.endpoint_server import Answer, serve

from amicorum.release.release import Release

from .conftest import ask, tell


def test_a_busy_endpoint_is_asked_again_and_knows_who_asks(
    tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    busy = [(429, {"Retry-After": "0"}, b""), (503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, b"")]
    with serve(lambda query, before: busy[before] if before < 2 else tell(query)) as (endpoint, agents):
        assert ask(endpoint, tiny_release, tmp_path) == 0
    assert len(agents) == 3
    assert "answered with status 429; asked again in 0 seconds." in capsys.readouterr().err
    assert all(agent.startswith("amicorum/") and "(me@example.org)" in agent for agent in agents)


HTML = b"<html>Too busy today</html>"


OTHER = {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q1"}, "property": {"value": "x"}, "value": {"value": "y"}}


WHOLE = tell("SELECT ?item WHERE { ?item ?p ?o }")[2]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, {"Content-Type": "text/html"}, HTML), "something other than rows of a SELECT query: '<html>Too busy"),
        ((200, {}, WHOLE[: len(WHOLE) // 2]), "something other than rows"),
        ((200, {}, b'{"boolean": true}'), "something other than rows"),
        ((200, {}, json.dumps({"results": {"bindings": [OTHER]}}).encode()), "something that was not asked"),
        ((200, {}, b'{"results": {"bindings": []}}'), "tells nothing of the 2 items"),
        ((200, {"X-SPARQL-MaxRows": "3"}, WHOLE), "gives 3 rows at most"),
        ((400, {}, b"no such thing"), "refused the query"),
        ((404, {}, b""), "refused the query"),
        ((403, {}, b""), "status 403"),
    ],
)  # fmt: skip
def test_what_is_no_answer_changes_nothing(
    answer: Answer, words: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(lambda query, before: tell(query)) as (endpoint, _):
        assert ask(endpoint, tiny_release, tmp_path) == 0
    before = {path: path.read_bytes() for path in (tmp_path / "test").iterdir()}
    with serve(lambda query, before: answer) as (endpoint, _):
        assert ask(endpoint, tiny_release, tmp_path) == 1
    assert words in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (tmp_path / "test").iterdir()} == before


def test_an_answer_that_breaks_off_is_asked_again(tiny_release: Release, tmp_path: Path) -> None:
    cut: Answer = (200, {"Content-Length": "1000000"}, WHOLE)
    with serve(lambda query, before: cut if before == 0 else tell(query)) as (endpoint, agents):
        assert ask(endpoint, tiny_release, tmp_path) == 0
    assert len(agents) == 2


def test_the_deadline_ends_a_slow_answer(tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked, done = threading.Event(), threading.Event()

    def wait(query: str, before: int) -> Answer:
        asked.set()
        done.wait(60)
        return tell(query)

    with serve(wait) as (endpoint, _):
        try:
            assert ask(endpoint, tiny_release, tmp_path, "--deadline", "1") == 1
        finally:
            done.set()
    assert asked.is_set()
    assert "the 1 seconds of --deadline are over; 0 of 1 batches" in capsys.readouterr().err
    assert not (tmp_path / "test").exists()


def test_the_deadline_ends_an_answer_that_comes_drop_by_drop(
    tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            client, _ = listener.accept()
            with client:
                client.recv(65536)
                client.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
                try:
                    while not gone.wait(0.05):
                        client.sendall(b" ")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            assert ask(f"http://127.0.0.1:{listener.getsockname()[1]}/sparql", tiny_release, tmp_path, "--deadline", "1") == 1
        finally:
            gone.set()
            thread.join()
    assert "the 1 seconds of --deadline are over" in capsys.readouterr().err
    assert not (tmp_path / "test").exists()


def test_a_folder_that_cannot_be_written(wikidata: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "imports").write_text("a file", encoding="ascii")
    assert ask(wikidata, tiny_release, tmp_path / "imports") == 1
    assert "imports cannot be written: File exists" in capsys.readouterr().err


def test_nobody_there(tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("http://127.0.0.1:9/sparql", tiny_release, tmp_path, "--deadline", "2") == 1
    told = capsys.readouterr().err
    assert "cannot be reached" in told or "--deadline are over" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--batch", "0"), "--batch 0"),
        (("--deadline", "-1"), "--deadline -1"),
        (("--contact", "nobody"), "--contact"),
        (("--contact", "a@b\r\nX: y"), "--contact"),
        (("--name", "No Name"), "cannot name an import"),
        (("--languages", 'en") } #'), "no language tag"),
    ],
)
def test_options_that_make_no_sense(
    given: tuple[str, str], words: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("https://example.org/sparql", tiny_release, tmp_path, *given) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("endpoint", ["wikipedia", "ftp://example.org/", "http://[", "file:///etc/passwd"])
def test_what_is_no_endpoint(endpoint: str, tiny_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(endpoint, tiny_release, tmp_path) == 1
    assert "write wikidata, europeana, or the address" in capsys.readouterr().err
