"""Rows from a SPARQL endpoint: asked politely, again where it is busy, and nothing believed that is no answer."""

from __future__ import annotations

import json

import pytest
from tests.endpoint_server import Answer, Respond, serve

from amicorum.errors import Busy, EngineFailed
from amicorum.linking.endpoint import Client, Deadline, Row

ROW = {"name": {"type": "literal", "value": "Muzeum"}, "wikidata": {"type": "uri", "value": "Q1"}}
ROWS: Answer = (200, {}, json.dumps({"results": {"bindings": [ROW]}}).encode())
BUSY: Answer = (429, {"Retry-After": "0"}, b"")


def in_turn(*answers: Answer) -> Respond:
    """These answers, the last one again and again."""
    return lambda _, before: answers[min(before, len(answers) - 1)]


def ask(endpoint: str, attempts: int = 4) -> list[Row]:
    return Client(endpoint, "amicorum/1 (me@example.org)", attempts).ask("SELECT …", Deadline(60))


def test_rows_come_by_the_names_of_variables() -> None:
    with serve(in_turn(ROWS)) as (endpoint, agents):
        assert ask(endpoint) == [ROW]
        assert agents == ["amicorum/1 (me@example.org)"]


def test_a_busy_endpoint_is_asked_again_when_it_says() -> None:
    with serve(in_turn(BUSY, (503, {"Retry-After": "0"}, b""), ROWS)) as (endpoint, agents):
        assert len(ask(endpoint)) == 1
        assert len(agents) == 3
    with serve(in_turn(BUSY)) as (endpoint, agents):
        with pytest.raises(Busy):
            ask(endpoint, attempts=2)
        assert len(agents) == 2


@pytest.mark.parametrize(
    ("status", "body"), [(200, b"<html>"), (200, b"[]"), (200, b'{"boolean": true}'), (400, b"bad query"), (302, b""), (500, b"")]
)
def test_anything_else_is_a_failure(status: int, body: bytes) -> None:
    with serve(in_turn((status, {"Location": "http://127.0.0.1:9/"}, body))) as (endpoint, _), pytest.raises(EngineFailed):
        ask(endpoint, attempts=1)


def test_nobody_there_is_a_failure() -> None:
    with pytest.raises(EngineFailed, match="cannot be reached"):
        ask("http://127.0.0.1:9/", attempts=1)
