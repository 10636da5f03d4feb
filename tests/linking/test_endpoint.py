"""Rows from a SPARQL endpoint: asked politely, again where it is busy, and nothing believed that is no answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from amicorum.errors import Busy, EngineFailed
from amicorum.linking.endpoint import ask_rows

ROWS = {"results": {"bindings": [{"name": {"type": "literal", "value": "Muzeum"}, "wikidata": {"type": "uri", "value": "Q1"}}]}}


@contextmanager
def answer(*answers: tuple[int, dict[str, str], str]) -> Iterator[tuple[str, list[str]]]:
    """A server that gives these answers in turn, the last one again and again; its address, and who asked."""
    agents: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            agents.append(self.headers["user-agent"])
            status, headers, body = answers[min(len(agents), len(answers)) - 1]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nothing on the console of the tests."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql", agents
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_rows_come_by_the_names_of_variables() -> None:
    with answer((200, {}, json.dumps(ROWS))) as (endpoint, agents):
        assert list(ask_rows(endpoint, "SELECT …", "amicorum/1 (me@example.org)")) == [(1, {"name": "Muzeum", "wikidata": "Q1"})]
        assert agents == ["amicorum/1 (me@example.org)"]


def test_a_busy_endpoint_is_asked_again_when_it_says() -> None:
    with answer((429, {"Retry-After": "0"}, ""), (503, {"Retry-After": "0"}, ""), (200, {}, json.dumps(ROWS))) as (endpoint, agents):
        assert len(list(ask_rows(endpoint, "SELECT …", "a"))) == 1
        assert len(agents) == 3
    with answer((429, {"Retry-After": "0"}, "")) as (endpoint, agents):
        with pytest.raises(Busy):
            list(ask_rows(endpoint, "SELECT …", "a", attempts=2))
        assert len(agents) == 2


@pytest.mark.parametrize(
    ("status", "body"), [(200, "<html>"), (200, "[]"), (200, '{"boolean": true}'), (400, "bad query"), (302, ""), (500, "")]
)
def test_anything_else_is_a_failure(status: int, body: str) -> None:
    with answer((status, {"Location": "http://127.0.0.1:9/"}, body)) as (endpoint, _), pytest.raises(EngineFailed):
        list(ask_rows(endpoint, "SELECT …", "a"))


def test_nobody_there_is_a_failure() -> None:
    with pytest.raises(EngineFailed, match="cannot be reached"):
        list(ask_rows("http://127.0.0.1:9/", "SELECT …", "a", attempts=1))
