"""Patterns and truth values as Virtuoso needs them: what changes, what is left alone, and that no engine answers otherwise for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit, rewrite
from amicorum.engine.virtuoso.adaptation import adapt
from amicorum.engine.virtuoso.booleans import cast_truths
from amicorum.engine.virtuoso.distances import measure_distances
from amicorum.engine.virtuoso.patterns import bind_paths, isolate_negations
from amicorum.features.questions import Question, read_folder
from amicorum.rdf.iris import BASE

PROJECT = Path(__file__).parents[3]
QUESTIONS = [each for each in read_folder(PROJECT / "ontology/questions") if "geof:" not in each.query]
"""Without that for a function of GeoSPARQL, which Virtuoso alone has under another name."""
BOOLEAN = "<http://www.w3.org/2001/XMLSchema#boolean>"


def change(by: Callable[[ParsedQuery], list[Edit]], text: str) -> str:
    return rewrite(text, by(ParsedQuery(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ASK { OPTIONAL { ?a <p>+ ?b } }",
            "ASK { OPTIONAL { { SELECT DISTINCT ?a WHERE { ?a <p> ?amicorum_step } } ?a <p>+ ?b } }",
        ),
        (
            "ASK { OPTIONAL { ?a ^(x:p|<q>/a)+ ?b . FILTER(?b != ?a) } }",
            "ASK { OPTIONAL { { SELECT DISTINCT ?a WHERE { ?a ^(x:p|<q>/a) ?amicorum_step } } ?a ^(x:p|<q>/a)+ ?b . FILTER(?b != ?a) } }",
        ),
    ],
)
def test_the_start_of_an_optional_path_is_bound(text: str, expected: str) -> None:
    assert change(bind_paths, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ASK { OPTIONAL { ?a <p>* ?b } }",
        "ASK { OPTIONAL { ?a <p> ?b } }",
        "ASK { OPTIONAL { <a> <p>+ ?b } }",
        "ASK { OPTIONAL { ?a <p>+ <b> } }",
        "ASK { OPTIONAL { ?a <q>/<p>+ ?b } }",
        "ASK { OPTIONAL { ?a <p>+ ?b ; <q> ?c } }",
        "ASK { OPTIONAL { ?a <p>+ ?b . ?b <q> ?c } }",
        "ASK { ?a <p>+ ?b }",
        "ASK { OPTIONAL { ?a (<p>+ ?b",
        "ASK { OPTIONAL { ?a <p>+ ?b",
        "ASK { OPTIONAL",
    ],
)
def test_other_paths_are_left_alone(text: str) -> None:
    assert change(bind_paths, text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ASK { ?a ?b ?c MINUS { ?a ?d ?e OPTIONAL { ?e ?f ?g } } }",
            "ASK { ?a ?b ?c MINUS { SELECT * WHERE { ?a ?d ?e OPTIONAL { ?e ?f ?g } } } }",
        ),
        ("ASK { OPTIONAL { ?a ?b ?c } MINUS { ?a ?d ?e } }", None),
        ("ASK { MINUS { SELECT ?a { OPTIONAL { ?a ?b ?c } } } }", None),
        ("ASK { MINUS { OPTIONAL { ?a ?b ?c }", None),
    ],
)
def test_what_is_optional_in_a_negation_is_a_subquery(text: str, expected: str | None) -> None:
    assert change(isolate_negations, text) == (expected or text)


@pytest.mark.parametrize(
    "expression",
    [
        "true",
        "?a = 1",
        "?a+1<=2",
        "(?a) != (?b)",
        "((?a IN (1, 2)))",
        "?a NOT IN (1)",
        "!?a",
        "!BOUND(?a)",
        "BOUND(?a)",
        "?a && ?b",
        "EXISTS { ?a ?b ?c }",
        "NOT EXISTS { ?a ?b ?c }",
        "isIRI(?a)",
        "COUNT(*) > 1",
    ],
)
def test_a_truth_value_is_cast(expression: str) -> None:
    text = f"SELECT ({expression} AS ?x) {{ BIND( {expression} AS ?y) }}"
    assert change(cast_truths, text) == f"SELECT ({BOOLEAN}({expression}) AS ?x) {{ BIND( {BOOLEAN}({expression}) AS ?y) }}"


@pytest.mark.parametrize(
    "expression", ["?a", "1", "'a = b'", "STR(?a = 1)", "IF(?a = 1, 2, 3)", "COUNT(?a)", "(?a)", "BOUND(?a) + 1", "?a - ?b", "", "<a=b>"]
)
def test_another_value_is_not_cast(expression: str) -> None:
    text = f"SELECT ({expression} AS ?x) {{ }}"
    assert change(cast_truths, text) == text


GEO = (
    "PREFIX f: <http://www.opengis.net/def/function/geosparql/> PREFIX u: <http://www.opengis.net/def/uom/OGC/1.0/> "
    "PREFIX geo: <http://www.opengis.net/ont/geosparql#> ASK "
)


def test_a_distance_is_measured_by_virtuoso() -> None:
    changed = change(measure_distances, GEO + "{ FILTER(f:distance(?a, 'POINT(1 2)'^^geo:wktLiteral, u:metre) < 5) }")
    points = "<bif:st_geomfromtext>(STR(?a)), <bif:st_geomfromtext>(STR('POINT(1 2)'^^geo:wktLiteral))"
    assert f"<bif:st_distance>({points}) * 1000.56" in changed
    assert changed.endswith(" < 5) }")


@pytest.mark.parametrize(
    "call",
    [
        "f:distance(?a, ?b, u:degree)",
        "f:distance(?a, ?b)",
        "u:distance(?a, ?b, u:metre)",
        "f:distance(f:centroid(?a), ?b, u:metre)",
        "f:distance(",
    ],
)
def test_other_calls_are_left_alone(call: str) -> None:
    text = f"{GEO}{{ FILTER({call} < 5) }}"
    assert change(measure_distances, text) == text


@pytest.fixture(scope="module")
def world() -> Store:
    """The statements of the small world, each in its graph and in the default graph."""
    store = Store()
    for file in sorted((PROJECT / "tests/questions/world").glob("*.trig")):
        store.load(path=file, format=RdfFormat.TRIG)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def write(store: Store, query: str) -> bytes | None:
    found = store.query(query, base_iri=BASE)
    assert isinstance(found, QuerySolutions)
    return found.serialize(format=QueryResultsFormat.JSON)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_no_question_has_another_answer(world: Store, question: Question) -> None:
    assert write(world, change(adapt, question.query)) == write(world, question.query)
