"""What FOOPS!, LOV and a reasoner look for in an ontology's header: each of its checks that a file can answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from amicorum.rdf.iris import BASE, NS
from amicorum.rdf.namespaces import AMI, PREFIXES

ONTOLOGY = NamedNode(BASE + "ns")
DCT, OWL, FOAF, RDFS, SKOS, BIBO, VANN = (PREFIXES[name] for name in ("dct", "owl", "foaf", "rdfs", "skos", "bibo", "vann"))


def values(core: Store, iri: str) -> list[object]:
    return [quad.object for quad in core.quads_for_pattern(ONTOLOGY, NamedNode(iri), None)]


ADDRESSED = (
    *(DCT + name for name in ("contributor", "creator", "license", "publisher", "source")),
    *(OWL + name for name in ("priorVersion", "versionIRI")),
    BIBO + "status",
    FOAF + "logo",
)


@pytest.mark.parametrize("iri", ADDRESSED)
def test_header_names_an_address(core: Store, iri: str) -> None:
    found = values(core, iri)
    assert found
    assert all(isinstance(value, NamedNode) for value in found), "an address, not words"


@pytest.mark.parametrize("iri", [DCT + "created", DCT + "issued", DCT + "modified"])
def test_header_gives_a_day(core: Store, iri: str) -> None:
    (day,) = values(core, iri)
    assert isinstance(day, Literal)
    assert day.datatype.value == PREFIXES["xsd"] + "date"


def test_days_follow_each_other(core: Store) -> None:
    created, issued, modified = (values(core, DCT + name)[0].value for name in ("created", "issued", "modified"))
    assert created <= issued <= modified


def test_citation_names_the_version_and_its_address(core: Store) -> None:
    (citation,) = values(core, DCT + "bibliographicCitation")
    (version,) = values(core, OWL + "versionInfo")
    assert isinstance(citation, Literal)
    assert f"Version {version.value}, " in citation.value
    assert citation.value.endswith(f"{BASE}ns/{version.value}")


def test_header_says_whether_the_prior_version_is_compatible(core: Store) -> None:
    (prior,) = values(core, OWL + "priorVersion")
    assert [*values(core, OWL + "backwardCompatibleWith"), *values(core, OWL + "incompatibleWith")] == [prior]


def test_prior_versions_are_kept_and_each_names_its_own(core: Store, ontology: Path) -> None:
    (prior,) = values(core, OWL + "priorVersion")
    kept = sorted((ontology / "versions").glob("*.ttl"))
    assert prior.value.removeprefix(BASE + "ns/") in {path.stem for path in kept}
    for path in kept:
        named = [quad.object for quad in parse(path=path, format=RdfFormat.TURTLE) if quad.predicate.value == OWL + "versionIRI"]
        assert named == [NamedNode(f"{BASE}ns/{path.stem}")]


def test_agents_have_names(core: Store) -> None:
    for iri in (DCT + "creator", DCT + "contributor", DCT + "publisher"):
        for agent in values(core, iri):
            assert isinstance(agent, NamedNode)
            assert any(core.quads_for_pattern(agent, NamedNode(FOAF + "name"), None))


def test_header_tells_owl_users_of_the_datatypes_outside_owl(core: Store) -> None:
    told = " ".join(value.value for value in values(core, RDFS + "comment") if isinstance(value, Literal) and value.language == "en")
    used = {
        quad.object.value for quad in core.quads_for_pattern(None, NamedNode(RDFS + "range"), None) if isinstance(quad.object, NamedNode)
    }
    outside = {
        "xsd:date": PREFIXES["xsd"] + "date",
        "xsd:duration": PREFIXES["xsd"] + "duration",
        "rdf:langString": PREFIXES["rdf"] + "langString",
    }
    assert {name for name, iri in outside.items() if iri in used} == {name for name in outside if name in told}


@pytest.mark.parametrize("name", AMI)
def test_term_is_labelled_in_three_languages(core: Store, name: str) -> None:
    labels = [quad.object for quad in core.quads_for_pattern(AMI[name], NamedNode(RDFS + "label"), None)]
    assert {label.language for label in labels if isinstance(label, Literal)} == {"en", "lt", "pl"}


@pytest.mark.parametrize("language", ["en", "lt", "pl"])
def test_labels_tell_the_terms_apart(core: Store, language: str) -> None:
    labels = [
        (label.value.casefold(), name)
        for name in AMI
        for label in (quad.object for quad in core.quads_for_pattern(AMI[name], NamedNode(RDFS + "label"), None))
        if isinstance(label, Literal) and label.language == language
    ]
    assert len({text for text, _ in labels}) == len(labels)


@pytest.mark.parametrize("name", [name for name in AMI if name[0].islower()])
def test_property_has_a_domain_and_a_range(core: Store, name: str) -> None:
    for iri in (RDFS + "domain", RDFS + "range"):
        assert any(core.quads_for_pattern(AMI[name], NamedNode(iri), None)), iri


def test_namespace_is_announced_as_hash_namespace(core: Store) -> None:
    assert values(core, VANN + "preferredNamespaceUri") == [Literal(NS)]
    assert ONTOLOGY.value + "#" == NS
