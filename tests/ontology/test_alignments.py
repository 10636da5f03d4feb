"""Equivalents in other vocabularies stand in the alignments and nowhere else, and every one is about a term of ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from amicorum.rdf.iris import BASE, NS
from amicorum.rdf.namespaces import AMI, PREFIXES

FOLDER = Path(__file__).parents[2] / "ontology" / "alignments"
FILES = sorted(FOLDER.glob("*.ttl"))
RDFS, SKOS = PREFIXES["rdfs"], PREFIXES["skos"]
STRONG = {RDFS + "subClassOf", RDFS + "subPropertyOf"}
WEAK = {RDFS + "seeAlso"}
"""A mapping relation of SKOS joins concepts, and a class or a property is none."""
ABOVE = {
    quad.object.value
    for path in [*FILES, FOLDER.parent / "amicorum.ttl"]
    for quad in parse(path=path, format=RdfFormat.TURTLE)
    if quad.predicate.value == RDFS + "subClassOf" and isinstance(quad.object, NamedNode)
}
"""Classes above one of ours, in one step or several."""
REUSED = {"adms", "bibo", "dct", "foaf", "org", "owl", "prov", "rdf", "rdfs", "skos", "vann", "xsd"}
"""Vocabularies whose terms the core uses as they are, or makes its own terms subclasses of."""


def test_promised_vocabularies_are_aligned() -> None:
    promised = {"cidoc-crm", "core-vocabularies", "cultural-on", "edm", "org", "schema-org", "vivo", "wikidata"}
    assert promised <= {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_alignment_leads_from_a_term_of_ours_to_one_outside(path: Path, schemes: Store) -> None:
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        ours, outside = quad.subject.value, quad.object.value
        assert not outside.startswith(BASE)
        assert quad.predicate.value in STRONG | WEAK
        if not ours.startswith(BASE):
            assert quad.predicate.value == RDFS + "subClassOf"
            assert ours in ABOVE, "a class of theirs is spoken of only where one of ours is below it"
        elif ours.startswith(NS):
            is_class = ours.removeprefix(NS)[0].isupper()
            assert ours.removeprefix(NS) in AMI
            assert quad.predicate.value in WEAK | {RDFS + ("subClassOf" if is_class else "subPropertyOf")}
        else:
            assert quad.predicate.value in WEAK
            assert any(schemes.quads_for_pattern(quad.subject, NamedNode(SKOS + "inScheme"), None)), ours


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_alignment_is_sorted(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if re.match(r"^\w+:\S+ \w+:", line)]
    assert lines == sorted(lines)


def test_core_names_no_other_vocabulary_than_it_reuses(core: Store) -> None:
    allowed = (BASE, "http://creativecommons.org/", *(PREFIXES[name] for name in REUSED))
    named = {term.value for quad in core for term in (quad.subject, quad.predicate, quad.object) if isinstance(term, NamedNode)}
    assert {iri for iri in named if not iri.startswith(allowed)} == set()


def test_nothing_that_acts_share_makes_them_simultaneous() -> None:
    """Time bounds are values: acts of one year share them, and in CRM and EDM what has one time-span happens at one time."""
    strong = {
        (quad.subject, quad.object.value)
        for path in FILES
        for quad in parse(path=path, format=RdfFormat.TURTLE)
        if quad.predicate.value in STRONG
    }
    assert [pair for pair in strong if pair[0] in (AMI.TimeBounds, AMI.occurred, AMI.observedOn, AMI.plannedFor)] == []


def test_what_is_said_between_items_of_wikidata_is_not_said_between_ours() -> None:
    assert [quad for quad in parse(path=FOLDER / "wikidata.ttl", format=RdfFormat.TURTLE) if quad.predicate.value in STRONG] == []


def test_letter_of_intent_is_never_a_contract() -> None:
    assert not any("Contract" in quad.object.value for path in FILES for quad in parse(path=path, format=RdfFormat.TURTLE))


def test_partnership_is_never_an_agent() -> None:
    above = {
        quad.object.value
        for path in FILES
        for quad in parse(path=path, format=RdfFormat.TURTLE)
        if quad.subject == AMI.Partnership and quad.predicate.value in STRONG
    }
    assert above == {"http://vivoweb.org/ontology/core#Relationship"}
