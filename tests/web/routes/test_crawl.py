"""A crawler over the whole site of the small world: every internal link answers, and every page keeps the rules of the house."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from starlette.testclient import TestClient
from tests.web.routes.test_things import BASE, serve

from amicorum.features.entities.document import OFFERS
from amicorum.release.release import Release

START = BASE
PREFIX = urlsplit(BASE).path.rstrip("/")
LEFT_OUT = ("/sparql", "/openapi.json", "/metrics", "/graph-store")
"""Asked elsewhere: queries would be run again and again."""
SUFFIXES = tuple(f".{each.extension}" for each in OFFERS)
MOST = 3000
VIEWS = ("/explore", "/path", "/opportunities", "/compare")
"""Views that every page of a partner leads to with itself in the query: of each some are asked."""
MOST_OF_A_VIEW = 8


@dataclass
class Page(HTMLParser):
    """What the crawler looks at."""

    address: str
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    language: str = ""
    title: str = ""
    _open: list[str] = field(default_factory=list)
    _data: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            if given["id"] in self.ids:
                self.faults.append(f"id {given['id']} twice")
            self.ids.add(given["id"])
        if "style" in given or any(name.startswith("on") for name in given):
            self.faults.append(f"inline style or script on {tag}")
        if tag == "style" or (tag == "script" and given.get("type") != "application/ld+json" and not given.get("src")):
            self.faults.append(f"inline {tag}")
        if tag in ("script", "img", "link", "image") and (
            source := given.get("src") or (given.get("href", "") if tag in ("img", "image") else "")
        ):
            self.links.append(source)
        if tag in ("a", "link") and "href" in given:
            self.links.append(given["href"])
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        self._data = ""

    def handle_data(self, data: str) -> None:
        self._data += data

    def handle_endtag(self, tag: str) -> None:
        # Titles inside of pictures come later.
        if tag == "title" and not self.title:
            self.title = self._data.strip()
        if tag == "script" and self._data.strip():
            json.loads(self._data)


@pytest.fixture(scope="module")
def pages(world_release: Release) -> Iterator[tuple[dict[str, Page], dict[str, int]]]:
    """Every page that can be reached from the front page, and the status of every address."""
    with serve(world_release) as client:
        yield crawl(client)


def crawl(client: TestClient) -> tuple[dict[str, Page], dict[str, int]]:
    found: dict[str, Page] = {}
    statuses: dict[str, int] = {}
    waiting = [START]
    views: Counter[str] = Counter()
    while waiting:
        address = waiting.pop()
        if address in statuses:
            continue
        view = urlsplit(address).path.removeprefix(PREFIX)
        views[view] += view in VIEWS
        if views[view] > MOST_OF_A_VIEW:
            continue
        assert len(statuses) < MOST, "the crawl does not end"
        path = address.removeprefix(f"{urlsplit(BASE).scheme}://{urlsplit(BASE).netloc}{PREFIX}")
        answer = client.get(path or "/", headers={"Accept": "text/html,*/*;q=0.1"})
        statuses[address] = answer.status_code
        if "location" in answer.headers:
            waiting.append(urljoin(address, answer.headers["location"]))
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = found[address] = Page(address)
            page.feed(answer.text)
            for link in page.links:
                target = urldefrag(urljoin(address, link)).url
                local = urlsplit(target)
                # Other languages of a page are asked on a few pages below; here they would multiply the crawl by three.
                plain = local.path.removeprefix(PREFIX)
                if target.startswith(BASE) and not plain.startswith(LEFT_OUT) and "lang=" not in local.query and not _is_data(plain):
                    waiting.append(target)
    return found, statuses


def _is_data(path: str) -> bool:
    """Whether it is a document in a format of data, which stands for seven on each page: they are asked on one page of each kind."""
    return path.startswith("/doc/") and path.endswith(SUFFIXES)


Crawled = tuple[dict[str, Page], dict[str, int]]


def test_every_internal_link_answers(pages: Crawled) -> None:
    found, statuses = pages
    assert len(found) > 200
    assert {address: status for address, status in statuses.items() if status not in (200, 302, 303)} == {}


def test_every_format_of_one_page_of_each_kind_answers(pages: Crawled, world_release: Release) -> None:
    one = {
        address.removeprefix(BASE).split("/")[1]: page for address, page in sorted(pages[0].items()) if address.startswith(f"{BASE}doc/")
    }
    with serve(world_release) as client:
        for page in one.values():
            data = [link for link in page.links if urlsplit(link).path.endswith(SUFFIXES)]
            assert len(data) >= 5
            for link in set(data):
                assert client.get(link.removeprefix(PREFIX)).status_code == 200, link


def test_links_into_a_page_hit_something(pages: Crawled) -> None:
    found, _ = pages
    for page in found.values():
        for link in page.links:
            target, fragment = urldefrag(urljoin(page.address, link))
            # The catalogue names checksums and statistics too, of which its page makes no list.
            listed = not target.endswith("/catalog") or fragment in ("dataset", "sparql") or fragment.endswith((".nq.gz", ".csv"))
            if fragment and target in found and listed:
                assert fragment in found[target].ids, f"{page.address} links to {link}"


def test_no_page_breaks_the_rules_of_the_house(pages: Crawled) -> None:
    for page in pages[0].values():
        assert page.faults == [], page.address
        assert page.language == "en", page.address
        assert "Amicorum" in page.title, page.address
        assert page.headings.count(1) == 1, f"{page.address} has one first heading"
        for before, after in zip(page.headings, page.headings[1:], strict=False):
            assert after <= before + 1, f"{page.address} leaves out a level of headings"


def test_nothing_comes_from_elsewhere(pages: Crawled, world_release: Release) -> None:
    with serve(world_release) as client:
        text = client.get("/doc/city/krakow", headers={"Accept": "text/html"}).text
    assert 'src="http' not in text
    assert 'rel="stylesheet" href="/' in text


def test_other_kinds_of_pages_were_reached(pages: Crawled) -> None:
    reached = {address.removeprefix(BASE).partition("?")[0].split("/")[1] for address in pages[0] if address.startswith(f"{BASE}doc/")}
    assert {
        "institution",
        "city",
        "agreement",
        "partnership",
        "event",
        "authority",
        "person",
        "unit",
        "activity",
        "scheme",
        "source",
    } <= reached


@pytest.mark.parametrize("language", ["pl", "lt"])
@pytest.mark.parametrize("path", ["", "doc/institution/ckp", "doc/agreement/ia02", "doc/city/krakow", "doc/source/podgorze-vilnius",
                                  "ns", "catalog", "about", "releases", "changes", "search?q=krakow",
                                  "doc/scheme/cooperation-areas"])  # fmt: skip
def test_pages_stand_in_other_languages(world_release: Release, path: str, language: str) -> None:
    with serve(world_release) as client:
        answer = client.get(f"/{path}{'&' if '?' in path else '?'}lang={language}", headers={"Accept": "text/html"})
    page = Page(path)
    page.feed(answer.text)
    assert (answer.status_code, page.language, page.faults) == (200, language, [])
