"""/id and /doc: the Accept table, conditional requests, links for machines, what is withdrawn; one readable table after another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from pyld import jsonld
from pyoxigraph import Dataset, Quad, RdfFormat, parse
from starlette.testclient import TestClient
from tests.conftest import MakeRelease
from tests.web.fakes import FakeEngine

from amicorum.rdf import iris
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

BASE = "https://data.example/amicorum/"


def serve(release: Release) -> TestClient:
    app: FastAPI = create_app(Settings(releases=release.folder.parent, base=BASE), FakeEngine(release), release)
    return TestClient(app, base_url="http://inside.example", follow_redirects=False)


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "document"),
    [
        ("/id/institution/ckp", "doc/institution/ckp"),
        ("/id/time/2018-05-21", "doc/time/2018-05-21"),
        ("/scheme/cooperation-areas/study-visits", "doc/scheme/cooperation-areas/study-visits"),
        ("/scheme/cooperation-areas", "doc/scheme/cooperation-areas"),
        ("/id/institution/ckp?lang=pl", "doc/institution/ckp?lang=pl"),
        ("/id/institution/ckp?format=turtle&x=y", "doc/institution/ckp?format=turtle"),
    ],
)
def test_a_thing_leads_to_its_document(world: TestClient, address: str, document: str) -> None:
    answer = world.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, BASE + document)
    assert 'rel="describedby"' in answer.headers["link"]


@pytest.mark.parametrize("address", ["/id/institution/nobody", "/doc/institution/nobody", "/doc/institution/nobody.ttl", "/scheme/no/such",
                                     "/doc/scheme/no/such", "/id/", "/id/institution/<x>", "/doc/source/nobody"])  # fmt: skip
def test_what_nobody_tells_of_is_not_found(world: TestClient, address: str) -> None:
    assert world.get(address).status_code == 404
    assert world.get(address, headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.parametrize(
    ("address", "accept", "content_type"),
    [
        # by Accept
        ("/doc/city/krakow", "", "text/turtle; charset=utf-8"),
        ("/doc/city/krakow", "text/turtle", "text/turtle; charset=utf-8"),
        ("/doc/city/krakow", "application/n-triples", "application/n-triples"),
        ("/doc/city/krakow", "application/ld+json", "application/ld+json"),
        ("/doc/city/krakow", "application/rdf+xml", "application/rdf+xml"),
        ("/doc/city/krakow", "application/trig", "application/trig"),
        ("/doc/city/krakow", "application/n-quads", "application/n-quads"),
        ("/doc/city/krakow", "application/geo+json", "application/geo+json"),
        ("/doc/city/krakow", "text/html", "text/html; charset=utf-8"),
        ("/doc/city/krakow", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/doc/city/krakow", "text/turtle;q=0.5,application/ld+json", "application/ld+json"),
        # a suffix beats Accept, and so does format=
        ("/doc/city/krakow.ttl", "text/html", "text/turtle; charset=utf-8"),
        ("/doc/city/krakow.nt", "text/html", "application/n-triples"),
        ("/doc/city/krakow.jsonld", "text/html", "application/ld+json"),
        ("/doc/city/krakow.rdf", "text/html", "application/rdf+xml"),
        ("/doc/city/krakow.trig", "text/html", "application/trig"),
        ("/doc/city/krakow.geojson", "text/html", "application/geo+json"),
        ("/doc/city/krakow.html", "text/turtle", "text/html; charset=utf-8"),
        ("/doc/city/krakow?format=turtle", "text/html", "text/turtle; charset=utf-8"),
        ("/doc/city/krakow?format=html", "text/turtle", "text/html; charset=utf-8"),
        ("/doc/scheme/roles/director.ttl", "", "text/turtle; charset=utf-8"),
        ("/doc/source/podgorze-vilnius", "text/html", "text/html; charset=utf-8"),
        ("/graph/curated", "text/html", "text/html; charset=utf-8"),
        ("/graph/curated", "text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_the_client_gets_the_format_it_wants(world: TestClient, address: str, accept: str, content_type: str) -> None:
    answer = world.get(address, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("address", "accept"),
    [("/doc/city/krakow", "image/png"), ("/doc/city/krakow?format=gif", ""), ("/doc/person/anna-grabowska.geojson", "")],
)
def test_what_cannot_be_had_is_406(world: TestClient, address: str, accept: str) -> None:
    answer = world.get(address, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_client_that_has_it_is_told_so(world: TestClient) -> None:
    for accept in ("text/html", "text/turtle", "application/ld+json"):
        first = world.get("/doc/city/krakow", headers={"Accept": accept})
        again = world.get("/doc/city/krakow", headers={"Accept": accept, "If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert first.headers["last-modified"].endswith("GMT")


def test_tags_tell_formats_and_languages_apart(world: TestClient) -> None:
    headers = [
        {"Accept": "text/html"},
        {"Accept": "text/html", "Accept-Language": "pl"},
        {"Accept": "text/turtle"},
        {"Accept": "application/trig"},
    ]
    tags = {world.get("/doc/city/krakow", headers=each).headers["etag"] for each in headers}
    assert len(tags) == len(headers)
    assert not [tag for tag in tags if not tag.startswith('"')], "strong tags"


def test_machines_find_their_way(world: TestClient) -> None:
    links = world.get("/doc/agreement/ia02", headers={"Accept": "text/html"}).headers["link"]
    for expected in (
        f'<{iris.thing("agreement", "ia02")}>; rel="cite-as"',
        f'<{BASE}doc/agreement/ia02>; rel="canonical"',
        f'<{BASE}doc/agreement/ia02.ttl>; rel="describedby"; type="text/turtle"',
        '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"',
        'rel="collection"',
    ):
        assert expected in links


def test_every_format_carries_the_same_statements(world: TestClient) -> None:
    def triples(suffix: str, form: RdfFormat) -> Dataset:
        data = world.get(f"/doc/institution/ckp.{suffix}").content
        return Dataset(Quad(*quad.triple) for quad in parse(data, format=form))

    expected = triples("nt", RdfFormat.N_TRIPLES)
    assert len(expected) > 50
    for suffix, form in (("ttl", RdfFormat.TURTLE), ("rdf", RdfFormat.RDF_XML), ("trig", RdfFormat.TRIG), ("nq", RdfFormat.N_QUADS)):
        assert triples(suffix, form) == expected, suffix


def test_json_ld_means_the_same_and_reads_well(world: TestClient) -> None:
    document = world.get("/doc/institution/ckp.jsonld").json()
    assert document["@context"] == iris.BASE + "context.jsonld"
    context = world.get("/context.jsonld").json()
    expanded = jsonld.expand(document | context)
    again = Dataset(Quad(*quad.triple) for quad in parse(json.dumps(expanded), format=RdfFormat.JSON_LD))
    expected = Dataset(parse(world.get("/doc/institution/ckp.nt").content, format=RdfFormat.N_TRIPLES))
    assert again == expected
    centre = document["@graph"][0]
    assert centre["id"] == "institution:ckp"
    assert "CulturalInstitution" in centre["type"], "beside the wider classes"
    assert len({node["id"] for node in document["@graph"]}) == len(document["@graph"]), "each thing once"


def test_json_ld_names_the_way_back(world: TestClient) -> None:
    """A reader without SPARQL finds in a party's document the partnership, and in an earlier agreement's what renewed it."""
    party, earlier = (world.get(f"/doc/{path}.jsonld").json()["@graph"][0] for path in ("party/ia02-ckp", "agreement/we011"))
    assert (party["id"], party["partyOf"]) == ("party:ia02-ckp", "partnership:ia02")
    assert (earlier["id"], earlier["renewedBy"]) == ("agreement:we011", "agreement:we012")


def test_trig_tells_who_says_what(world: TestClient) -> None:
    quads = list(parse(world.get("/doc/agreement/ia02.trig").content, format=RdfFormat.TRIG))
    graphs = {
        quad.graph_name.value
        for quad in quads
        if quad.subject.value == iris.thing("agreement", "ia02") and hasattr(quad.graph_name, "value")
    }  # type: ignore[union-attr]
    assert graphs == {iris.source_graph("podgorze-vilnius"), iris.graph("inferred")}


@pytest.mark.parametrize(
    ("address", "points"),
    [
        ("/doc/city/krakow.geojson", 1),
        ("/doc/institution/ckp.geojson", 1),
        ("/doc/partnership/ia02.geojson", 2),
        ("/doc/agreement/ia02.geojson", 1),
    ],
)
def test_geojson_has_longitude_first(world: TestClient, address: str, points: int) -> None:
    features = world.get(address).json()["features"]
    assert len(features) == points
    krakow = next(each for each in features if each["id"] == iris.thing("city", "krakow"))
    assert krakow["geometry"] == {"type": "Point", "coordinates": [19.94, 50.06]}


@pytest.mark.parametrize(
    ("query", "header", "language", "words"),
    [
        ("", "", "en", "Podgórze Culture Centre"),
        ("", "pl-PL,pl;q=0.9,en;q=0.5", "pl", "Centrum Kultury Podgórza"),
        ("", "de", "en", "Podgórze Culture Centre"),
        ("?lang=pl", "en", "pl", "Partnerzy"),
        ("?lang=lt", "", "lt", "Partneriai"),
        ("?lang=xx", "pl", "pl", "Partnerzy"),
    ],
)
def test_pages_speak_the_readers_language(world: TestClient, query: str, header: str, language: str, words: str) -> None:
    answer = world.get(f"/doc/institution/ckp{query}", headers={"Accept": "text/html", "Accept-Language": header})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["content-language"] == language
    assert words in answer.text


GONE = """
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
BASE <https://w3id.org/amicorum/>
GRAPH <graph/curated> {
  <id/institution/new> a ami:CulturalInstitution ; skos:prefLabel "New house"@en .
  %s
}
"""


def test_a_withdrawn_thing_names_its_successor(make_release: MakeRelease) -> None:
    make_release(GONE % "<id/institution/old> a ami:CulturalInstitution . <id/institution/lost> a ami:CulturalInstitution .")
    with serve(make_release(GONE % "<id/institution/old> dct:isReplacedBy <id/institution/new> .")) as client:
        for address in ("/id/institution/old", "/doc/institution/old", "/doc/institution/old.ttl"):
            answer = client.get(address)
            assert answer.status_code == 410
            assert iris.thing("institution", "new") in answer.json()["detail"]
            assert f'<{iris.thing("institution", "new")}>; rel="successor-version"' in answer.headers["link"]
        assert client.get("/doc/institution/old", headers={"Accept": "text/html"}).status_code == 410
        assert client.get("/id/institution/lost").status_code == 410, "withdrawn without a successor"
        assert client.get("/id/institution/never").status_code == 404
        assert client.get("/id/institution/new").status_code == 303


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["library", "Vilnius", "Lithuania"]),
        ("pl", ["biblioteka", "Wilno", "Litwa"]),
        ("lt", ["biblioteka", "Vilnius", "Lietuva"]),
    ],
)
def test_a_search_says_what_and_where(world: TestClient, language: str, said: list[str]) -> None:
    hits = world.get("/search", params={"q": "vcb", "lang": language, "format": "json"}).json()["hits"]
    assert hits[0]["description"] == f"{said[0]} · {said[1]}, {said[2]}"
    page = world.get("/search", params={"q": "vcb", "lang": language}, headers={"Accept": "text/html"}).text
    assert '<p class="aside">' + f"<span>{said[0]}</span> · <span>{said[1]}</span>, <span>{said[2]}</span>" in page


def test_a_name_in_another_language_says_so(world: TestClient) -> None:
    """Quietly: the code behind the name, the language's own name to be read on demand. A name in the page's language says nothing."""
    page = world.get("/doc/institution/muzeum-krakowa", params={"lang": "lt"}, headers={"Accept": "text/html"}).text
    assert re.search(r'<h1 lang="en">[^<]*&#8239;<abbr class="code tongue" title="anglų">en</abbr></h1>', page)
    page = world.get("/doc/institution/vcb", params={"lang": "lt"}, headers={"Accept": "text/html"}).text
    assert re.search(r"<h1>[^<]*</h1>", page)


def test_the_sources_of_a_value_open_on_demand(world: TestClient) -> None:
    """A mark that the keyboard reaches (a summary), whose name for those who do not see it says what it opens."""
    page = world.get("/doc/agreement/ia02", headers={"Accept": "text/html"}).text
    marks = re.findall(r'<details class="said"><summary title="([^"]*)"><span class="mark" aria-hidden="true">(\*+)</span>', page)
    assert len(marks) > 10
    assert {(name, mark) for name, mark in marks if name == "source"} == {("source", "*")}
    assert all(mark == "**" for name, mark in marks if name != "source")


@pytest.mark.parametrize(("query", "told"), [("krokuva", True), ("krakow", False)])
def test_a_search_says_by_which_name_it_found_something_where_the_page_does_not_show_it(world: TestClient, query: str, told: bool) -> None:
    page = world.get("/search", params={"q": query, "type": "city", "lang": "pl"}, headers={"Accept": "text/html"}).text
    assert ("znalezione jako" in page) is told
