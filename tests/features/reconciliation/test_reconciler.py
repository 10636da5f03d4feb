"""Reconciling over a release: identifiers, hints, types."""

from __future__ import annotations

import json

import pytest

from amicorum.errors import BadQuery, TooLarge
from amicorum.features.reconciliation.batch import Query, read_batch, read_extension, read_single
from amicorum.features.reconciliation.reconciler import Reconciler, open_reconciler
from amicorum.features.reconciliation.vocabulary import expand, find_property, find_type, shorten
from amicorum.rdf import iris
from amicorum.release.release import Release


@pytest.fixture(scope="module")
def reconciler(world_release: Release) -> Reconciler:
    return open_reconciler(world_release)


def ask(reconciler: Reconciler, **query: object) -> list[tuple[str, bool]]:
    return [(shorten(each.record.key), each.certain) for each in reconciler.answer(Query.model_validate(query))]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Q31487", "city/krakow"),
        ("https://sws.geonames.org/593116/", "city/vilnius"),
        ("https://viaf.org/viaf/1001", "institution/lnb"),
        ("https://w3id.org/amicorum/id/institution/ckp", "institution/ckp"),
        ("https://w3id.org/amicorum/doc/institution/ckp?lang=pl", "institution/ckp"),
        ("institution/ckp", "institution/ckp"),
    ],
)
def test_an_identifier_in_place_of_a_name_is_exact(reconciler: Reconciler, text: str, thing: str) -> None:
    assert ask(reconciler, query=text) == [(thing, True)]


def test_the_address_of_a_page_of_the_service_is_exact(world_release: Release) -> None:
    reconciler = open_reconciler(world_release, "https://data.example/")
    [found] = reconciler.answer(Query(query="https://data.example/doc/institution/ckp?lang=pl"))
    assert (found.record.key, found.certain) == (iris.thing("institution", "ckp"), True)
    hinted = Query.model_validate({"query": "library", "properties": [{"pid": "inCity", "v": "https://data.example/doc/city/vilnius"}]})
    assert reconciler.answer(hinted)[0].likeness.place is True
    assert reconciler.get("https://data.example/id/city/krakow") is not None
    assert reconciler.get("https://elsewhere.example/id/city/krakow") is None


def test_an_unknown_identifier_is_no_name(reconciler: Reconciler) -> None:
    assert ask(reconciler, query="Q999999") == []


@pytest.mark.parametrize(
    ("query", "thing", "certain"),
    [
        ({"query": "Centrum Kultury Podgorza"}, "institution/ckp", True),
        ({"query": "Dom Kultury Podgórze"}, "institution/ckp", True),
        ({"query": "Vilniaus lenkų kultūros namai"}, "institution/dkp-wilno", True),
        ({"query": "Library", "properties": [{"pid": "inCity", "v": {"id": "city/opole"}}]}, "institution/wbp-opole", False),
        ({"query": "Public library", "properties": [{"pid": "inCity", "v": "Opolė"}]}, "institution/wbp-opole", True),
        ({"query": "whatever", "properties": [{"pid": "wikidata", "v": "Q1001"}]}, "institution/lnb", True),
        ({"properties": [{"pid": "viaf", "v": 1001}]}, "institution/lnb", True),
        ({"query": "Kraków", "type": "City"}, "city/krakow", True),
        ({"query": "Kraków", "type": ["PublicAuthority"]}, "authority/krakow", False),
        (
            {"query": "Krakow", "type": "City", "properties": [{"pid": "lat", "v": 50.06}, {"pid": "long", "v": "19.94"}]},
            "city/krakow",
            True,
        ),
    ],
)
def test_hints_and_types_lead_to_the_right_thing(reconciler: Reconciler, query: dict[str, object], thing: str, *, certain: bool) -> None:
    found = ask(reconciler, **query)
    kind = thing.partition("/")[0]
    assert found[0] == (thing, certain)
    assert not query.get("type") or all(each.startswith(kind) for each, _ in found)


def test_a_hint_that_contradicts_forbids_a_match(reconciler: Reconciler) -> None:
    hint = [{"pid": "inCountry", "v": "Germany"}]
    assert [certain for _, certain in ask(reconciler, query="Centrum Kultury Podgórza", properties=hint)][:1] == [False]


def test_nothing_is_found_where_nothing_is_asked(reconciler: Reconciler) -> None:
    assert ask(reconciler, query="  ") == []
    assert ask(reconciler, query="", properties=[{"pid": "no-such", "v": [None, True, "x"]}]) == []


def test_strictness_decides_what_a_type_does(reconciler: Reconciler) -> None:
    assert ask(reconciler, query="Kraków", type=["City", "PublicAuthority"], type_strict="all") == []
    should = ask(reconciler, query="Museum of the World Ocean", type=["foaf:Person"], type_strict="should")
    assert should[0] == ("institution/kaliningrad-ocean", False) or should[0][1] is False
    assert ask(reconciler, query="Museum of the World Ocean", type=["foaf:Person"], type_strict="any") == []


@pytest.mark.parametrize("name", ["City", "ami:City", "https://w3id.org/amicorum/ns#City"])
def test_a_type_has_several_spellings(name: str) -> None:
    found = find_type(name)
    assert found
    assert found.kind == "city"


def test_types_and_properties_that_are_not_there() -> None:
    assert find_type("https://example.org/City") is find_type("Unicorn") is find_property("unicorn") is None
    assert find_property("skos:altLabel") == find_property("altlabel")
    assert find_property("city") == find_property("https://w3id.org/amicorum/ns#inCity")
    concept = find_type("https://w3id.org/amicorum/scheme/institution-types/library")
    assert concept
    assert (concept.id, concept.kind) == ("institution-types/library", "institution")


def test_identifiers_of_the_service_are_addresses_made_short() -> None:
    for iri in ("https://w3id.org/amicorum/id/city/krakow", "https://w3id.org/amicorum/scheme/roles/party"):
        assert expand(shorten(iri)) == iri


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"a"', "null", '{"a": 1}', '{"a": {"limit": -1}}', '{"a": {"type_strict": "maybe"}}',
             '{"a": {"properties": [{"pid": 1}]}}', "[" * 100_000]
)  # fmt: skip
def test_what_is_no_batch_is_told(text: str) -> None:
    with pytest.raises(BadQuery):
        read_batch(text, 10)


def test_batches_are_bounded() -> None:
    with pytest.raises(TooLarge):
        read_batch(json.dumps({str(each): {"query": "a"} for each in range(11)}), 10)
    with pytest.raises(TooLarge):
        read_extension(json.dumps({"ids": ["a"] * 11, "properties": []}), 10)
    with pytest.raises(BadQuery):
        read_extension("{}", 10)
    assert read_single("Kraków").text == "Kraków"
    assert read_single('{"query": " Kraków \\n x ", "limit": 2}').text == "Kraków x"
