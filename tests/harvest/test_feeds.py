"""What crawlers, feed readers and linked-data robots follow: every address that we give them answers."""

from __future__ import annotations

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import feedparser
import pytest
import rdflib
from tests.harvest.conftest import House

VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
CAT = rdflib.Namespace("https://w3id.org/amicorum/catalog#")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(text: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(text).iter(SITEMAP)]


@pytest.fixture(scope="module")
def robots(house: House) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(house.get("robots.txt").text.splitlines())
    return parser


def test_the_sitemap_lists_only_pages_that_answer_and_may_be_read(house: House, robots: RobotFileParser) -> None:
    assert robots.site_maps() == [f"{house.url}/sitemap.xml"]
    pages = [page for part in locations(house.get("sitemap.xml").text) for page in locations(house.get(part).text)]
    assert len(pages) == len(set(pages)) > 300
    assert f"{house.url}/doc/agreement/ia02" in pages
    wrong = {page: status for page in pages if (status := house.get(page, accept="text/html").status_code) != 200}
    assert wrong == {}
    assert [page for page in pages if not robots.can_fetch("*", page)] == []


@pytest.mark.parametrize(
    ("path", "allowed"), [("", True), ("ldes", True), ("dumps/latest/", True), ("sparql?query=x", False), ("search?q=x", False)]
)
def test_robots_txt_keeps_crawlers_from_queries_alone(house: House, robots: RobotFileParser, path: str, allowed: bool) -> None:
    assert robots.can_fetch("AnyBot", f"{house.url}/{path}") is allowed


def test_a_feed_reader_takes_the_changes(house: House) -> None:
    feed = feedparser.parse(house.get("changes.atom").content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert feed.feed.title
    assert feed.feed.author
    release = house.releases[0].id
    assert [(each.title, each.id) for each in feed.entries] == [(f"Release {release}", f"{house.url}/dumps/{release}/")]
    assert feed.entries[0].updated_parsed[:3] == (2026, 11, 23)
    for link in [*feed.feed.links, *(link for each in feed.entries for link in each.links)]:
        answer = house.get(link.href, accept=link.type)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, link.type)


def test_the_guide_for_language_models_leads_to_what_is_there(house: House) -> None:
    addresses = re.findall(r"\]\((\S+?)\)", house.get("llms.txt").text)
    assert len(addresses) > 8
    for each in addresses:
        answer = house.get(each)
        assert answer.status_code == 302 if each.endswith("/latest/") else answer.status_code == 200, each


def test_void_is_found_where_robots_look_for_it(house: House) -> None:
    void = rdflib.Graph().parse(data=house.get(".well-known/void").text, format="turtle")
    manifest = house.releases[0].manifest
    assert void.value(CAT.dataset, VOID.triples).toPython() == manifest.triples
    dumps = [str(each) for each in void.objects(CAT.dataset, VOID.dataDump)]
    assert len(dumps) == 8
    assert {house.get(each).status_code for each in dumps} == {200}
    ask = str(void.value(CAT.dataset, VOID.sparqlEndpoint)) + "?query=ASK%20%7B%7D"
    assert house.get(ask, accept="application/json").json()["boolean"] is True
    assert {str(each) for each in void.objects(CAT.dataset, rdflib.RDFS.seeAlso)} == {
        f"{house.url}/{path}" for path in ("catalog", "changes", "ldes")
    }


def test_a_release_has_a_page_that_leads_to_its_files(house: House) -> None:
    release = house.releases[0].id
    for accept, content_type in (("text/html", "text/html; charset=utf-8"), ("application/json", "application/json")):
        answer = house.get(f"releases/{release}", accept=accept)
        assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
        assert f'<{house.url}/dumps/{release}/>; rel="item"' in answer.headers["link"]
        assert house.get(f"releases/{release}", accept=accept, **{"if-none-match": answer.headers["etag"]}).status_code == 304
        assert f"/dumps/{release}/" in answer.text
    assert f"/releases/{release}" in house.get("releases", accept="text/html").text
    assert f"/releases/{release}" in house.get("changes", accept="text/html").text
    links = house.get("changes", accept="text/html").headers["link"]
    assert f'<{house.url}/ldes>; rel="alternate"; type="application/trig"' in links
