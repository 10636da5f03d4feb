"""The front page: its picture of the network and the newest signings."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient
from tests.web.routes.test_things import serve

from amicorum.features.network.model import LISTED, Link, Network, Node
from amicorum.release.release import Release
from amicorum.web.pages.picture import draw_network

SVG = "{http://www.w3.org/2000/svg}"
KRAKOW, VILNIUS, LVIV = (
    Node(f"city/{key}", "city", latitude=latitude, longitude=longitude)
    for key, latitude, longitude in (("krakow", 50.06, 19.94), ("vilnius", 54.69, 25.28), ("lviv", 49.84, 24.03))
)
HANOI, NOWHERE = Node("city/hanoi", "city", latitude=21.0, longitude=105.8), Node("city/nowhere", "city")


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


def draw(*links: Link) -> dict[str, int]:
    nodes = {node.key: node for node in (KRAKOW, VILNIUS, LVIV, HANOI, NOWHERE)}
    picture = draw_network(Network(nodes, links))
    assert picture.land.startswith("M")
    return {kind: lines.count("M") for kind, lines in picture.lines.items()} | {"dots": len(picture.dots)}


def link(one: Node, other: Node, kind: str = "twinning", status: str = "signed") -> Link:
    return Link(f"{one.key}-{other.key}-{kind}", (one.key, other.key), kind, statuses=(status,))


def test_draws_what_stands_within_europe_and_was_read_in_a_document() -> None:
    assert draw(link(KRAKOW, VILNIUS), link(VILNIUS, KRAKOW), link(KRAKOW, LVIV, "institutional")) == {
        "twinning": 1, "institutional": 1, "dots": 3,
    }  # fmt: skip
    for left_out in (link(KRAKOW, VILNIUS, LISTED), link(KRAKOW, HANOI), link(KRAKOW, NOWHERE), link(KRAKOW, LVIV, status="terminated")):
        assert draw(left_out) == {"twinning": 0, "institutional": 0, "dots": 0}


def test_the_picture_is_drawn_once_and_known_again(world: TestClient) -> None:
    answer = world.get("/network.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    root = ET.fromstring(answer.text)
    assert root.tag == SVG + "svg"
    assert len(root.findall(SVG + "path")) == 3
    assert world.get("/network.svg", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_the_front_page_shows_the_picture_and_what_was_signed_last(world: TestClient) -> None:
    page = world.get("/", headers={"Accept": "text/html"}).text
    assert 'src="/amicorum/network.svg"' in page
    assert page.index("21 May 2018") > 0
    newest = page[page.index('id="newest"') :]
    assert newest.count("<li>") >= 3
