"""Answers as pictures: which ones the columns allow, and what stands in each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient
from tests.web.fakes import FakeEngine

from amicorum.rdf import iris
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app
from amicorum.web.pages.answer_pictures import MOST_BARS, draw_chart, find_offer
from amicorum.web.pages.result_table import Cell, Table

BROWSER = "text/html,application/xhtml+xml"
ID = iris.BASE + "id/"


def make_table(columns: str, *rows: Sequence[str | float | None]) -> Table:
    """A table of addresses (`<city/krakow>`), numbers, texts and gaps."""

    def cell(value: str | float | None) -> Cell:
        if value is None:
            return Cell("")
        if isinstance(value, str):
            return Cell(value, iri=ID + value[1:-1]) if value.startswith("<") else Cell(value)
        return Cell(f"{value:g}", number=float(value))

    return Table(columns.split(), [[cell(value) for value in row] for row in rows], whole=True)


@pytest.mark.parametrize(
    ("table", "pictures"),
    [
        (make_table("a"), ()),
        (make_table("name", ["Kraków"]), ()),
        (make_table("city", ["<city/krakow>"]), ("map",)),
        (make_table("concept", ["<agreement/a>"]), ()),
        (make_table("a b", ["<agreement/a>", "<agreement/b>"]), ("network",)),
        (make_table("a b", ["<city/a>", None], [None, "<institution/b>"]), ("map", "network")),
        (make_table("a b", ["<city/a>", "a text"], ["<city/a>", "<city/b>"]), ("map",)),
        (make_table("city n", ["<city/krakow>", 3]), ("map", "chart")),
        (make_table("n", [1], ["none"]), ()),
        (make_table("lat long", [50.06, 19.94]), ("map",)),
        (make_table("latitude n", [50.06, 19.94]), ("chart",)),
    ],
)
def test_an_answer_offers_the_pictures_that_its_columns_allow(table: Table, pictures: tuple[str, ...]) -> None:
    assert find_offer(table).pictures == pictures


def test_numbers_by_year_are_columns_and_years_between_stay_empty() -> None:
    chart = draw_chart(make_table("year n", ["1990", 4], ["1993", 2]), 1)
    assert chart.years
    assert [(each.year, each.values) for each in chart.years.columns] == [(1990, (4,)), (1991, ()), (1992, ()), (1993, (2,))]


@pytest.mark.parametrize(
    "table",
    [
        make_table("year n", ["1990", 4], ["1990", 2]),
        make_table("year n", ["1990", 4.5], ["1991", 2]),
        make_table("year n", ["0001", 4], ["1991", 2]),
        make_table("year n", ["1990", 4], ["later", 2]),
        make_table("year kind n", ["1990", "a", 4], ["1991", "b", 2]),
    ],
)
def test_other_numbers_are_bars(table: Table) -> None:
    chart = draw_chart(table, len(table.columns) - 1)
    assert chart.years is None
    assert [each.length for each in chart.bars] == [100, pytest.approx(100 * 2 / chart.bars[0].value, abs=0.01)]
    assert [[cell.text for cell in each.names] for each in chart.bars] == [[cell.text for cell in row[:-1]] for row in table.rows]


def test_what_is_no_length_is_counted_as_left_out() -> None:
    chart = draw_chart(make_table("name n", ["a", 4], ["b", -1], ["c", None]), 1)
    assert (len(chart.bars), chart.left_out) == (1, 2)
    many = draw_chart(make_table("name n", *([str(number), number] for number in range(MOST_BARS + 5))), 1)
    assert (len(many.bars), many.left_out) == (MOST_BARS, 5)


@pytest.fixture(scope="module")
def browser(world_release: Release) -> Iterator[TestClient]:
    settings = Settings(releases=world_release.folder.parent, base="https://data.example/amicorum/")
    app = create_app(settings, FakeEngine(world_release), world_release)
    with TestClient(app, headers={"Accept": BROWSER, "Accept-Language": "en"}) as client:
        yield client


TWINS = """PREFIX ami: <https://w3id.org/amicorum/ns#>
SELECT ?agreement ?one ?other (COUNT(*) AS ?n) {
  ?agreement a ami:Partnership ; ami:hasParty/ami:partyAgent ?one, ?other . FILTER(STR(?one) < STR(?other))
} GROUP BY ?agreement ?one ?other"""


def read_scene(page: str) -> dict[str, Any]:
    found = re.search(r"data-scene='([^']*)'", page)
    assert found
    scene: dict[str, Any] = json.loads(unescape(found[1]))
    return scene


def find_nodes(browser: TestClient, query: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = read_scene(browser.get("/sparql", params={"query": query, "view": "map"}).text)["nodes"]
    return nodes


def test_a_network_joins_the_columns_that_the_address_names(browser: TestClient) -> None:
    page = browser.get("/sparql", params={"query": TWINS, "view": "network", "from": "one", "to": "other"})
    assert page.status_code == 200
    scene = read_scene(page.text)
    assert scene["lines"]
    assert {key for line in scene["lines"] for key in (line["source"], line["target"])} == {node["id"] for node in scene["nodes"]}
    for line in scene["lines"]:
        row = re.search(rf'<tr id="row-{line["row"]}">.*?</tr>', page.text, re.DOTALL)
        assert row
        assert ID + line["source"] in row[0]
        assert ID + line["target"] in row[0]
    assert "<option selected>one</option>" in page.text
    assert "<option selected>other</option>" in page.text


def test_a_map_knows_where_things_are_and_takes_what_the_answer_says_before(browser: TestClient) -> None:
    city = "VALUES ?city { <https://w3id.org/amicorum/id/city/krakow> }"
    known = find_nodes(browser, f"SELECT ?city {{ {city} }}")
    assert [(node["id"], node["label"], node["kind"], node["href"]) for node in known] == [
        ("city/krakow", "Kraków", "city", "/amicorum/doc/city/krakow")
    ]
    assert known[0]["lat"] == pytest.approx(50.06, abs=0.05)
    told = find_nodes(browser, f"SELECT ?city (1.5 AS ?lat) (2.5 AS ?long) {{ {city} }}")
    assert [(node["id"], node["lat"], node["lon"]) for node in told] == [("city/krakow", 1.5, 2.5)]
    beyond = find_nodes(browser, 'SELECT ("Nowhere" AS ?name) (91 AS ?lat) (2.5 AS ?long) {}')
    assert [(node["label"], node["lat"], node["lon"]) for node in beyond] == [("Nowhere", None, None)]


def test_every_way_to_see_and_to_take_an_answer_keeps_what_was_asked(browser: TestClient) -> None:
    query = "SELECT ('a' AS ?name) (2 AS ?n) {}"
    asked = {"query": query, "view": "chart", "default-graph-uri": [iris.graph("curated"), iris.graph("inferred")], "timeout": "5"}
    page = browser.get("/sparql", params=asked).text
    answer = page.partition('id="answer"')[2].partition("</section>")[0]
    addresses = [unescape(each) for each in re.findall(r'href="([^"]*/sparql\?[^"]*query=[^"]*)"', answer)]
    assert len(addresses) >= 7
    for address in addresses:
        named = parse_qs(urlsplit(address).query)
        assert named["query"] == [query]
        assert named["default-graph-uri"] == asked["default-graph-uri"]
        assert named["timeout"] == ["5"]
    assert any(parse_qs(urlsplit(each).query).get("view") == ["chart"] and each.startswith("https://") for each in addresses), "a citation"


@pytest.mark.parametrize("view", ["map", "picture", "", "chart&value=nothing"])
def test_what_cannot_be_drawn_is_the_table(browser: TestClient, view: str) -> None:
    page = browser.get(f"/sparql?query=SELECT ('a' AS ?b) {{}}&view={view}")
    assert page.status_code == 200
    assert "data-scene" not in page.text
    assert '<td class="unbroken">a</td>' in page.text
