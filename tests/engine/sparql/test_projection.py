"""`SELECT *` gives its columns in the order of the query."""

from __future__ import annotations

import pytest

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.projection import name_columns


@pytest.mark.parametrize(
    ("query", "variables", "named"),
    [
        ("SELECT * { ?s ?p ?o }", "ops", "SELECT ?s ?p ?o { ?s ?p ?o }"),
        ("SELECT DISTINCT * WHERE { ?b ?a $c }", "abc", "SELECT DISTINCT ?b ?a ?c WHERE { ?b ?a $c }"),
        ("select reduced*{ ?s ?p ?o }", "ops", "select reduced?s ?p ?o{ ?s ?p ?o }"),
        (
            "# SELECT ?x\nSELECT * { { SELECT ?b { ?a ?b ?c } } ?b ?d 1 }",
            "bd",
            "# SELECT ?x\nSELECT ?b ?d { { SELECT ?b { ?a ?b ?c } } ?b ?d 1 }",
        ),
        ("SELECT ?o ?s { ?s ?p ?o }", "os", ""),
        ("SELECT ?o { { SELECT * { ?s ?p ?o } } }", "o", ""),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "n", ""),
        ("SELECT * {}", "", ""),
        ("ASK { ?s ?p ?o }", "", ""),
    ],
)
def test_the_columns_stand_in_the_order_of_the_query(query: str, variables: str, named: str) -> None:
    assert name_columns(query, ParsedQuery(query).star, list(variables)) == named
