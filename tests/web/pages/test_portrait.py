"""The pictures of a partner: what is drawn is what is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tests.web.routes.test_things import serve

from amicorum.features.network.model import Link, Network, Node
from amicorum.features.network.periods import NOT_KNOWN, Window
from amicorum.features.search.index import open_index
from amicorum.release.release import Release
from amicorum.web.html.i18n import load_languages
from amicorum.web.html.presenter import Presenter
from amicorum.web.html.urls import Links
from amicorum.web.pages.portrait import MOST, Portrait, make_portrait

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


@pytest.fixture(scope="module")
def presenter(tiny_release: Release) -> Presenter:
    return Presenter(load_languages()["en"], open_index(tiny_release), Links("http://localhost/"), {})


def draw(presenter: Presenter, *links: Link, places: dict[str, tuple[float, float]] | None = None) -> Portrait:
    keys = dict.fromkeys(end for link in links for end in link.ends)
    nodes = {key: Node(key, "institution", country="POL", latitude=None, longitude=None) for key in keys}
    for key, (latitude, longitude) in (places or {}).items():
        nodes[key] = Node(key, "institution", country="LTU", latitude=latitude, longitude=longitude)
    portrait = make_portrait(presenter, Network(nodes, links), "institution/me", "2026-11-23")
    assert portrait is not None
    return portrait


def link(other: str, begin: Window = NOT_KNOWN, end: Window | None = None, statuses: tuple[str, ...] = ()) -> Link:
    return Link(other, ("institution/me", f"institution/{other}"), "institutional", statuses=statuses, begin=begin, end=end)


def test_who_has_no_partner_has_no_pictures(presenter: Presenter) -> None:
    assert make_portrait(presenter, Network({}, ()), "institution/me", "2026-11-23") is None


def test_each_partner_is_drawn_once_and_the_rest_is_counted(presenter: Presenter) -> None:
    portrait = draw(presenter, *(link(f"n{number}") for number in range(MOST + 3)), link("n1"))
    assert (len(portrait.spokes), portrait.more) == (MOST, 3)
    assert portrait.summary == f"{MOST + 3} partners in 1 country"
    assert portrait.bands == ()
    assert portrait.map is None


def test_what_is_over_is_drawn_otherwise(presenter: Presenter) -> None:
    portrait = draw(presenter, link("here", statuses=("signed",)), link("gone", statuses=("signed", "terminated")))
    assert {spoke.name.text: spoke.over for spoke in portrait.spokes} == {"here": False, "gone": True}


def test_years_are_certain_or_not(presenter: Presenter) -> None:
    year = Window("2006-01-01", "2006-12-31")
    portrait = draw(presenter, link("a", year), link("b", Window("2010-06-01", "2010-06-01"), Window("2016-01-01", "2018-01-01")))
    first, second = portrait.bands
    assert first.sure is not None
    assert second.sure is not None
    assert len(first.unsure) == 1
    assert first.unsure[0][0] == 0
    assert first.sure[0] == pytest.approx(sum(first.unsure[0]), abs=0.1)
    assert [start for start, _ in second.unsure] == [pytest.approx(sum(second.sure), abs=0.1)]
    for band in portrait.bands:
        for start, width in (*band.unsure, band.sure or (0, 0)):
            assert 0 <= start <= start + width <= 100


@pytest.mark.parametrize(("longitude", "outline"), [(25.0, "europe.svg"), (-70.0, "world.svg")])
def test_the_map_holds_all(presenter: Presenter, longitude: float, outline: str) -> None:
    places = {"institution/me": (50.0, 20.0), "institution/a": (54.0, longitude)}
    portrait = draw(presenter, link("a"), link("nowhere"), places=places)
    assert portrait.map is not None
    assert portrait.map.outline == outline
    assert [arc.name for arc in portrait.map.arcs] == ["a"]
    for arc in portrait.map.arcs:
        assert 0 <= arc.x <= portrait.map.width
        assert 0 <= arc.y <= portrait.map.height


@pytest.mark.parametrize(("path", "key"), [("institution/ckp", "institution"), ("city/krakow", "city")])
def test_pages_lead_on_from_their_pictures(world: TestClient, path: str, key: str) -> None:
    page = world.get(f"/doc/{path}", headers=HTML).text
    quoted = path.replace("/", "%2F")
    for address in (f"explore?of={quoted}", f"path?from={quoted}", f"opportunities?{key}={quoted}", f"compare?a={quoted}"):
        assert f'href="/amicorum/{address}"' in page
    assert page.count('role="img" aria-label="') >= 3
