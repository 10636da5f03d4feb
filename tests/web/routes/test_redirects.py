"""Addresses written otherwise than they are: what leads to the right one, and what is proposed for one that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tests.web.routes.test_things import BASE, serve

from amicorum.rdf import iris
from amicorum.release.release import Release

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "status", "location"),
    [
        ("/id/city/krakow/", 301, "id/city/krakow"),
        ("/id/city/Krakow", 301, "id/city/krakow"),
        ("/id/city/kraków", 301, "id/city/krakow"),
        ("/id/City/KRAKOW?lang=pl", 301, "id/city/krakow?lang=pl"),
        ("/doc/city/Kraków", 301, "doc/city/krakow"),
        ("/doc/city/Kraków.ttl", 301, "doc/city/krakow.ttl"),
        ("/scheme/cooperation-areas/Study_Visits", 301, "scheme/cooperation-areas/study-visits"),
        ("/id/city/krakow.ttl", 303, "doc/city/krakow.ttl"),
        ("/id/city/krakow.json", 303, "doc/city/krakow.json"),
        ("/sparql/?query=ASK%20%7B%7D", 308, "sparql?query=ASK%20%7B%7D"),
        ("/catalog/", 308, "catalog"),
        ("/search/", 308, "search"),
        ("/ns/", 308, "ns"),
        ("/docs", 308, "api"),
    ],
)
def test_another_spelling_leads_to_the_address(world: TestClient, address: str, status: int, location: str) -> None:
    answer = world.get(address)
    assert (answer.status_code, answer.headers.get("location")) == (status, BASE + location)


def test_a_post_keeps_its_method(world: TestClient) -> None:
    assert world.post("/sparql/", data={"query": "ASK {}"}).status_code == 308


@pytest.mark.parametrize("address", ["/nowhere/", "/doc/", "/id/city/"])
def test_a_slash_does_not_lead_where_nothing_is(world: TestClient, address: str) -> None:
    assert world.get(address).status_code == 404


def test_json_is_json_ld(world: TestClient) -> None:
    answer = world.get("/doc/city/krakow.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/ld+json")


def test_an_unknown_address_proposes_the_nearest(world: TestClient) -> None:
    problem = world.get("/id/city/krakau", headers={"Accept": "application/json"}).json()
    assert problem["status"] == 404
    assert iris.thing("city", "krakow") in problem["nearest"]
    page = world.get("/doc/city/krakau", headers=HTML)
    assert page.status_code == 404
    assert 'href="/amicorum/id/city/krakow"' in page.text


def test_browsers_find_an_icon(world: TestClient) -> None:
    answer = world.get("/favicon.ico")
    assert answer.headers["content-type"] == "image/vnd.microsoft.icon"
    assert answer.content[:4] == b"\x00\x00\x01\x00"


@pytest.mark.parametrize(("address", "named"), [("/graph", "/graph/curated"), ("/scheme", "/scheme/roles")])
def test_overviews_are_pages_and_data(world: TestClient, address: str, named: str) -> None:
    page = world.get(address, headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    data = world.get(address, params={"format": "json"})
    assert any(named in str(each) for each in data.json())
