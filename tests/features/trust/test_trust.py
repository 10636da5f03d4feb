"""What should be looked at again: each query over the small world, and over contradictions made for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from amicorum.features.trust import AGAINST_LISTS, LISTS, SECTIONS, find, write_quickstatements
from amicorum.rdf import iris
from amicorum.rdf.namespaces import PREFIXES
from amicorum.release.release import Release, load

SAME_AS = NamedNode(PREFIXES["owl"] + "sameAs")
LISTED_TWIN = NamedNode(iris.NS + "listedTwin")
LIST = NamedNode(iris.source_graph("twin-towns"))
KRAKOW, VILNIUS, LVIV = (NamedNode(iris.thing("city", each)) for each in ("krakow", "vilnius", "lviv"))
MakeStore = Callable[..., Store]


def item(number: int) -> NamedNode:
    return NamedNode(f"http://www.wikidata.org/entity/Q{number}")


@pytest.fixture
def with_more(world_release: Release) -> MakeStore:
    """The small world with more statements in a graph and in the union."""

    def make(*triples: tuple[NamedNode, NamedNode, NamedNode | Literal], graph: NamedNode = LIST) -> Store:
        store = load(world_release)
        for triple in triples:
            store.extend([Quad(*triple), Quad(*triple, graph)])
        return store

    return make


def values(store: Store, name: str, day: date | None = None) -> list[dict[str, str]]:
    return [{key: term.value for key, term in row.items()} for row in find(store, name, day)]


def test_disagreements_have_two_statements_with_their_sources(with_more: MakeStore) -> None:
    found = values(with_more(), "disagreements")
    assert found
    for row in found:
        assert row["statementA"] != row["statementB"]
        for graph in (*row["sourcesA"].split(), *row["sourcesB"].split()):
            assert graph.startswith(iris.BASE + "graph/")


def test_single_sources(with_more: MakeStore) -> None:
    store = with_more()
    alone = {row["agreement"] for row in values(store, "single-source")}
    agreement = NamedNode(min(alone))
    (statement, *_) = store.quads_for_pattern(None, NamedNode(iris.NS + "establishedBy"), agreement, None)
    second = NamedNode(iris.source_graph("another"))
    store.add(Quad(statement.subject, statement.predicate, agreement, second))
    assert {row["agreement"] for row in values(store, "single-source")} == alone - {agreement.value}


def test_one_address_for_two_and_two_addresses_for_one(with_more: MakeStore) -> None:
    assert values(with_more(), "contradictory-links") == []
    wrong = with_more((KRAKOW, SAME_AS, item(1)), (VILNIUS, SAME_AS, item(1)))
    rows = values(wrong, "contradictory-links")
    assert {"thing": KRAKOW.value, "link": item(1).value, "other": VILNIUS.value} in rows


def test_reviews_are_due_two_years_after(with_more: MakeStore) -> None:
    graph = NamedNode(iris.source_graph("old"))
    modified = Literal("2024-03-01", datatype=NamedNode(PREFIXES["xsd"] + "date"))
    store = with_more(
        (graph, NamedNode(PREFIXES["dct"] + "source"), NamedNode(iris.source("old"))),
        (graph, NamedNode(PREFIXES["dct"] + "modified"), modified),
        (graph, NamedNode(PREFIXES["void"] + "triples"), Literal(7)),
    )

    def due(day: date) -> list[str]:
        return [row["graph"] for row in values(store, "reviews", day)]

    assert graph.value not in due(date(2026, 3, 1))
    assert due(date(2026, 3, 2))[0] == graph.value
    assert due(date(2028, 2, 29))[0] == graph.value


def test_without_a_list_there_is_nothing_to_compare(with_more: MakeStore) -> None:
    assert values(with_more(), LISTS) == []
    assert [values(with_more(), name) for name in AGAINST_LISTS] == [[], []]


def test_what_wikidata_lacks_as_quickstatements(with_more: MakeStore) -> None:
    cities = {KRAKOW: 31487, VILNIUS: 216, LVIV: 36036}
    addresses = [(city, SAME_AS, item(number)) for city, number in cities.items()]
    somewhere = NamedNode(iris.thing("place", "q1"))
    store = with_more(*addresses, (KRAKOW, LISTED_TWIN, somewhere), (VILNIUS, LISTED_TWIN, LVIV), (LVIV, LISTED_TWIN, VILNIUS))
    assert [row["pairs"] for row in values(store, LISTS)] == ["3"]
    missing = [row for row in find(store, "missing-there") if {row["city"], row["twin"]} == {KRAKOW, VILNIUS}]
    text = write_quickstatements(missing, date(2026, 11, 23))
    lines = [line.split("\t") for line in text.splitlines()]
    assert [line[:3] for line in lines] == [["Q31487", "P190", "Q216"], ["Q216", "P190", "Q31487"]]
    for line in lines:
        assert line[3:5] == ["P580", "+1991-00-00T00:00:00Z/9"]
        assert line[5] == "S854"
        assert line[6].startswith('"http')
        assert line[7:] == ["S813", "+2026-11-23T00:00:00Z/11"]
    assert {row["city"] for row in values(store, "missing-here")} <= {city.value for city in cities}
    store.add(Quad(VILNIUS, LISTED_TWIN, KRAKOW))
    assert not [row for row in find(store, "missing-there") if {row["city"], row["twin"]} == {KRAKOW, VILNIUS}]


@pytest.mark.parametrize(
    ("edtf", "qualifier"),
    [("1991", "\tP580\t+1991-00-00T00:00:00Z/9"), ("2005-10", "\tP580\t+2005-10-00T00:00:00Z/10"),
     ("2005-10-24", "\tP580\t+2005-10-24T00:00:00Z/11"), ("[2019-11..2019-12]", ""), ("1991?", ""), ("XXXX-04-27", "")],
)  # fmt: skip
def test_only_a_plain_time_becomes_a_qualifier(edtf: str, qualifier: str) -> None:
    row = {"item": item(1), "twinItem": item(2), "reference": Literal("https://example.org/"), "since": Literal(edtf)}
    (line, _) = write_quickstatements([row], date(2026, 1, 2)).splitlines()
    assert line == f'Q1\tP190\tQ2{qualifier}\tS854\t"https://example.org/"\tS813\t+2026-01-02T00:00:00Z/11'


def test_every_section_can_be_asked(with_more: MakeStore) -> None:
    store = with_more()
    assert [name for name in SECTIONS if not isinstance(find(store, name), list)] == []
