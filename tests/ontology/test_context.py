"""The JSON-LD context names every term and gives JSON the same meaning as the Turtle beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse
from rdflib import Graph

from amicorum.rdf.iris import BASE, NS
from amicorum.rdf.namespaces import AMI, CLASSES, PREFIXES, PROPERTIES

HERE = Path(__file__).parent
ReadTurtle = Callable[[str], set[Triple]]
CONTEXT: dict[str, Any] = json.loads((HERE.parents[1] / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
COERCIONS = {PREFIXES["xsd"] + name for name in ("date", "duration")}
LANGUAGE_TAGGED = {"attestedName", "inCapacity", "sourceTerm"}


def expand(document: dict[str, Any]) -> set[Triple]:
    text = json.dumps({"@context": CONTEXT, **document})
    return {quad.triple for quad in parse(text, format=RdfFormat.JSON_LD)}


def test_document_means_what_its_turtle_says(read_turtle: ReadTurtle) -> None:
    document = json.loads((HERE / "letter.jsonld").read_text(encoding="utf-8"))
    assert expand(document) == read_turtle((HERE / "letter.ttl").read_text(encoding="utf-8"))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own parser still uses it
def test_another_parser_reads_the_same(read_turtle: ReadTurtle) -> None:
    document = json.loads((HERE / "letter.jsonld").read_text(encoding="utf-8"))
    graph = Graph().parse(data=json.dumps({"@context": CONTEXT, **document}), format="json-ld")
    lines = graph.serialize(format="nt")
    assert {quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)} == read_turtle(
        (HERE / "letter.ttl").read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("name", CLASSES)
def test_class_is_a_type(name: str) -> None:
    assert {triple.object for triple in expand({"id": "city:x", "type": name})} == {AMI[name]}


@pytest.mark.parametrize("name", PROPERTIES)
def test_property_has_its_kind_of_value(core: Store, name: str) -> None:
    ranges = {quad.object.value for quad in core.quads_for_pattern(AMI[name], NamedNode(PREFIXES["rdfs"] + "range"), None)}
    links = NamedNode(PREFIXES["owl"] + "ObjectProperty") in {
        quad.object for quad in core.quads_for_pattern(AMI[name], NamedNode(PREFIXES["rdf"] + "type"), None)
    }
    written = {"pl": "x"} if name in LANGUAGE_TAGGED else "city:x"
    (triple,) = expand({"id": "city:y", name: written})
    assert triple.predicate == AMI[name]
    if links:
        assert isinstance(triple.object, NamedNode)
    elif name in LANGUAGE_TAGGED:
        assert triple.object.language == "pl"
    elif ranges & COERCIONS:
        assert triple.object.datatype.value in ranges
    else:
        assert triple.object.datatype.value == PREFIXES["xsd"] + "string"


def test_prefixes_are_the_ones_of_the_project() -> None:
    shared = {name: iri for name, iri in CONTEXT.items() if name in PREFIXES}
    assert len(shared) > 10
    assert shared == {name: PREFIXES[name] for name in shared}
    assert CONTEXT["ami"] == NS


def test_no_name_of_ours_that_the_ontology_does_not_have() -> None:
    forward = {name: value for name, value in CONTEXT.items() if name != "@version" and "@reverse" not in value}
    targets = [value if isinstance(value, str) else value["@id"] for value in forward.values()]
    named = {target.removeprefix("ami:") for target in targets if target.startswith("ami:")}
    assert named == set(AMI)


BACK = {name: value["@reverse"] for name, value in CONTEXT.items() if isinstance(value, dict) and "@reverse" in value}


@pytest.mark.parametrize("name", BACK)
def test_name_for_the_way_back_reads_a_property_backwards(name: str) -> None:
    prefix, local = BACK[name].split(":")
    (triple,) = expand({"id": "city:x", name: "city:y"})
    assert triple == Triple(NamedNode(BASE + "id/city/y"), NamedNode(CONTEXT[prefix] + local), NamedNode(BASE + "id/city/x"))


def test_ways_back_are_those_that_a_reader_of_one_document_needs() -> None:
    assert {"actOf", "establishes", "governedBy", "hasEvent", "partyOf", "renewedBy", "signatureOf", "signingOf"} <= set(BACK)
    assert {target.removeprefix("ami:") for target in BACK.values() if target.startswith("ami:")} <= set(AMI)
