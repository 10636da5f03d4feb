"""Every term of the ontology says what it is, in two languages, and shows how it is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from amicorum.rdf.iris import BASE, NS
from amicorum.rdf.namespaces import AMI, CLASSES, PREFIXES, PROPERTIES

ONTOLOGY = NamedNode(BASE + "ns")
RDF, RDFS, OWL, SKOS, DCT, VANN = (PREFIXES[name] for name in ("rdf", "rdfs", "owl", "skos", "dct", "vann"))
ReadTurtle = Callable[[str], set[Triple]]
TYPE = NamedNode(RDF + "type")


def objects(store: Store, subject: NamedNode, iri: str) -> list[object]:
    return [quad.object for quad in store.quads_for_pattern(subject, NamedNode(iri), None)]


def languages(values: list[object]) -> list[str]:
    return sorted(str(value.language) for value in values if isinstance(value, Literal))


def declared(store: Store, *kinds: str) -> set[str]:
    subjects = {quad.subject for kind in kinds for quad in store.quads_for_pattern(None, TYPE, NamedNode(OWL + kind))}
    return {node.value.removeprefix(NS) for node in subjects if isinstance(node, NamedNode) and node.value.startswith(NS)}


def test_closed_namespace_is_the_ontology(core: Store) -> None:
    assert set(CLASSES) == declared(core, "Class")
    assert set(PROPERTIES) == declared(core, "ObjectProperty", "DatatypeProperty")
    assert set(AMI) == {*CLASSES, *PROPERTIES}


@pytest.mark.parametrize("name", AMI)
def test_term_is_explained_in_english_and_polish(core: Store, name: str) -> None:
    term = AMI[name]
    for iri in (RDFS + "label", SKOS + "definition", RDFS + "comment"):
        spoken = languages(objects(core, term, iri))
        assert {"en", "pl"} <= set(spoken), f"{name} has no {iri} in en and pl"
        assert len(spoken) == len(set(spoken)), f"{name} has two of {iri} in one language"
    assert objects(core, term, RDFS + "isDefinedBy") == [ONTOLOGY]


@pytest.mark.parametrize("label", ["en", "pl"])
def test_no_two_terms_have_the_same_label(core: Store, label: str) -> None:
    labels = [
        value.value.casefold()
        for name in AMI
        for value in objects(core, AMI[name], RDFS + "label")
        if isinstance(value, Literal) and value.language == label
    ]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("name", AMI)
def test_example_is_turtle_that_uses_the_term(core: Store, read_turtle: ReadTurtle, name: str) -> None:
    examples = objects(core, AMI[name], SKOS + "example")
    assert len(examples) == 1
    triples = read_turtle(examples[0].value)
    narrower = {quad.subject for quad in core.quads_for_pattern(None, NamedNode(RDFS + "subClassOf"), AMI[name])}
    used = {triple.predicate for triple in triples} | {triple.object for triple in triples if triple.predicate == TYPE}
    assert used & {AMI[name], *narrower}


@pytest.mark.parametrize("name", AMI)
def test_example_uses_no_unknown_term(core: Store, read_turtle: ReadTurtle, name: str) -> None:
    text = objects(core, AMI[name], SKOS + "example")[0].value
    nodes = {node for triple in read_turtle(text) for node in (triple.predicate, triple.object) if isinstance(node, NamedNode)}
    assert {node.value.removeprefix(NS) for node in nodes if node.value.startswith(NS)} <= set(AMI)


def test_examples_name_concepts_that_exist(core: Store, schemes: Store, read_turtle: ReadTurtle) -> None:
    text = "\n".join(objects(core, AMI[name], SKOS + "example")[0].value for name in AMI)
    named = {node for triple in read_turtle(text) for node in (triple.object,) if isinstance(node, NamedNode) and "/scheme/" in node.value}
    assert len(named) > 10
    assert {node for node in named if not any(schemes.quads_for_pattern(node, TYPE, None))} == set()


def test_header_is_complete(core: Store) -> None:
    for iri in (DCT + "title", DCT + "description"):
        assert languages(objects(core, ONTOLOGY, iri)) == ["en", "lt", "pl"]
    for iri in (DCT + "created", DCT + "modified", DCT + "creator"):
        assert len(objects(core, ONTOLOGY, iri)) == 1
    assert objects(core, ONTOLOGY, DCT + "license") == [NamedNode("http://creativecommons.org/publicdomain/zero/1.0/")]
    assert objects(core, ONTOLOGY, VANN + "preferredNamespacePrefix") == [Literal("ami")]
    assert objects(core, ONTOLOGY, VANN + "preferredNamespaceUri") == [Literal(NS)]
    assert objects(core, ONTOLOGY, OWL + "imports") == []


def test_version_has_its_address_its_change_and_its_forerunner(core: Store, ontology: Path) -> None:
    version = objects(core, ONTOLOGY, OWL + "versionInfo")[0].value
    assert objects(core, ONTOLOGY, OWL + "versionIRI") == [NamedNode(f"{BASE}ns/{version}")]
    assert f"## {version} " in (ontology / "CHANGELOG.md").read_text(encoding="utf-8")
    assert len(objects(core, ONTOLOGY, OWL + "priorVersion")) == (0 if version == "1.0.0" else 1)


def test_outside_terms_in_use_are_declared(core: Store) -> None:
    """OWL 2 DL asks that each name be declared for what it is."""
    built_in = (RDF, RDFS, OWL, PREFIXES["xsd"])
    properties = {quad.predicate.value for quad in core} | {
        quad.object.value for quad in core.quads_for_pattern(None, NamedNode(RDFS + "subPropertyOf"), None)
    }
    classes = {
        quad.object.value
        for aspect in (RDFS + "subClassOf", RDFS + "domain", RDFS + "range", OWL + "disjointWith", RDF + "first")
        for quad in core.quads_for_pattern(None, NamedNode(aspect), None)
        if isinstance(quad.object, NamedNode)
    } - {RDF + "nil"}
    for names, kinds in ((properties, ("AnnotationProperty", "ObjectProperty", "DatatypeProperty")), (classes, ("Class",))):
        known = {quad.subject.value for kind in kinds for quad in core.quads_for_pattern(None, TYPE, NamedNode(OWL + kind))}
        assert {iri for iri in names if not iri.startswith(built_in)} <= known


def test_terms_stand_in_order(ontology: Path) -> None:
    text = (ontology / "amicorum.ttl").read_text(encoding="utf-8")
    for section in re.split(r"^# --- ", text, flags=re.MULTILINE)[2:]:
        terms = re.findall(r"^ami:(\w+) a ", section, flags=re.MULTILINE)
        assert terms
        assert terms == sorted(terms), section.splitlines()[0]


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "ontology").rglob("*.ttl")), ids=lambda path: path.name)
def test_file_opens_with_a_sentence_and_sorted_prefixes_that_are_ours(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    found = dict(re.findall(r"^@prefix ([\w-]*): <([^>]*)> \.$", text, flags=re.MULTILINE))
    assert list(found) == sorted(found)
    assert {name: iri for name, iri in found.items() if name in PREFIXES} == {name: PREFIXES[name] for name in found if name in PREFIXES}
    assert any(True for _ in parse(text, format=RdfFormat.TURTLE))
