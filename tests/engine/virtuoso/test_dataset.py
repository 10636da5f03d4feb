"""The graphs of a query: which are named in the request, which are hidden, and what is left alone."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import rewrite
from amicorum.engine.virtuoso.dataset import hide_graphs, name_graphs

HIDDEN = "http://g/union"


@pytest.fixture
def store() -> Store:
    """One statement in two graphs, of which one is to be hidden, and another in the first alone."""
    a, b, c = (NamedNode(f"http://e/{name}") for name in "abc")
    store = Store()
    store.extend([Quad(a, b, c, NamedNode("http://g/1")), Quad(a, b, c, NamedNode(HIDDEN)), Quad(c, b, a, NamedNode("http://g/1"))])
    return store


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?g { GRAPH ?g { <http://e/a> ?p ?o } }", {"http://g/1"}),
        ("SELECT ?g { graph $g{ <http://e/a> ?p ?o . { ?o ?p ?s } UNION { ?s ?p ?o } } . }", {"http://g/1"}),
        ("SELECT ?g { VALUES ?s { <http://e/a> } OPTIONAL { GRAPH ?g { ?s ?p ?o } } }", {"http://g/1"}),
        ("SELECT ?g { VALUES ?g { <http://g/union> } FILTER NOT EXISTS { GRAPH ?g { <http://e/a> ?p ?o } } }", {HIDDEN}),
        ("SELECT ?g { { SELECT ?g { GRAPH ?g { <http://e/a> ?p ?o } } } GRAPH ?h { ?s ?p ?t } FILTER(?h = ?g) }", {"http://g/1"}),
        ("SELECT ?g { GRAPH <http://g/union> { ?s ?p ?o } BIND(<http://g/union> AS ?g) }", {HIDDEN}),
        ("SELECT ?g { BIND('GRAPH ?g { }' AS ?text) GRAPH ?g { ?s ?p ?o } }", {"http://g/1"}),
    ],
)
def test_a_hidden_graph_is_never_the_value_of_a_variable(store: Store, text: str, expected: set[str]) -> None:
    found = store.query(rewrite(text, hide_graphs(ParsedQuery(text), {HIDDEN})))
    assert isinstance(found, QuerySolutions)
    assert {row["g"].value for row in found if row["g"] is not None} == expected


@pytest.mark.parametrize("text", ["SELECT ?g { GRAPH ?g { ?s ?p ?o", "ASK { GRAPH", "ASK { GRAPH ?g", "SELECT * { ?s ?p ?o }"])
def test_what_cannot_be_read_stays_wrong(text: str) -> None:
    with_filter = rewrite(text, hide_graphs(ParsedQuery(text), {HIDDEN}))
    assert with_filter.startswith(text)
    assert with_filter.count("(") == with_filter.count(")")


OURS = {"http://g/1", "http://g/2"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ASK { ?s ?p ?o }", []),
        ("ASK { GRAPH ?g { ?s ?p ?o } }", []),
        ("ASK { GRAPH <http://g/1> { ?s ?p ?o } }", ["http://g/1"]),
        ("BASE <http://g/> PREFIX g: <http://h/> ASK { GRAPH <2> { ?s ?p ?o } graph g:x { ?s ?p ?o } }", ["http://g/2", "http://h/x"]),
        ("ASK { GRAPH <http://h/3> { ?s ?p ?o } GRAPH ?g { ?s ?p ?o } }", ["http://g/1", "http://g/2", "http://h/3"]),
        ("ASK { GRAPH <http://g/union> { ?s ?p ?o } }", ["urn:amicorum:no-graph"]),
        ("ASK { BIND('GRAPH <http://g/1>' AS ?text) GRAPH x:y { ?s ?p ?o } }", []),
    ],
)
def test_a_request_names_the_graphs_of_the_query(text: str, named: list[str]) -> None:
    edits, found = name_graphs(ParsedQuery(text), OURS, {HIDDEN})
    assert list(found) == named
    assert HIDDEN not in rewrite(text, edits)
