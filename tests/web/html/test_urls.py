"""The links of pages: right under any base, and in the language that the reader chose."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from amicorum.web.html.urls import Links, SpokenLinks

BASE = "https://data.example/amicorum/"
THING = "https://w3id.org/amicorum/"


@pytest.mark.parametrize(
    ("path", "parameters", "plain", "spoken"),
    [
        ("", {}, "/amicorum/", "/amicorum/?lang=pl"),
        ("search", {"q": "a b"}, "/amicorum/search?q=a+b", "/amicorum/search?q=a+b&lang=pl"),
        ("search", {"lang": "lt"}, "/amicorum/search?lang=lt", "/amicorum/search?lang=pl"),
        ("doc/city/krakow", {}, "/amicorum/doc/city/krakow", "/amicorum/doc/city/krakow?lang=pl"),
        ("doc/city/krakow.ttl", {}, "/amicorum/doc/city/krakow.ttl", "/amicorum/doc/city/krakow.ttl"),
        ("releases/0a1b", {}, "/amicorum/releases/0a1b", "/amicorum/releases/0a1b?lang=pl"),
        ("dumps/0a1b/", {}, "/amicorum/dumps/0a1b/", "/amicorum/dumps/0a1b/?lang=pl"),
        ("dumps/0a1b/amicorum.nq", {}, "/amicorum/dumps/0a1b/amicorum.nq", "/amicorum/dumps/0a1b/amicorum.nq"),
        ("sparql", {"format": "turtle"}, "/amicorum/sparql?format=turtle", "/amicorum/sparql?format=turtle"),
        ("sparql", {"format": "html"}, "/amicorum/sparql?format=html", "/amicorum/sparql?format=html&lang=pl"),
        ("static/amicorum.css", {}, "/amicorum/static/amicorum.css", "/amicorum/static/amicorum.css"),
        ("ldes", {}, "/amicorum/ldes", "/amicorum/ldes"),
        ("shapes", {}, "/amicorum/shapes", "/amicorum/shapes"),
        (".well-known/void", {}, "/amicorum/.well-known/void", "/amicorum/.well-known/void"),
    ],
)
def test_a_page_keeps_the_chosen_language_and_data_have_none(path: str, parameters: dict[str, str], plain: str, spoken: str) -> None:
    assert Links(BASE).path(path, **parameters) == plain
    assert SpokenLinks(BASE, "pl").path(path, **parameters) == spoken


@pytest.mark.parametrize(
    ("iri", "plain", "spoken"),
    [
        (THING + "id/city/krakow", "/amicorum/id/city/krakow", "/amicorum/id/city/krakow?lang=pl"),
        (THING + "ns#City", "/amicorum/ns#City", "/amicorum/ns?lang=pl#City"),
        (THING + "graph/curated", "/amicorum/graph/curated", "/amicorum/graph/curated?lang=pl"),
        (THING + "context.jsonld", "/amicorum/context.jsonld", "/amicorum/context.jsonld"),
        ("https://elsewhere.example/a", "https://elsewhere.example/a", "https://elsewhere.example/a"),
        ("javascript:alert(1)", None, None),
    ],
)
def test_things_lead_to_pages_in_the_chosen_language(iri: str, plain: str | None, spoken: str | None) -> None:
    assert (Links(BASE).thing(iri), SpokenLinks(BASE, "pl").thing(iri)) == (plain, spoken)


def test_an_address_outside_pages_has_no_language() -> None:
    assert SpokenLinks(BASE, "pl").absolute("doc/city/krakow") == BASE + "doc/city/krakow"


@pytest.mark.parametrize("path", ["/", "/search?q=krakow", "/doc/city/krakow", "/doc/agreement/ia02", "/sparql", "/catalog", "/about"])
def test_a_reader_stays_in_the_language_until_another_is_chosen(client: TestClient, path: str) -> None:
    def links(language: str) -> list[str]:
        address = path + (("&" if "?" in path else "?") + f"lang={language}" if language else "")
        page = client.get(address, headers={"Accept": "text/html", "Accept-Language": "en"})
        assert page.status_code == 200
        main = re.sub(r'<nav class="languages".*?</nav>|<link [^>]*>', "", page.text, flags=re.DOTALL)
        return re.findall(r'href="(/amicorum/[^"#]*)', main)

    assert [each for each in links("") if "lang=" in each] == []
    silent = [each for each in links("lt") if "lang=lt" not in each]
    assert [each for each in silent if not re.search(r"\.\w+$|format=|/(ldes|shapes|void|latest)\b|/ns/", each)] == []
