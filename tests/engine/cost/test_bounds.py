"""Bounds of what a query can take: never below what the engine is seen to do, however the data are skewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from amicorum.engine.cost.bounds import UNKNOWN, Bound, Counted, find_bound
from amicorum.engine.cost.reading import Pattern, Reading, Values, read
from amicorum.engine.sparql.tokens import read_tokens
from amicorum.rdf.dataset import with_union
from amicorum.release.statistics import DatasetStatistics, measure_quads

ANY_TIME = 1e12
COUNTING = "urn:x-count:"
NODES = [f"e:n{number}" for number in range(6)]
PROPERTIES = [f"e:p{number}" for number in range(3)]
GRAPHS = ["e:g0", "e:g1"]


def bound(text: str, quads: Sequence[Quad], *, enough: float = ANY_TIME, counted: bool = False) -> Bound | None:
    reading = read(text, read_tokens(text))
    if not counted:
        return find_bound(reading, measure_quads(quads), enough)
    store = open_store(quads)
    return find_bound(reading, measure_quads(quads), enough, lambda term, is_subject: count(store, term, is_subject))


def count(store: Store, term: str, is_subject: bool) -> Counted:
    if not term:
        return UNKNOWN
    node = NamedNode(term[1:-1])
    quads = list(store.quads_for_pattern(node, None, None) if is_subject else store.quads_for_pattern(None, None, node))
    in_default = sum(isinstance(quad.graph_name, DefaultGraph) for quad in quads)
    return Counted(max(in_default, 1), max(len(quads), 1))


def open_store(quads: Sequence[Quad]) -> Store:
    store = Store()
    store.extend(with_union(quads))
    return store


def make_quad(subject: str, predicate: str, target: str, graph: str = "e:g0") -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), NamedNode(target), NamedNode(graph))


HUB = [make_quad("e:hub", "e:p", f"e:{number}") for number in range(1000)]
STAR = [make_quad(f"e:{number}", "e:q", "e:hub") for number in range(1000)]
QUIET = [make_quad("e:quiet", "e:p", "e:hub"), make_quad("e:quiet", "e:r", "e:0")]


def test_a_hub_makes_every_lookup_dear_until_its_statements_are_counted() -> None:
    one = "SELECT ?o { <e:quiet> <e:p> ?o }"
    assert (found := bound(one, HUB + QUIET)) is not None
    assert found.rows == 1000
    assert (found := bound(one, HUB + QUIET, counted=True)) is not None
    assert found.rows == 2
    in_graph = bound("SELECT ?o { GRAPH <e:g0> { <e:quiet> <e:p> ?o } }", HUB + QUIET, counted=True)
    assert in_graph is not None
    assert in_graph.rows == 4, "in a graph that is named, as many as there are in any"
    assert bound("SELECT ?o { <e:hub> <e:p> ?o }", HUB, counted=True, enough=1e6) is None


def test_a_hub_that_is_reached_by_a_variable_is_never_counted_away() -> None:
    """What is looked up then may be any term: the most that one has counts."""
    text = "SELECT * { <e:quiet> <e:p> ?hub . ?s <e:q> ?hub }"
    assert (found := bound(text, HUB + STAR + QUIET, counted=True)) is not None
    assert found.rows >= 1000
    assert bound(text, HUB + STAR + QUIET, counted=True, enough=1e6) is None


def test_a_variable_of_values_is_counted_only_once_it_has_its_value() -> None:
    values = " ".join(f"<e:none{number}>" for number in range(20))  # so many that the engine begins with the pattern
    text = f"SELECT * {{ VALUES ?o {{ {values} }} <e:hub> <e:r> ?x . ?x <e:p> ?o . ?o <e:p> ?z }}"
    assert (found := bound(text, HUB + STAR + QUIET, counted=True)) is not None
    assert found.made >= 1000


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s <e:p> ?o }",
        "SELECT * { <e:quiet> <e:p> ?o . ?a <e:q> ?b }",
        "SELECT * { VALUES ?x { <e:quiet> } ?s <e:p> ?o }",
        "SELECT * { }",
        "ASK { }",
    ],
)
def test_there_is_no_bound_without_a_constant_that_leads_everywhere(text: str) -> None:
    assert bound(text, HUB + STAR + QUIET) is None


def test_there_is_no_bound_without_statistics() -> None:
    text = "SELECT ?o { <e:quiet> <e:p> ?o }"
    assert find_bound(read(text, read_tokens(text)), DatasetStatistics(), ANY_TIME) is None


def test_long_literals_cost() -> None:
    text = "SELECT ?o { <e:s> <e:p> ?o }"
    short = [*QUIET, Quad(NamedNode("e:s"), NamedNode("e:p"), Literal("x"), NamedNode("e:g0"))]
    long = [*QUIET, Quad(NamedNode("e:t"), NamedNode("e:q"), Literal("x" * 1_000_000), NamedNode("e:g0"))]
    assert bound(text, short, enough=1e6) is not None
    assert bound(text, long, enough=1e6) is None


def test_filters_order_and_columns_cost() -> None:
    plain = bound("SELECT ?o { <e:quiet> <e:p> ?o }", QUIET)
    assert plain is not None
    for dearer in (
        "SELECT ?o { <e:quiet> <e:p> ?o FILTER(STRLEN(?o) > 5) }",
        "SELECT ?o { <e:quiet> <e:p> ?o } ORDER BY ?o",
        "SELECT DISTINCT ?o { <e:quiet> <e:p> ?o }",
        "SELECT ?o ?p { <e:quiet> <e:p> ?o }",
        "SELECT * { <e:quiet> <e:p> ?o }",
    ):
        found = bound(dearer, QUIET)
        assert found is not None
        assert found.nanoseconds > plain.nanoseconds
        assert found.rows == plain.rows


VARIABLES = ["?a", "?b", "?c"]
TERMS = st.sampled_from([*VARIABLES, *VARIABLES, *(f"<{node}>" for node in NODES)])
PATTERNS = st.builds(Pattern, TERMS, st.sampled_from([*(f"<{each}>" for each in PROPERTIES), "?p"]), TERMS)
VALUES = st.builds(
    Values, st.sampled_from(VARIABLES), st.lists(st.sampled_from([f"<{node}>" for node in NODES]), min_size=1, max_size=3).map(tuple)
)
QUADS = st.lists(
    st.builds(make_quad, st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(NODES), st.sampled_from(GRAPHS)),
    min_size=5,
    max_size=60,
)


@settings(max_examples=150)
@given(QUADS, st.lists(PATTERNS, min_size=1, max_size=4), st.lists(VALUES, max_size=1), st.booleans(), st.booleans())
def test_the_engine_makes_no_more_rows_than_the_bound(
    quads: list[Quad], patterns: list[Pattern], values: list[Values], in_graph: bool, counted: bool
) -> None:
    """Each pattern has a filter that counts how often it is evaluated, which is once for each row that the pattern makes."""
    quads = sorted(set(quads), key=str)
    block = " ".join(f"{' '.join(each)} ." for each in patterns)
    rest = " ".join(f"VALUES {each.variable} {{ {' '.join(each.terms)} }}" for each in values)
    body = f"{rest} GRAPH <{GRAPHS[0]}> {{ {block} }}" if in_graph else f"{rest} {block}"
    found = bound(f"SELECT * {{ {body} }}", quads, counted=counted)
    if found is None:
        return
    seen: Counter[int] = Counter()
    filters = list(write_filters([each.variables for each in patterns]))
    answer = open_store(quads).query(
        f"SELECT * {{ {body} {' '.join(filters)} }}",
        custom_functions={NamedNode(f"{COUNTING}{n}"): counter(seen, n) for n in range(len(filters))},
    )
    assert isinstance(answer, QuerySolutions)
    rows = sum(1 for _ in answer)
    assert rows <= found.rows
    assert seen.total() <= found.made * len(filters)
    assert max(seen.values(), default=0) <= found.made


def write_filters(variables: Sequence[frozenset[str]]) -> Iterator[str]:
    for number, each in enumerate(variables):
        yield f"FILTER(<{COUNTING}{number}>({', '.join(sorted(each))}))"


def counter(seen: Counter[int], number: int):  # type: ignore[no-untyped-def]  # as the library wants it
    def count_call(*_: object) -> Literal:
        seen[number] += 1
        return Literal(value=True)

    return count_call


CHAIN = [make_quad("e:start", "e:p", f"e:{number}") for number in range(3)] + [
    make_quad(f"e:{number}", "e:q", f"e:{number + 1}") for number in range(2000)
]


@pytest.mark.parametrize("before", [True, False], ids=["in order", "the other way round"])
def test_the_engine_looks_up_a_join_and_scans_nothing(before: bool) -> None:
    """What the bounds take for granted: two patterns that share a variable are joined by a lookup for each row, the constant first."""
    one, other = "<e:start> <e:p> ?x .", "?x <e:q> ?y ."
    body = f"{one} {other}" if before else f"{other} {one}"
    seen: Counter[int] = Counter()
    store = open_store(CHAIN)
    text = f"SELECT * {{ {body} FILTER(<{COUNTING}0>(?y)) }}"
    answer = store.query(text, custom_functions={NamedNode(f"{COUNTING}0"): counter(seen, 0)})
    assert isinstance(answer, QuerySolutions)
    assert len(list(islice(answer, 100))) == 3
    assert seen[0] == 3


def test_a_value_is_looked_up_and_nothing_scanned() -> None:
    seen: Counter[int] = Counter()
    text = f"SELECT * {{ ?x <e:q> ?y . VALUES ?x {{ <e:7> <e:9> }} FILTER(<{COUNTING}0>(?y)) }}"
    answer = open_store(CHAIN).query(text, custom_functions={NamedNode(f"{COUNTING}0"): counter(seen, 0)})
    assert isinstance(answer, QuerySolutions)
    assert len(list(answer)) == 2
    assert seen[0] == 2


def test_an_order_that_is_worse_counts() -> None:
    """Which of two patterns the engine takes next is its own affair: the dearer order is the bound."""
    text = "SELECT * { <e:quiet> <e:r> ?x . ?x <e:q> ?y . ?x <e:p> ?z }"
    reading: Reading = read(text, read_tokens(text))
    found = find_bound(reading, measure_quads(HUB + STAR + QUIET), ANY_TIME)
    assert found is not None
    assert found.made >= 1 + 1000
