"""Short addresses: prefixes for vocabularies, the tail for our own things, and the whole where nothing shorter says which."""

from __future__ import annotations

import pytest

from amicorum.rdf.compact import compact_all, local_address


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/amicorum/id/city/krakow", "city/krakow"),
        ("https://w3id.org/amicorum/scheme/roles/partner", "roles/partner"),
        ("https://w3id.org/amicorum/graph/source/krakow-pl", "graph/source/krakow-pl"),
        ("https://w3id.org/amicorum/ns#City", "ami:City"),
        ("https://w3id.org/amicorum/", "https://w3id.org/amicorum/"),
        ("https://w3id.org/amicorum/id/", "https://w3id.org/amicorum/id/"),
        ("http://www.w3.org/2004/02/skos/core#prefLabel", "skos:prefLabel"),
        ("http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2004/02/skos/core#"),
        ("http://www.wikidata.org/entity/Q31487", "wd:Q31487"),
        ("https://nowhere.example/a#b", "https://nowhere.example/a#b"),
        ("_:b0", "_:b0"),
    ],
)
def test_an_address_is_short_and_still_tells_which(iri: str, short: str) -> None:
    assert local_address(iri) == short


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("<https://w3id.org/amicorum/ns#hasParty>/<https://w3id.org/amicorum/ns#partyAgent>", "ami:hasParty/ami:partyAgent"),
        ('"5"^^<http://www.w3.org/2001/XMLSchema#integer>', '"5"^^xsd:integer'),
        ('"a < b > c"', '"a < b > c"'),
        ("", ""),
    ],
)
def test_every_address_in_brackets_is_short(text: str, short: str) -> None:
    assert compact_all(text) == short
