"""What is known of a query before it runs, found once however often it is asked for."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal

from amicorum.engine.federation import Federation
from amicorum.engine.port import Query
from amicorum.engine.preparation import Preparation
from amicorum.errors import NoFormat, Refused, TooLarge
from amicorum.rdf import formats
from amicorum.settings import load_settings


@pytest.fixture
def preparation() -> Preparation:
    settings = load_settings(query_seconds=10, query_bytes=1000)
    return Preparation(settings, Federation(settings))


def make_query(text: str, timeout: float | None = None) -> Query:
    return Query(text, formats.JSON_RESULTS, None, timeout=timeout, bindings={"x": Literal("here")})


def test_a_query_is_read_once(preparation: Preparation) -> None:
    query, other = make_query("ASK { ?s ?p ?x }"), make_query("ASK { ?x ?p ?o }")
    first = preparation.read(query)
    assert preparation.prepare(query).parsed is first
    assert '"here"' in first.text
    assert preparation.read(other) is not first


@pytest.mark.parametrize(("timeout", "seconds"), [(None, 10), (3, 3), (30, 10)])
def test_a_query_has_no_more_time_than_the_engine_gives(preparation: Preparation, timeout: float | None, seconds: float) -> None:
    assert preparation.prepare(make_query("ASK {}", timeout)).seconds == seconds


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("INSERT DATA { <a:a> <a:a> <a:a> }", Refused),
        ("ASK { SERVICE <http://e/> { ?s ?p ?o } }", Refused),
        ("CONSTRUCT WHERE { ?s ?p ?o }", NoFormat),
        ("ASK { " + "?s ?p ?o . " * 100 + "}", TooLarge),
    ],
)
def test_what_may_not_run_is_refused(preparation: Preparation, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        preparation.prepare(make_query(text))
