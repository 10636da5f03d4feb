"""Twin towns by lists of others, beside what the curators know."""

from __future__ import annotations

import asyncio

import pytest
from tests.conftest import MakeRelease
from tests.web.fakes import FakeEngine

from amicorum.features.network.listed import BY_BOTH, BY_ONE
from amicorum.features.network.loading import load_network
from amicorum.features.network.model import LISTED, Link, Network
from amicorum.features.network.periods import Presence, Window
from amicorum.features.network.selection import Selection, select

TRIG = """
BASE <https://w3id.org/amicorum/>
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

GRAPH <graph/curated> {
  <id/city/krakow> a ami:City ; ami:inCountry <http://publications.europa.eu/resource/authority/country/POL> .
  <id/city/vilnius> a ami:City .
  <id/authority/krakow> a ami:MunicipalAuthority ; ami:governs <id/city/krakow> .
  <id/authority/vilnius> a ami:MunicipalAuthority ; ami:governs <id/city/vilnius> .
}
GRAPH <graph/source/letter> {
  <id/partnership/ca026> a ami:CityTwinning ; ami:status <scheme/statuses/signed> ;
    ami:hasParty <id/party/ca026-krakow>, <id/party/ca026-vilnius> .
  <id/party/ca026-krakow> a ami:Party ; ami:partyAgent <id/authority/krakow> .
  <id/party/ca026-vilnius> a ami:Party ; ami:partyAgent <id/authority/vilnius> .
}
GRAPH <graph/catalogue> {
  <id/source/twin-towns> a ami:ImportedDataset ; dct:issued "2016-12-31"^^xsd:date ; ami:confidence <scheme/confidence/medium> .
}
GRAPH <graph/source/twin-towns> {
  <id/city/krakow> ami:listedTwin <id/city/vilnius>, <id/place/q1492> , <id/city/krakow> .
  <id/place/q1492> a ami:ListedPlace ; rdfs:label "Barcelona" ; ami:listedTwin <id/city/krakow>, <id/place/q1> ;
    wgs84:lat 41.4 ; wgs84:long 2.2 .
  <id/place/q1> a ami:ListedPlace .
}
"""


@pytest.fixture
def network(make_release: MakeRelease) -> Network:
    release = make_release(TRIG)

    async def load() -> Network:
        engine = FakeEngine(release)
        await engine.start()
        return await load_network(engine)

    return asyncio.run(load())


def between(network: Network, one: str, other: str) -> Link:
    (link,) = [link for link in network.links if link.ends == (one, other)]
    return link


def test_a_list_joins_the_twinning_that_it_names_too(network: Network) -> None:
    link = between(network, "city/krakow", "city/vilnius")
    assert (link.kind, link.key) == ("twinning", "ca026")
    assert link.sources == ("letter", "twin-towns")
    assert link.collections == ("curated", "twin-towns")
    assert {"twinning", LISTED, BY_ONE} <= link.kinds


def test_a_pair_that_only_a_list_names(network: Network) -> None:
    link = between(network, "city/krakow", "place/q1492")
    assert (link.kind, link.collections, link.confidence) == (LISTED, ("twin-towns",), "medium")
    assert BY_BOTH in link.kinds
    assert link.begin == Window("", "2016-12-31"), "it had begun when the list was made"
    assert link.iri == "https://w3id.org/amicorum/id/city/krakow"
    assert BY_ONE in between(network, "place/q1", "place/q1492").kinds


def test_a_place_of_a_list_is_a_node(network: Network) -> None:
    place = network.nodes["place/q1492"]
    assert (place.kind, place.types, place.latitude, place.longitude, place.city) == ("place", ("place",), 41.4, 2.2, "")
    assert network.nodes["place/q1"].latitude is None


def test_the_collections_can_be_told_apart(network: Network) -> None:
    counts = select(network, Selection()).counts["collection"]
    assert counts == {"curated": 1, "twin-towns": 3}
    assert len(network.links) == 3, "no place is its own twin"
    chosen = select(network, Selection(chosen={"collection": frozenset({"curated"})}, year=2016))
    assert [(link.key, presence) for link, presence in chosen.links] == [("ca026", Presence.UNCERTAIN)]
