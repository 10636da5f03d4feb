"""Filters over existence, rewritten: every answer stays the same, and what could differ is left alone."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from amicorum.engine.planner.existence import rewrite_existences
from amicorum.engine.planner.planner import Planner
from amicorum.engine.planner.syntax import make_parser
from amicorum.rdf.dataset import with_union
from amicorum.release.statistics import measure_quads

PARSER = make_parser()


def e(name: object) -> NamedNode:
    return NamedNode(f"http://e/{name}")


def rewrite(text: str) -> str:
    """The query with every filter rewritten that can be, whether it pays or not."""
    return rewrite_existences(text, PARSER.parse(text.encode()).root_node, lambda _: True)


def answer(store: Store, text: str) -> Counter[frozenset[tuple[str, str]]]:
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return Counter(frozenset((name, str(row[name])) for name in names) for row in found)


NODES = st.sampled_from([e(n) for n in range(4)])
QUADS = st.lists(
    st.builds(Quad, NODES, st.sampled_from([e("p"), e("q")]), NODES | st.just(Literal("1")), st.sampled_from([e("g"), e("h")])),
    max_size=14,
)
VARIABLES = st.sampled_from(["?a", "?b", "?c", "$a"])
VERBS = st.sampled_from(["e:p", "e:q", "e:p/e:q", "^e:p", "e:p+", "e:p*", "e:p?", "!e:p", "?b"])
TRIPLE = st.tuples(VARIABLES | st.just("<http://e/1>"), VERBS, VARIABLES | st.sampled_from(["<http://e/2>", "'1'", "[]", "_:n"])).map(
    " ".join
)
BLOCK = st.lists(TRIPLE, min_size=1, max_size=3).map(" . ".join)
CONDITION = st.sampled_from(["", "", " FILTER(?a != ?b)", " FILTER(isIRI(?c))", " FILTER(?c = <http://e/1>)", " . OPTIONAL { ?a e:q ?d }"])
EXISTS = st.tuples(st.sampled_from(["EXISTS", "NOT EXISTS"]), BLOCK, CONDITION).map(lambda x: f" FILTER {x[0]} {{ {x[1]}{x[2]} }} ")
PLAIN = st.one_of(
    st.tuples(BLOCK, EXISTS).map("".join),
    st.tuples(BLOCK, EXISTS, BLOCK).map("".join),
    st.tuples(BLOCK, EXISTS, EXISTS).map("".join),
    st.tuples(BLOCK, BLOCK, EXISTS).map(lambda x: f"{x[0]} OPTIONAL {{ {x[1]} }} {x[2]}"),
    st.tuples(BLOCK, EXISTS).map(lambda x: f"VALUES (?a ?c) {{ (<http://e/1> UNDEF) (UNDEF UNDEF) }} {x[0]}{x[1]}"),
    st.tuples(EXISTS, BLOCK).map(lambda x: f"{x[0]} {x[1]} BIND(1 AS ?z)"),
)
GROUP = st.one_of(
    PLAIN,
    st.tuples(BLOCK, PLAIN).map(lambda x: f"{x[0]} OPTIONAL {{ {x[1]} }}"),
    st.tuples(BLOCK, PLAIN).map(lambda x: f"{x[0]} . {{ {x[1]} }}"),
    st.tuples(PLAIN, PLAIN).map(lambda x: f"{{ {x[0]} }} UNION {{ {x[1]} }}"),
    st.tuples(BLOCK, PLAIN).map(lambda x: f"{x[0]} MINUS {{ {x[1]} }}"),
    st.tuples(BLOCK, PLAIN).map(lambda x: f"{x[0]} FILTER NOT EXISTS {{ {x[1]} }}"),
    st.tuples(BLOCK, PLAIN).map(lambda x: f"{x[0]} . {{ SELECT ?a (COUNT(*) AS ?n) WHERE {{ {x[1]} }} GROUP BY ?a }}"),
    PLAIN.map(lambda x: f"GRAPH ?g {{ {x} }}"),
    PLAIN.map(lambda x: f"GRAPH <http://e/g> {{ {x} }}"),
    st.tuples(BLOCK, EXISTS).map(lambda x: f"GRAPH ?c {{ {x[0]} }} {x[1]}"),
)


@settings(max_examples=400)
@given(QUADS, GROUP)
def test_every_answer_stays_the_same(quads: list[Quad], group: str) -> None:
    store = Store()
    store.extend(with_union(quads))
    text = f"PREFIX e: <http://e/>\nSELECT ?a ?b ?c ?g WHERE {{ {group} }}"
    try:
        expected = answer(store, text)
    except SyntaxError:
        return  # such as a variable that is bound twice
    assert answer(store, rewrite(text)) == expected
    planner = Planner()
    planner.statistics = measure_quads(quads)
    assert answer(store, planner.rewrite(text)) == expected


@pytest.mark.parametrize(
    ("group", "becomes"),
    [
        (
            "?a e:p ?b FILTER NOT EXISTS { ?b e:q ?c . ?c e:p ?d } ?a e:q 1",
            "?a e:p ?b FILTER(true) ?a e:q 1 MINUS { ?b e:q ?c . ?c e:p ?d } }",
        ),
        (
            "?a e:p ?b . FILTER EXISTS { ?b e:q ?c FILTER(?c > ?b) }",
            "?a e:p ?b . FILTER(true) { SELECT DISTINCT ?b WHERE { ?b e:q ?c FILTER(?c > ?b) } } }",
        ),
    ],
)
def test_what_is_written(group: str, becomes: str) -> None:
    found = rewrite(f"PREFIX e: <http://e/> SELECT * WHERE {{ {group} }}")
    assert " ".join(found.split()) == f"PREFIX e: <http://e/> SELECT * WHERE {{ {becomes}"


@pytest.mark.parametrize(
    "group",
    [
        "?a e:p ?b FILTER NOT EXISTS { ?x e:q ?y . ?y e:p ?z }",  # shares nothing
        "?a e:p ?b FILTER NOT EXISTS { ?b e:q ?c FILTER(?c > ?a) }",  # sees a variable of the group
        "?a e:p ?b FILTER NOT EXISTS { ?b e:q* ?c . ?c e:p ?d }",  # a zero-length path
        "?a e:p ?b FILTER NOT EXISTS { ?b (e:q|e:p?) ?c . ?c e:p ?d }",
        "?a e:p ?b FILTER NOT EXISTS { ?b e:q ?c OPTIONAL { ?c e:p ?d } }",
        "?a e:p ?b FILTER NOT EXISTS { ?b e:q ?c FILTER(RAND() > 0.5) }",
        "?a e:p ?b FILTER NOT EXISTS { ?b e:q ?c FILTER NOT EXISTS { ?c e:q ?d } }",
        "?a e:p ?b FILTER NOT EXISTS { ?b e:q _:n . _:n e:p ?d }",
        "?a e:p ?b OPTIONAL { ?b e:q ?c FILTER NOT EXISTS { ?c e:p ?a . ?a e:q ?d } }",
        "?a e:p ?b OPTIONAL { ?b e:q ?c } FILTER EXISTS { ?b e:p ?c . ?c e:q ?d }",  # ?c may be open
        "OPTIONAL { ?b e:q ?c } FILTER NOT EXISTS { ?b e:p ?c . ?c e:q ?d }",
        "?a e:p ?b FILTER(!EXISTS { ?b e:q ?c . ?c e:p ?d })",
    ],
)
def test_what_could_differ_is_left_alone(group: str) -> None:
    text = f"PREFIX e: <http://e/> SELECT * WHERE {{ {group} }}"
    assert rewrite(text) == text


def test_a_planner_that_is_off_changes_nothing() -> None:
    planner = Planner(enabled=False)
    planner.statistics = measure_quads([Quad(e(1), e("p"), e(2)), Quad(e(2), e("q"), e(3))])
    text = "PREFIX e: <http://e/> SELECT * { ?x e:q ?y . ?a e:p ?x FILTER NOT EXISTS { ?a e:p ?c . ?c e:q ?d } }"
    assert planner.rewrite(text) == text
    planner.enabled = True
    assert "MINUS" in planner.rewrite(text)


def test_explain_shows_the_plan_with_what_is_expected() -> None:
    planner = Planner()
    planner.statistics = measure_quads([Quad(e(n), e("p"), e(n + 1)) for n in range(8)] + [Quad(e(1), e("q"), e(3))])
    told = planner.explain("SELECT * { ?x <http://e/p> ?y . ?y <http://e/q> ?z }")
    assert told.splitlines()[:3] == [
        "# block 1: about 1 rows, 2 on the way",
        "#   × 1.00   ?y <http://e/q> ?z",
        "#   × 1.00   ?x <http://e/p> ?y",
    ]
    assert told.splitlines()[3:] == planner.rewrite("SELECT * { ?x <http://e/p> ?y . ?y <http://e/q> ?z }").splitlines()
    assert "does not know" in planner.explain("SELECT * { ?s ?p <<( ?a ?b ?c )>> }")
