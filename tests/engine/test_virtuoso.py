"""Constants in filters: written where an OPTIONAL needs them, nowhere else, and never with another answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import rewrite
from amicorum.engine.virtuoso import spread_constants
from amicorum.features.questions import Question, read_folder

PROJECT = Path(__file__).parents[2]
QUESTIONS = read_folder(PROJECT / "ontology/questions")


def spread(text: str) -> str:
    return rewrite(text, spread_constants(ParsedQuery(text)))


ONE = "SELECT * { VALUES ?l { 'en'@x } "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE + "OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }", ONE + "OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = 'en'@x) } }"),
        (ONE + "OPTIONAL { ?s ?p ?l FILTER LANGMATCHES(?o, $l) } }", ONE + "OPTIONAL { ?s ?p ?l FILTER LANGMATCHES(?o, 'en'@x) } }"),
        (
            "ASK { VALUES (?a ?l) { (<a> 'en'^^<t>) } OPTIONAL { ?a ?p ?o FILTER(?o = ?l || ?o = ?a) } }",
            "ASK { VALUES (?a ?l) { (<a> 'en'^^<t>) } OPTIONAL { ?a ?p ?o FILTER(?o = 'en'^^<t> || ?o = <a>) } }",
        ),
    ],
)
def test_a_constant_stands_in_the_filter(text: str, expected: str) -> None:
    assert spread(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } VALUES ?l { 'en' } }",
        "SELECT * { VALUES ?l { 'en' 'pl' } OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
        "SELECT * { VALUES ?l { UNDEF } OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
        "SELECT * { VALUES (?l) { ('en') ('pl') } OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
        ONE + "?s ?p ?o FILTER(LANG(?o) = ?l) }",
        ONE + "MINUS { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
        ONE + "OPTIONAL { { ?s ?p ?o FILTER(LANG(?o) = ?l) } } }",
        ONE + "OPTIONAL { ?s ?p ?o FILTER NOT EXISTS { ?s ?q ?l } } }",
        ONE + "OPTIONAL { ?s ?p ?o FILTER(BOUND(?l)) } }",
        ONE + "{ SELECT ?s { OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } } } }",
        ONE,
        "SELECT * { VALUES ?l {",
        "SELECT * { VALUES",
        "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?l { 'en' } OPTIONAL { ?s ?p ?o FILTER(LANG(?o) = ?l) } }",
    ],
)
def test_everything_else_is_left_alone(text: str) -> None:
    assert spread(text) == text


@pytest.fixture(scope="module")
def world() -> Store:
    """The statements of the small world, each in its graph and in the default graph."""
    store = Store()
    for file in sorted((PROJECT / "tests/questions/world").glob("*.trig")):
        store.load(path=file, format=RdfFormat.TRIG)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def write(store: Store, query: str) -> bytes | None:
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return found.serialize(format=QueryResultsFormat.JSON)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_no_question_has_another_answer(world: Store, question: Question) -> None:
    assert write(world, spread(question.query)) == write(world, question.query)
