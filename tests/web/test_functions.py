"""The GeoSPARQL functions that the service promises, asked over HTTP from the embedded engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from amicorum.engine.factory import open_engine
from amicorum.engine.geosparql import FUNCTIONS, GEOF, MEASURES, RELATIONS
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

PREFIXES = (
    f"PREFIX geof: <{GEOF}> PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/>"
)
SQUARE, POINT = '"POLYGON((0 0,0 2,2 2,2 0,0 0))"^^geo:wktLiteral', '"POINT(1 1)"^^geo:wktLiteral'
KRAKOW, VILNIUS = '"POINT(19.94 50.06)"^^geo:wktLiteral', '"POINT(25.28 54.69)"^^geo:wktLiteral'


@pytest.fixture(scope="module")
def embedded(tiny_release: Release) -> Iterator[TestClient]:
    settings = Settings(releases=tiny_release.folder.parent, workers=1)
    with TestClient(create_app(settings, open_engine(settings, tiny_release), tiny_release)) as client:
        yield client


def evaluate(client: TestClient, call: str) -> str:
    """The value of an expression, empty where it has none."""
    answer = client.get("/sparql", params={"query": f"{PREFIXES} SELECT ({call} AS ?value) {{}}"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["results"]["bindings"][0].get("value", {}).get("value", ""))


@pytest.mark.parametrize("name", RELATIONS)
def test_compares_two_geometries(embedded: TestClient, name: str) -> None:
    around = {"sfIntersects", "sfContains", "ehCovers", "ehContains", "rcc8ntppi"}
    assert evaluate(embedded, f"geof:{name}({SQUARE}, {POINT})") == ("true" if name in around else "false")


@pytest.mark.parametrize("name", MEASURES)
def test_measures_a_geometry(embedded: TestClient, name: str) -> None:
    assert evaluate(embedded, f"geof:{name}({SQUARE})")


def test_measures_a_distance_in_metres(embedded: TestClient) -> None:
    assert float(evaluate(embedded, f"geof:distance({KRAKOW}, {VILNIUS}, uom:metre)")) == pytest.approx(629_000, abs=2_000)


def test_the_description_and_the_docs_list_them(embedded: TestClient) -> None:
    description = embedded.get("/sparql", params={"format": "ntriples"}).text
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    for function in FUNCTIONS:
        assert f"<http://www.w3.org/ns/sparql-service-description#extensionFunction> <{function}>" in description
        assert f"`{function.removeprefix(GEOF)}`" in page
