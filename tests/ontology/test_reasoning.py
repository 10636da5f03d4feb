"""A reasoner finds no contradiction in the ontology with its schemes and examples, and finds those that we plant."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pytest
from owlrl.Namespaces import ERRNS
from rdflib import OWL, RDF, SKOS, Graph, Namespace

from amicorum.rdf.iris import BASE, NS
from amicorum.rdf.namespaces import PREFIXES

AMI = Namespace(NS)
HEAD = f"@base <{BASE}> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


@pytest.fixture(scope="module")
def stated(ontology: Path) -> Graph:
    """The core, the alignments, the smaller schemes and all examples: one little world."""
    graph = Graph()
    for path in (ontology / "amicorum.ttl", *sorted((ontology / "alignments").glob("*.ttl"))):
        graph.parse(path)
    for example in list(graph.objects(None, SKOS.example)):
        graph.parse(data=HEAD + str(example), format="turtle")
    for scheme in ("act-types", "legal-kinds", "statuses"):
        graph.parse(ontology / "schemes" / f"{scheme}.ttl")
    return graph


def close(graph: Graph, turtle: str = "") -> tuple[Graph, list[str]]:
    closed = Graph()
    closed += graph
    closed.parse(data=HEAD + turtle, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    return closed, sorted(str(error) for error in closed.objects(None, ERRNS.error))


def test_no_contradiction(stated: Graph) -> None:
    assert close(stated)[1] == []


@pytest.mark.parametrize(
    ("turtle", "found"),
    [
        ("<x> a ami:City, ami:MunicipalAuthority .", "Disjoint classes"),
        ("<x> a ami:CulturalInstitution, ami:MunicipalAuthority .", "Disjoint classes"),
        ("<x> a ami:CityTwinning, ami:InstitutionalPartnership .", "Disjoint classes"),
        ("<x> a ami:Agreement, ami:SigningEvent .", "Disjoint"),
        ("<x> a ami:PlannedActivity, ami:CulturalEvent .", "Disjoint classes"),
        ("<x> a ami:Partnership, org:Organization .", "Disjoint classes"),
        ("<x> ami:renews <x> .", "Irreflexive"),
        ("<x> ami:renews <y> . <y> ami:renews <x> .", "asymmetric"),
        ("<x> ami:twinnedWith <x> .", "Irreflexive"),
    ],
)
def test_planted_contradiction_is_found(stated: Graph, turtle: str, found: str) -> None:
    errors = close(stated, turtle)[1]
    assert any(found.casefold() in error.casefold() for error in errors), errors


def test_what_follows(stated: Graph) -> None:
    """Domains, ranges, superclasses and symmetry say what they should."""
    closed, _ = close(stated, "<a> ami:twinnedWith <b> . <p> ami:signedAt <s> . <o> ami:partnerOf <q> .")
    thing = Namespace(BASE)
    for triple in (
        (thing["a"], RDF.type, AMI.City),
        (thing["b"], AMI.twinnedWith, thing["a"]),
        (thing["p"], RDF.type, AMI.Agreement),
        (thing["p"], AMI.hasAct, thing["s"]),
        (thing["s"], RDF.type, AMI.Act),
        (thing["s"], RDF.type, Namespace(PREFIXES["prov"]).Activity),
        (thing["q"], Namespace(PREFIXES["org"]).linkedTo, thing["o"]),
    ):
        assert triple in closed, triple


def test_what_does_not_follow(stated: Graph) -> None:
    """Acts that share a value of time are not simultaneous, nothing of ours becomes a concept, and no city a city of schema.org."""
    closed, _ = close(stated, "<a> a ami:Act ; ami:occurred <t> . <b> a ami:Act ; ami:occurred <t> . <c> ami:twinnedWith <d> .")
    thing = Namespace(BASE)
    assert {str(kind) for kind in closed.objects(thing["t"], RDF.type)} == {str(AMI.TimeBounds), str(OWL.Thing)}
    assert set(closed.predicates(thing["a"], thing["t"])) == {AMI.occurred}
    assert (thing["c"], RDF.type, SKOS.Concept) not in closed
    assert not {str(kind) for kind in closed.objects(thing["c"], RDF.type)} & {
        "https://schema.org/City",
        "http://dbpedia.org/ontology/City",
    }
    assert {str(term) for term in closed.predicates(thing["c"], thing["d"])} == {str(AMI.twinnedWith)}
