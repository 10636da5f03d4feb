"""Values in the place of variables: what each place becomes, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from amicorum.engine.sparql.bindings import bind
from amicorum.errors import BadQuery

X = NamedNode("http://e/x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?y WHERE { ?x a ?y }", "SELECT ?y WHERE { <http://e/x> a ?y }"),
        ("SELECT ?x ?y { $x a ?y }", "SELECT (<http://e/x> AS ?x) ?y { <http://e/x> a ?y }"),
        ("SELECT (STR(?x) AS ?y) {}", "SELECT (STR( <http://e/x> ) AS ?y) {}"),
        (
            "SELECT * { { SELECT ?x { ?x a ?y } } ?x a ?z }",
            "SELECT * { { SELECT (<http://e/x> AS ?x) { <http://e/x> a ?y } } <http://e/x> a ?z }",
        ),
        (
            "SELECT ?y { } GROUP BY ?x ?y ORDER BY DESC(?x) ?x LIMIT 1",
            "SELECT ?y { } GROUP BY (<http://e/x>) ?y ORDER BY DESC( <http://e/x> ) (<http://e/x>) LIMIT 1",
        ),
        ("ASK { FILTER(!BOUND(?x) || bound( $x )) }", "ASK { FILTER(!(true) || (true )) }"),
        ("DESCRIBE ?x", "DESCRIBE <http://e/x>"),
        ("ASK { ?xx ?p '?x' ; ?q <http://e/?x> } # ?x", "ASK { ?xx ?p '?x' ; ?q <http://e/?x> } # ?x"),
    ],
)
def test_each_place(text: str, expected: str) -> None:
    assert bind(text, {"x": X}).split() == expected.split()


@pytest.mark.parametrize(
    "text", ["SELECT (1 AS ?x) {}", "ASK { BIND(1 AS ?x) }", "ASK { VALUES ?x { 1 } }", "ASK { VALUES (?y ?x) { (1 2) } }"]
)
def test_a_variable_has_one_value(text: str) -> None:
    with pytest.raises(BadQuery, match="value already"):
        bind(text, {"x": X})


@given(st.text())
def test_no_text_can_leave_its_place(text: str) -> None:
    found = Store().query(bind("SELECT ?x WHERE { }", {"x": Literal(text)}))
    assert isinstance(found, QuerySolutions)
    assert [row["x"] for row in found] == [Literal(text)]
