"""What is not settled: each kind of gap, what is no gap, and the order by use."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Store

from amicorum.features.gaps import TITLES, Gap, find_gaps

WORLD = """
@base <https://w3id.org/amicorum/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix ami: <https://w3id.org/amicorum/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix type: <https://w3id.org/amicorum/scheme/institution-types/> .
@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> .

type:library skos:notation "library" ; skos:narrower type:public-library .
type:public-library skos:notation "public-library" .
<id/city/krakow> a ami:City ; skos:prefLabel "Kraków"@en, "Kraków"@pl, "Krokuva"@lt, "Krakau"@de, "Cracovie"@fr ; wgs84:lat 50.06 ;
  schema:sameAs <https://sws.geonames.org/3094802/> .
<id/city/oia> a ami:City ; skos:prefLabel "Oia"@en .
<id/institution/whole> a ami:CulturalInstitution ; skos:prefLabel "Whole"@en, "Cała"@pl, "Visa"@lt ; ami:inCity <id/city/krakow> ;
  org:classification type:public-library ; adms:identifier <id/identifier/a> .
<id/institution/bare> a ami:CulturalInstitution ; skos:prefLabel "Goła"@pl, "Bare"@en .
<id/institution/general> a ami:CulturalInstitution ; skos:prefLabel "General"@en ; ami:inCity <id/city/oia> ;
  org:classification type:library .
<id/institution/town-x> a ami:CulturalInstitution ; skos:prefLabel "Library in Oia"@en ; ami:devisedLabel "Library in Oia"@en .
<id/institution/idle> a ami:CulturalInstitution ; skos:prefLabel "Idle"@en ; ami:inCity <id/city/krakow> ;
  org:classification type:public-library .
<id/change/a> org:originalOrganization <id/institution/idle> .
<id/partnership/a> ami:hasParty [ ami:partyAgent <id/institution/whole> ], [ ami:partyAgent <id/institution/bare> ] .
<id/partnership/b> ami:hasParty [ ami:partyAgent <id/institution/general> ], [ ami:partyAgent <id/institution/town-x> ] .
<id/partnership/c> ami:hasParty [ ami:partyAgent <id/institution/general> ], [ ami:partyAgent <id/institution/whole> ] .
"""
THING = "https://w3id.org/amicorum/id/"
FOUND = {
    "institutions-without-seat": [("institution/bare", 1, "")],
    "institutions-of-a-general-type": [("institution/general", 2, "library"), ("institution/bare", 1, "")],
    "institutions-without-identifier": [("institution/general", 2, ""), ("institution/bare", 1, ""), ("institution/idle", 0, "")],
    "institutions-without-name": [("institution/town-x", 1, "")],
    "institutions-without-partner": [("institution/idle", 0, "predecessor")],
    "cities-without-identifier": [("city/oia", 2, "")],
    "cities-without-coordinates": [("city/oia", 2, "")],
}


@pytest.fixture(scope="module")
def gaps() -> dict[str, Gap]:
    store = Store()
    store.load(WORLD.encode(), format=RdfFormat.TURTLE)
    return {gap.key: gap for gap in find_gaps(store)}


@pytest.mark.parametrize("key", FOUND)
def test_finds_what_is_lacking_the_most_used_first(gaps: dict[str, Gap], key: str) -> None:
    assert [(lack.thing.removeprefix(THING), lack.uses, lack.detail) for lack in gaps[key].lacks] == FOUND[key]


def test_tells_in_which_languages_a_label_is_missing(gaps: dict[str, Gap]) -> None:
    missing = {lack.thing.removeprefix(THING): set(lack.detail.split()) for lack in gaps["labels-missing"].lacks}
    assert missing == {
        "city/oia": {"pl", "lt", "de", "fr"},
        "institution/bare": {"lt"},
        "institution/general": {"pl", "lt"},
        "institution/idle": {"pl", "lt"},
        "institution/town-x": {"pl", "lt"},
    }
    assert gaps["labels-missing"].count_details() == {"lt": 5, "pl": 4, "de": 1, "fr": 1}


def test_calls_a_thing_by_its_english_name_where_it_has_one(gaps: dict[str, Gap]) -> None:
    assert [lack.name for lack in gaps["institutions-without-seat"].lacks] == ["Bare"]


def test_every_gap_has_its_query_and_its_title(gaps: dict[str, Gap]) -> None:
    assert {key: gap.title for key, gap in gaps.items()} == TITLES
