"""Identifiers in every form in which people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amicorum.linking.identifiers import Identifier, compare_key, find_identifier, read_identifier


@pytest.mark.parametrize(
    ("text", "scheme", "value"),
    [
        ("Q31487", "wikidata", "Q31487"),
        (" q31487 ", "wikidata", "Q31487"),
        ("wd:Q31487", "wikidata", "Q31487"),
        ("Wikidata: Q31487", "wikidata", "Q31487"),
        ("https://www.wikidata.org/wiki/Q31487", "wikidata", "Q31487"),
        ("http://www.wikidata.org/entity/Q31487", "wikidata", "Q31487"),
        ("https://ror.org/05rcjak97", "ror", "05rcjak97"),
        ("05rcjak97", "ror", "05rcjak97"),
        ("https://sws.geonames.org/593116/", "geonames", "593116"),
        ("https://www.geonames.org/593116/vilnius.html", "geonames", "593116"),
        ("https://viaf.org/viaf/123456789", "viaf", "123456789"),
        ("0000 0001 1956 5296", "isni", "0000000119565296"),
        ("https://d-nb.info/gnd/2019838-9", "gnd", "2019838-9"),
        ("DE-1", "isil", "DE-1"),
        ("ISIL PL-001", "isil", "PL-001"),
        ("info:isil/GB-UK", "isil", "GB-UK"),
        ("https://w3id.org/amicorum/doc/city/krakow?lang=pl", "amicorum", "https://w3id.org/amicorum/id/city/krakow"),
        ("https://w3id.org/amicorum/scheme/roles/party", "amicorum", "https://w3id.org/amicorum/scheme/roles/party"),
    ],
)
def test_an_identifier_is_recognised(text: str, scheme: str, value: str) -> None:
    assert find_identifier(text) == Identifier(scheme, value)


@pytest.mark.parametrize("text", ["Kraków", "593116", "Q", "Q0", "Quedlinburg", "https://example.org/Q1", "", "Jean-Paul", "ror"])
def test_other_texts_are_no_identifiers(text: str) -> None:
    assert find_identifier(text) is None


def test_digits_are_an_identifier_where_the_column_says_so() -> None:
    assert read_identifier("geonames", "593116") == Identifier("geonames", "593116")
    assert read_identifier("geonames", "Q216") is None
    assert read_identifier("isil", "de-1") == find_identifier("no such") is None


def test_isils_that_differ_in_capitals_are_one() -> None:
    assert compare_key(Identifier("isil", "DE-Mus1")) == compare_key(Identifier("isil", "DE-MUS1"))
    assert compare_key(Identifier("wikidata", "Q1")) != compare_key(Identifier("wikidata", "q1"))


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    found = find_identifier(text)
    assert found is None or found.value
