"""The network of the small world, and selections from it."""

from __future__ import annotations

import asyncio

import pytest
from tests.web.fakes import FakeEngine

from amicorum.features.network.loading import load_network
from amicorum.features.network.model import Network
from amicorum.features.network.periods import Presence, Window
from amicorum.features.network.selection import Selection, describe, select
from amicorum.release.release import Release

KRAKOW, VILNIUS = ("city/krakow",), ("city/vilnius",)


@pytest.fixture(scope="module")
def network(world_release: Release) -> Network:
    async def load() -> Network:
        engine = FakeEngine(world_release)
        await engine.start()
        return await load_network(engine)

    return asyncio.run(load())


def keys(network: Network, selection: Selection) -> set[str]:
    return {link.key for link, _ in select(network, selection).links}


def chosen(**lists: str) -> Selection:
    return Selection(chosen={name: frozenset({value}) for name, value in lists.items()})


def test_a_municipality_stands_for_its_city(network: Network) -> None:
    (link,) = [link for link in network.links if link.key == "ca026"]
    assert link.ends == ("city/krakow", "city/vilnius")
    assert (link.kind, link.begin, link.collections) == ("twinning", Window("1991-01-01", "1991-12-31"), ("curated",))
    krakow = network.nodes["city/krakow"]
    assert (krakow.country, krakow.types) == ("POL", ("city",))
    assert krakow.latitude is not None
    assert 49 < krakow.latitude < 51


def test_the_founding_letter(network: Network) -> None:
    (link,) = [link for link in network.links if link.key == "ia02"]
    assert link.ends == ("institution/ckp", "institution/vcb")
    assert link.begin == Window("2018-05-21", "2018-05-21")
    assert link.end is None
    assert {"institutional", "letter-of-intent"} <= link.kinds
    assert link.sources
    assert network.nodes["institution/ckp"].city == "krakow"
    assert network.nodes["institution/ckp"].latitude is not None, "it lies where its city lies"


def test_everything_fits_no_choice(network: Network) -> None:
    found = select(network, Selection())
    assert len(found.links) == len(network.links) > 5
    assert set(found.nodes) == {end for link in network.links for end in link.ends}


def test_a_city_stands_for_all_that_is_in_it(network: Network) -> None:
    between = keys(network, Selection(of=KRAKOW, with_=VILNIUS))
    assert {"ca026", "ia02"} <= between
    assert between == keys(network, Selection(of=VILNIUS, with_=KRAKOW))
    assert between == keys(network, Selection(of=("country/POL",), with_=VILNIUS)) & keys(network, Selection(of=KRAKOW))
    assert "ca009" not in between, "that is with Kyiv"


def test_the_lists(network: Network) -> None:
    for link in network.links:
        for name, values in describe(network, link).items():
            for value in values:
                assert link.key in keys(network, chosen(**{name: value}))
    assert keys(network, chosen(kind="twinning")) | keys(network, chosen(kind="institutional")) == {link.key for link in network.links}
    assert keys(network, chosen(country="XXX")) == set()


def test_an_area_holds_its_narrower_ones(network: Network) -> None:
    narrow = {area for link in network.links for area in link.areas if area in network.broader}
    assert narrow
    for area in narrow:
        assert keys(network, chosen(area=network.broader[area])) >= keys(network, chosen(area=area)) > set()


def test_the_counts_tell_what_another_choice_would_give(network: Network) -> None:
    found = select(network, chosen(kind="twinning"))
    assert found.counts["kind"]["institutional"] == len(select(network, chosen(kind="institutional")).links)
    for country, count in found.counts["country"].items():
        assert count == len(select(network, chosen(kind="twinning", country=country)).links)


def test_a_year(network: Network) -> None:
    before, after = (select(network, Selection(of=KRAKOW, year=year)) for year in (2017, 2018))
    assert "ia02" not in {link.key for link, _ in before.links}
    assert [presence for link, presence in after.links if link.key == "ia02"] == [Presence.PRESENT]
    certain = select(network, Selection(year=1950, certain=True))
    assert all(presence is Presence.PRESENT for _, presence in certain.links)
    assert len(certain.links) < len(select(network, Selection(year=1950)).links)


def test_an_expanded_partner_brings_all_its_links(network: Network) -> None:
    selection = Selection(of=("institution/ckp",), with_=("institution/vcb",), expand=("city/krakow",))
    assert keys(network, selection) == {"ia02"} | {link.key for link in network.links if "city/krakow" in link.ends}
