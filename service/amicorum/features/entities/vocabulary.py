"""Read the view model of the page of the vocabulary: each term with its definition, what it stands under, an example."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from amicorum.features.entities.statements import Fact, Statement, Statements
from amicorum.rdf import iris
from amicorum.rdf.terms import DCT, OWL, RDF, RDFS, SKOS

_GRAPH = NamedNode(iris.graph("ontology"))
ONTOLOGY = NamedNode(iris.NS.rstrip("#"))


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property."""

    thing: NamedNode
    labels: list[Fact]
    definitions: list[Fact]
    comments: list[Fact]
    above: list[NamedNode]
    domains: list[NamedNode]
    ranges: list[NamedNode]
    examples: list[Fact]
    deprecated: bool

    @property
    def name(self) -> str:
        """Its local name, which is its anchor on the page."""
        return self.thing.value.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The vocabulary, as its page shows it."""

    titles: list[Fact]
    descriptions: list[Fact]
    version: str
    classes: list[Term]
    properties: list[Term]


def read_vocabulary(triples: Iterable[Triple]) -> Vocabulary:
    """Read the page's content from the ontology's statements."""
    statements = Statements(
        Statement(triple.subject, triple.predicate, triple.object, _GRAPH)
        for triple in triples
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal)
    )
    version = statements.fact(ONTOLOGY, OWL.versionInfo)
    terms = [each for each in statements.subjects() if isinstance(each, NamedNode) and each.value.startswith(iris.NS)]
    terms.sort(key=lambda each: each.value)
    classes = [each for each in terms if OWL.Class in statements.values(each, RDF.type)]
    return Vocabulary(
        titles=statements.facts(ONTOLOGY, DCT.title),
        descriptions=statements.facts(ONTOLOGY, DCT.description),
        version=version.text if version else "",
        classes=[_term(statements, each) for each in classes],
        properties=[_term(statements, each) for each in terms if each not in classes],
    )


def _term(statements: Statements, thing: NamedNode) -> Term:
    return Term(
        thing=thing,
        labels=statements.facts(thing, RDFS.label),
        definitions=statements.facts(thing, SKOS.definition),
        comments=statements.facts(thing, RDFS.comment),
        above=statements.nodes(thing, RDFS.subClassOf, RDFS.subPropertyOf),
        domains=statements.nodes(thing, RDFS.domain),
        ranges=statements.nodes(thing, RDFS.range),
        examples=statements.facts(thing, SKOS.example),
        deprecated=bool(statements.facts(thing, OWL.deprecated)),
    )
