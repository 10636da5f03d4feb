"""The reference page of the vocabulary: one HTML document in English and Polish, made from the ontology at the build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from amicorum.errors import ReleaseError
from amicorum.rdf.compact import compact_iri
from amicorum.rdf.iris import BASE, NS
from amicorum.rdf.namespaces import PREFIXES
from amicorum.rdf.queries import load_query
from amicorum.release import queries

QUERY = "reference"
RDF, RDFS, OWL, SKOS, DCT = (PREFIXES[name] for name in ("rdf", "rdfs", "owl", "skos", "dct"))
SECTIONS = {
    OWL + "Class": ("classes", "Classes", "Klasy"),
    OWL + "ObjectProperty": ("object-properties", "Object properties", "Właściwości obiektowe"),
    OWL + "DatatypeProperty": ("datatype-properties", "Datatype properties", "Właściwości danych"),
}
TRAITS = {
    OWL + "SymmetricProperty": ("symmetric", "symetryczna"),
    OWL + "AsymmetricProperty": ("asymmetric", "asymetryczna"),
    OWL + "IrreflexiveProperty": ("irreflexive", "przeciwzwrotna"),
    OWL + "FunctionalProperty": ("one value at most", "najwyżej jedna wartość"),
}
Texts = Mapping[str, str]
Said = Mapping[str, Sequence[Literal | NamedNode]]


@dataclass(frozen=True, slots=True)
class Link:
    """A term that another one names: `href` is an anchor on the page for our own terms."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property as the page shows it; texts by language."""

    name: str
    iri: str
    labels: Texts
    definitions: Texts
    comments: Texts
    parents: Sequence[Link]
    domains: Sequence[Link]
    ranges: Sequence[Link]
    traits: Sequence[tuple[str, str]]
    used_by: Sequence[Link]
    example: str


def render_reference(ontology_ttl: Path) -> str:
    """The reference page of the ontology in this Turtle file. Each term's anchor is its local name.

    Raises `ReleaseError` where the file declares no ontology.
    """
    said = _read(ontology_ttl)
    headers = [iri for iri, facts in said.items() if NamedNode(OWL + "Ontology") in facts[RDF + "type"]]
    if len(headers) != 1:
        raise ReleaseError(f"{ontology_ttl.name} must declare one owl:Ontology, and declares {len(headers)}")
    header = said[headers[0]]
    environment = Environment(loader=PackageLoader("amicorum.release", "templates"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("reference.html").render(
        iri=headers[0],
        base=BASE,
        namespace=NS,
        title=_texts(header, DCT + "title"),
        description=_texts(header, DCT + "description"),
        history=_texts(header, SKOS + "historyNote"),
        version=_first(header, OWL + "versionInfo"),
        version_iri=_first(header, OWL + "versionIRI"),
        prior=_first(header, OWL + "priorVersion"),
        modified=_first(header, DCT + "modified"),
        creator=_first(header, DCT + "creator"),
        licence=_first(header, DCT + "license"),
        prefixes=PREFIXES,
        sections=[(*titles, _terms(said, kind)) for kind, titles in SECTIONS.items()],
    )


def _read(path: Path) -> dict[str, dict[str, list[Literal | NamedNode]]]:
    """What the file says, by subject and predicate, in a fixed order."""
    store = Store()
    store.load(path=path, format=RdfFormat.TURTLE)
    answer = store.query(load_query(queries.__name__, QUERY))
    if not isinstance(answer, QuerySolutions):
        raise TypeError(f"{QUERY}.rq is not a SELECT query")
    said: dict[str, dict[str, list[Literal | NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for subject, aspect, value in sorted(answer, key=lambda row: tuple(str(term) for term in row)):
        said[subject.value][aspect.value].append(value)
    return said


def _terms(said: Mapping[str, Said], kind: str) -> list[Term]:
    """The terms of one kind by name."""
    return [_term(iri, facts, said) for iri, facts in sorted(said.items()) if NamedNode(kind) in facts[RDF + "type"]]


def _term(iri: str, facts: Said, said: Mapping[str, Said]) -> Term:
    return Term(
        name=iri.removeprefix(NS),
        iri=iri,
        labels=_texts(facts, RDFS + "label"),
        definitions=_texts(facts, SKOS + "definition"),
        comments=_texts(facts, RDFS + "comment"),
        parents=[_link(value) for aspect in ("subClassOf", "subPropertyOf") for value in facts[RDFS + aspect]],
        domains=[_link(value) for value in facts[RDFS + "domain"]],
        ranges=[_link(value) for value in facts[RDFS + "range"]],
        traits=[TRAITS[value.value] for value in facts[RDF + "type"] if value.value in TRAITS],
        used_by=[_link(NamedNode(other)) for other, its in sorted(said.items()) if NamedNode(iri) in its[RDFS + "domain"]],
        example=_first(facts, SKOS + "example"),
    )


def _texts(facts: Said, aspect: str) -> Texts:
    return {value.language: value.value for value in facts[aspect] if isinstance(value, Literal) and value.language}


def _first(facts: Said, aspect: str) -> str:
    return next((value.value for value in facts[aspect]), "")


def _link(term: Literal | NamedNode) -> Link:
    """Our own terms by local name, others by prefixed name."""
    if term.value.startswith(NS):
        return Link(term.value.removeprefix(NS), "#" + term.value.removeprefix(NS))
    return Link(compact_iri(term.value), term.value)
