"""/explore: one selection as a page, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from tests.web.routes.test_things import serve

from amicorum.release.release import Release

HTML = {"Accept": "text/html"}
BETWEEN = "of=city/krakow&with=city/vilnius"


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        ("/explore", "text/html", "text/html; charset=utf-8"),
        ("/explore", "application/json", "application/json"),
        ("/explore", "*/*", "application/json"),
        ("/explore", "text/csv", "text/csv; charset=utf-8"),
        ("/explore?format=csv", "text/html", "text/csv; charset=utf-8"),
        ("/explore.json", "text/html", "application/json"),
        ("/explore.csv", "*/*", "text/csv; charset=utf-8"),
        ("/explore.html", "*/*", "text/html; charset=utf-8"),
    ],
)
def test_formats(world: TestClient, path: str, accept: str, content_type: str) -> None:
    answer = world.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert "public" in answer.headers["cache-control"]


def test_the_three_say_the_same(world: TestClient) -> None:
    data = world.get(f"/explore.json?{BETWEEN}").json()
    rows = list(csv.DictReader(io.StringIO(world.get(f"/explore.csv?{BETWEEN}").text)))
    page = world.get(f"/explore?{BETWEEN}", headers=HTML).text
    assert data["total"] == data["shown"] == len(data["links"]) == len(rows) > 1
    for link, row in zip(data["links"], rows, strict=True):
        assert row["partnership"].endswith("/" + link["id"])
        assert (row["partner_1"], row["partner_2"]) == tuple(f"https://w3id.org/amicorum/id/{link[end]}" for end in ("source", "target"))
        assert f'/doc/partnership/{link["id"]}"' in page


def test_json_tells_who_when_and_who_says_so(world: TestClient) -> None:
    data = world.get("/explore.json?of=institution/ckp&lang=pl").json()
    (letter,) = [link for link in data["links"] if link["id"] == "ia02"]
    assert letter["begin"] == ["2018-05-21", "2018-05-21"]
    assert (letter["end"], letter["since"], letter["presence"]) == (None, "21 maja 2018", "present")
    assert letter["sources"]
    assert [(act["type"], act["text"]) for act in letter["acts"] if act["type"] == "signing"] == [("signing", "21 maja 2018")]
    nodes = {node["id"]: node for node in data["nodes"]}
    assert set(nodes) == {link[end] for link in data["links"] for end in ("source", "target")}
    assert nodes["institution/ckp"]["label"] == "Centrum Kultury Podgórza"
    assert {"signing"} <= set(data["acts"])


def test_names_are_understood(world: TestClient) -> None:
    by_key = world.get(f"/explore.csv?{BETWEEN}").text
    assert world.get("/explore.csv?of=Krokuva&with=Wilno").text == by_key
    assert world.get("/explore.csv?of=lithuania").text == world.get("/explore.csv?of=country/LTU").text


def test_a_name_that_nothing_has_is_said(world: TestClient) -> None:
    page = world.get("/explore?of=" + quote("Qqqqxxzz"), headers=HTML)
    assert page.status_code == 200
    assert 'role="alert">Nothing here is called “Qqqqxxzz”.' in page.text
    assert world.get("/explore.json?of=Qqqqxxzz").json()["total"] == 0


def test_the_page_keeps_the_selection(world: TestClient) -> None:
    page = world.get(f"/explore?{BETWEEN}&kind=institutional&year=2018&certain=yes&face=map", headers=HTML).text
    for name, value in (("of", "city/krakow"), ("with", "city/vilnius"), ("kind", "institutional"), ("certain", "yes")):
        assert f'name="{name}" value="{value}" checked' in page
    assert re.search(r'name="year"[^>]* value="2018"', page)
    assert 'name="face" value="map"' in page
    assert (
        'href="/amicorum/explore.csv?of=city%2Fkrakow&amp;with=city%2Fvilnius&amp;kind=institutional&amp;year=2018&amp;certain=yes&amp;lang=en"'
        in page
    )


def test_what_is_unchanged_is_not_sent_again(world: TestClient) -> None:
    first = world.get(f"/explore.json?{BETWEEN}")
    again = world.get(f"/explore.json?{BETWEEN}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert world.get(f"/explore.json?{BETWEEN}&year=1980").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("query", ["year=MCMXC", "year=20180", "offset=-1", "offset=x", "of=" + "&of=".join(map(str, range(51)))])
def test_mistakes_are_told(world: TestClient, query: str) -> None:
    answer = world.get(f"/explore.json?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["country=%00", "type=<script>", "area=../..", "expand=nobody", "face=none", "of=%20", "year=0"])
def test_odd_values_find_nothing_or_everything(world: TestClient, query: str) -> None:
    page = world.get(f"/explore?{query}", headers=HTML)
    assert page.status_code == 200
    assert "<script>" not in page.text


def test_another_format_is_not_there(world: TestClient) -> None:
    assert world.get("/explore.xml").status_code == 404
