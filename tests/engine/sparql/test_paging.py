"""A query asked page by page gives every row once, whatever stands in it."""

from __future__ import annotations

from collections import Counter

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from amicorum.engine.sparql.paging import page_query
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.errors import AmicorumError

DATA = "@prefix : <x:> . :a :p 1, 2, 3 ; :q :b . :b :p 2, 3, 4 . :c :p 5 . GRAPH <x:g> { :d :p 6, 7 }"
PREFIX = "PREFIX : <x:> "


def ask(store: Store, query: str) -> list[str]:
    found = store.query(query, base_iri="x:")
    assert isinstance(found, QuerySolutions)
    names = sorted(each.value for each in found.variables)
    return [str([row[name] for name in names]) for row in found]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?o WHERE { ?s :p ?o }",
        "SELECT * { ?s :p ?o OPTIONAL { ?s :q ?r } } # the end",
        "# SELECT ?x\nselect distinct ?o where { ?s :p ?o }",
        "SELECT ?o { ?s :p ?o }",
        "SELECT (STR(?o) AS ?name) ?s { ?s :p ?o }",
        "SELECT ?s (COUNT(?o) AS ?n) { ?s :p ?o } GROUP BY ?s HAVING (COUNT(?o) > 1)",
        "SELECT ?s ?o { ?s :p ?o } ORDER BY DESC(?o) LIMIT 5",
        "SELECT ?s ?o { ?s :p ?o } VALUES ?s { :a :c }",
        "SELECT ?s ?o FROM <x:g> { ?s :p ?o }",
        "SELECT ?g ?o FROM NAMED <x:g> WHERE { GRAPH ?g { ?s :p ?o } }",
        "SELECT ?s { { SELECT ?s (MAX(?o) AS ?most) { ?s :p ?o } GROUP BY ?s } }",
        "SELECT ?s { ?s :p 99 }",
    ],
)
def test_the_pages_are_the_whole(query: str) -> None:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    whole = ask(store, PREFIX + query)
    pages: list[str] = []
    while page := ask(store, page_query(ParsedQuery(PREFIX + query), 2, len(pages))):
        assert len(page) <= 2
        pages += page
    assert Counter(pages) == Counter(whole)


@pytest.mark.parametrize("query", ["ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <x:a>", "nothing", "", "DELETE WHERE { ?s ?p ?o }"])
def test_what_has_no_rows_is_refused(query: str) -> None:
    with pytest.raises(AmicorumError):
        page_query(ParsedQuery(query), 2, 0)
