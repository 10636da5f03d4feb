"""The views over the network: one answer as page, JSON and CSV, in every language, whatever is asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from tests.web.routes.test_things import serve

from amicorum.release.release import Release

HTML = {"Accept": "text/html"}
ASKED = {
    "path": "from=institution/ckp&to=institution/vcb",
    "opportunities": "city=city/krakow",
    "compare": "a=city/krakow&b=city/vilnius",
    "disagreements": "property=",
    "report": "on=2030-01-01",
    "statistics": "country=POL",
}
"""A question to each view."""


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize(
    ("suffix", "accept", "content_type"),
    [
        ("", "text/html", "text/html; charset=utf-8"),
        ("", "application/json", "application/json"),
        ("", "text/csv", "text/csv; charset=utf-8"),
        (".json", "text/html", "application/json"),
        (".csv", "*/*", "text/csv; charset=utf-8"),
        (".html", "*/*", "text/html; charset=utf-8"),
    ],
)
def test_formats(world: TestClient, path: str, suffix: str, accept: str, content_type: str) -> None:
    answer = world.get(f"/{path}{suffix}?{ASKED[path]}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert answer.content
    again = world.get(f"/{path}{suffix}?{ASKED[path]}", headers={"Accept": accept, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ASKED)
def test_every_table_of_the_json_is_a_csv_file(world: TestClient, path: str) -> None:
    data = world.get(f"/{path}.json?{ASKED[path]}").json()
    tables = {name: rows for name, rows in data.items() if isinstance(rows, list)}
    assert tables
    assert any(tables.values()), "the question has an answer"
    for name, rows in tables.items():
        lines = list(csv.DictReader(io.StringIO(world.get(f"/{path}.csv?{ASKED[path]}&table={name}").text)))
        assert len(lines) == len(rows)
        for line, row in zip(lines, rows, strict=True):
            for key, value in row.items():
                if isinstance(value, list):
                    texts = [each["id"] if isinstance(each, dict) else each for each in value]
                    assert line[f"{key}_iri" if f"{key}_iri" in line else key] == "|".join(texts)
                else:
                    assert line[key] == str(value)
    assert world.get(f"/{path}.csv?{ASKED[path]}&table=nothing").status_code == 400
    assert world.get(f"/{path}.xml").status_code == 404


@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize("language", ["en", "pl", "lt"])
def test_pages_ask_before_they_answer(world: TestClient, path: str, language: str) -> None:
    for asked in ("", ASKED[path]):
        page = world.get(f"/{path}?{asked}&lang={language}", headers=HTML)
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text


@pytest.mark.parametrize("path", ASKED)
@pytest.mark.parametrize("value", ["%00", "<script>alert(1)</script>", "institution/", "country/XXX", "..", "' OR 1=1", "x" * 200])
def test_odd_names_are_told(world: TestClient, path: str, value: str) -> None:
    asked = "&".join(f"{each.partition('=')[0]}={quote(value, safe='%')}" for each in ASKED[path].split("&"))
    page = world.get(f"/{path}?{asked}", headers=HTML)
    assert page.status_code == (400 if path == "report" else 200), "a day is no name"
    assert "<script>alert" not in page.text


def test_a_chain_has_its_agreement_and_its_source(world: TestClient) -> None:
    data = world.get("/path.json?from=Centrum+Kultury+Podg%C3%B3rza&to=institution/vcb").json()
    assert (data["from"], data["to"]) == ("institution/ckp", "institution/vcb")
    first = data["steps"][0]
    assert (first["chain"], first["step"]) == (1, 1)
    assert [each["id"].rpartition("/")[2] for each in first["agreements"]] == ["ia02"]
    assert first["sources"]
    page = world.get("/path?from=institution/ckp&to=institution/vcb", headers=HTML).text
    assert "/doc/agreement/ia02" in page
    assert "/doc/partnership/ia02" in page


@pytest.mark.parametrize(("most", "more"), [(1, True), (10_000, False)])
def test_it_is_told_where_not_every_chain_is_shown(world: TestClient, monkeypatch: pytest.MonkeyPatch, most: int, more: bool) -> None:
    monkeypatch.setattr("amicorum.web.routes.path.MOST_CHAINS", most)
    asked = f"from=city/krakow&to=city/vilnius&places=yes&most={most}"
    data = world.get(f"/path.json?{asked}").json()
    assert data["more"] is more
    assert data["chains"] == len({row["chain"] for row in data["steps"]})
    assert (data["chains"] > 1) is not more
    assert ("There are more." in world.get(f"/path?{asked}", headers=HTML).text) is more


def test_a_name_that_nothing_has_is_told(world: TestClient) -> None:
    page = world.get("/path?from=Qqqqxxzz&to=institution/vcb", headers=HTML).text
    assert 'role="alert">Nothing here is called “Qqqqxxzz”.' in page
    assert world.get("/path.json?from=Qqqqxxzz&to=institution/vcb").json()["steps"] == []


def test_opportunities_of_an_institution(world: TestClient) -> None:
    data = world.get("/opportunities.json?institution=institution/ckp").json()
    assert data["institution"] == "institution/ckp"
    assert data["institutions"]
    partners = {each["id"] for row in data["partners"] for each in row["partner"]}
    for rank, row in enumerate(data["institutions"], 1):
        assert row["rank"] == rank
        assert row["points"] > 0
        assert row["same_areas"] or row["wider_areas"]
        assert row["institution"][0]["id"] not in partners
        assert row["twinnings"]
        assert row["sources"]
    page = world.get("/opportunities?institution=institution/ckp", headers=HTML).text
    assert f'/doc/{data["institutions"][0]["institution"][0]["id"].partition("/id/")[2]}"' in page


@pytest.mark.parametrize("query", ["institution=city/krakow", "city=institution/ckp"])
def test_a_field_that_got_something_else_says_so(world: TestClient, query: str) -> None:
    assert (
        'role="alert">The first field takes an institution, the last one a city.' in world.get(f"/opportunities?{query}", headers=HTML).text
    )


def test_a_report_is_of_a_day(world: TestClient) -> None:
    assert world.get("/report.json").json()["reviews"] == []
    assert world.get("/report.json?on=2030-01-01").json()["reviews"]
    assert world.get("/report.json?on=soon").status_code == 400


def test_without_a_list_of_twin_towns_there_are_no_quickstatements(world: TestClient) -> None:
    answer = world.get("/report/wikidata.txt")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_disagreements_of_one_property(world: TestClient) -> None:
    everything = world.get("/disagreements.json").json()["disagreements"]
    dates = world.get("/disagreements.json?property=occurred").json()["disagreements"]
    assert 0 < len(dates) < len(everything)
    assert {row["property"][0]["id"].rpartition("#")[2] for row in dates} == {"occurred"}


def test_what_is_only_nearly_called_so_is_proposed_not_taken(world: TestClient) -> None:
    page = world.get("/compare?a=Krakw&b=city/vilnius", headers=HTML).text
    assert "Did you mean:" in page
    assert 'href="/amicorum/compare?b=city%2Fvilnius&amp;a=city%2Fkrakow"' in page
    assert world.get("/compare.json?a=Krakw&b=city/vilnius").json()["a"] == ""
    for name in ("Kraków", "krakow", "Krokuva", "Krak"):
        assert world.get(f"/compare.json?a={name}&b=city/vilnius").json()["a"] == "city/krakow"
