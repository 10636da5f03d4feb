"""The matcher: what is found, what is certain, and what never is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amicorum.linking.identifiers import Identifier
from amicorum.linking.matcher import Matcher
from amicorum.linking.records import Record
from amicorum.linking.scoring import explain

LIBRARY = {"Miejska Biblioteka Publiczna im. Juliusza Słowackiego w Tarnowie": "pl"}
SERBIA = {"National Library of Serbia": "en", "Народна библиотека Србије": "sr"}
RECORDS = [
    Record("nb-serbia", "institution", SERBIA, country="RS", places={"Belgrade", "Beograd"}),
    Record("biblioteka-krakow", "institution", {"Biblioteka Kraków": "pl"}, country="PL", places={"Kraków", "Krakow"}),
    Record("mnk", "institution", {"Muzeum Narodowe w Krakowie": "pl"}, country="PL", places={"Kraków"},
           identifiers={Identifier("wikidata", "Q195311")}),
    Record("mnw", "institution", {"Muzeum Narodowe w Warszawie": "pl"}, country="PL", places={"Warszawa", "Warsaw"}),
    Record("film-archive", "institution", {"Národní filmový archiv": "cs"}, country="CZ", places={"Praha", "Prague"}),
    Record("ns-archive", "institution", {"Národní archiv": "cs"}, country="CZ", places={"Praha", "Prague"}),
    Record("mbp-tarnow", "institution", LIBRARY, country="PL", places={"Tarnów"}),
    Record("british-library", "institution", {"British Library": "en"}, country="GB", places={"London"}),
    Record("krakow", "city", {"Kraków": "pl", "Краків": "uk", "Krokuva": "lt"}, country="PL", point=(50.06, 19.94)),
    Record("valladolid", "city", {"Valladolid": "es"}, country="ES", point=(41.65, -4.72)),
    Record("valladolid-mx", "city", {"Valladolid": "es"}, country="MX", point=(20.69, -88.2)),
    Record("halle", "city", {"Halle (Saale)": "de"}, country="DE"),
]  # fmt: skip


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(RECORDS)


def first(matcher: Matcher, given: Record) -> tuple[str, bool]:
    found = matcher.match(given)
    return (found[0].record.key, found[0].certain) if found else ("", False)


@pytest.mark.parametrize(
    ("given", "key", "certain"),
    [
        (Record("", names={"National Library of Serbia": ""}), "nb-serbia", True),
        (Record("", names={"Serbian national library": ""}, places={"Beograd"}), "nb-serbia", True),
        (Record("", names={"Nationalbibliothek von Serbien": ""}, country="RS"), "nb-serbia", True),
        (Record("", names={"Narodna biblioteka Srbije": ""}, places={"Belgrado"}), "nb-serbia", True),
        (Record("", names={"National Museum in Kraków": ""}, country="PL"), "mnk", True),
        (Record("", names={"Kraków, Muzeum Narodowe": ""}), "mnk", True),
        (Record("", names={"National Museum": ""}, places={"Warszawa"}, country="PL"), "mnw", True),
        (Record("", names={"MBP Tarnów": ""}, country="PL"), "mbp-tarnow", False),
        (Record("", names={"Miejska Bibl. Publ. im. J. Słowackiego": ""}, places={"Tarnów"}, country="PL"), "mbp-tarnow", True),
        (Record("", names={"Something else": ""}, identifiers={Identifier("wikidata", "Q195311")}), "mnk", True),
        (Record("", names={"British Library": ""}), "british-library", True),
        (Record("", names={"London Library": ""}, places={"London"}), "british-library", False),
        (Record("", names={"KROKUVA": ""}), "krakow", True),
        (Record("", names={"Valladolid": ""}), "valladolid", False),
        (Record("", names={"Valladolid": ""}, country="MX"), "valladolid-mx", True),
        (Record("", names={"Halle": ""}, country="DE"), "halle", False),
        (Record("", names={"Library": ""}, places={"Kraków"}), "biblioteka-krakow", False),
        (Record("", names={"Muzeum": ""}), "mnk", False),
        (Record("", names={"Muzeum Narodowe": ""}, country="PL"), "mnk", False),
        (Record("", names={"National Film Archive": ""}, places={"Prague"}, country="CZ"), "film-archive", True),
        (Record("", names={"National Archives": ""}, places={"Prague"}, country="CZ"), "ns-archive", True),
    ],
)
def test_the_right_thing_comes_first(matcher: Matcher, given: Record, key: str, *, certain: bool) -> None:
    assert first(matcher, given) == (key, certain)


@pytest.mark.parametrize(
    "given",
    [
        Record("", names={"National Library of Serbia": ""}, country="BA"),
        Record("", names={"Muzeum Narodowe w Krakowie": ""}, identifiers={Identifier("wikidata", "Q999")}),
        Record("", names={"National Museum of Poznań": ""}, country="PL"),
        Record("", names={"Národní technický archiv": ""}, places={"Praha"}, country="CZ"),
        Record("", names={"Muzeum Narodowe w Krakowie": ""}, places={"Warszawa"}, country="PL"),
        Record("", names={"Kraków": ""}, country="PL", point=(52.2, 21.0)),
    ],
    ids=["another country", "another identifier", "another town in the name", "another field", "another town", "elsewhere"],
)
def test_what_contradicts_is_never_certain(matcher: Matcher, given: Record) -> None:
    assert not any(each.certain for each in matcher.match(given))


def test_each_candidate_says_why(matcher: Matcher) -> None:
    [best, *_] = matcher.match(Record("", names={"National Museum": ""}, places={"Kraków"}, country="PL"))
    assert best.likeness.place is best.likeness.country is True
    assert list(explain(best.likeness)) == ["name like “Muzeum Narodowe w Krakowie” (97%)", "same place", "same country"]


def test_two_things_of_one_identifier_are_both_shown_and_none_is_certain() -> None:
    one, two = (
        Record(key, "institution", {key: ""}, identifiers={Identifier("isil", value)}) for key, value in (("a", "DE-1"), ("b", "DE-1"))
    )
    found = Matcher([one, two]).match(Record("", names={"c": ""}, identifiers={Identifier("isil", "de-1")}))
    assert [(each.score, each.certain) for each in found] == [(100.0, False), (100.0, False)]


@settings(deadline=None)
@given(name=st.text(max_size=60), place=st.text(max_size=20), country=st.sampled_from(["", "PL", "RS", "XX"]))
def test_any_text_is_matched_within_bounds(name: str, place: str, country: str) -> None:
    found = Matcher(RECORDS).match(Record("", names={name: ""}, places={place}, country=country))
    assert all(0 <= each.score <= 100 for each in found)
    assert sum(each.certain for each in found) <= 1
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
