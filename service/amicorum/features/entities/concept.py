"""Read the view model of the page of a concept, or of a scheme of concepts."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.names import Naming, read_naming
from amicorum.features.entities.statements import Fact, Statements
from amicorum.rdf.terms import DCT, RDFS, SKOS

MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept, as its page shows it."""

    thing: NamedNode
    scheme: bool
    """Whether it is a whole scheme."""
    naming: Naming
    definitions: list[Fact]
    notes: list[Fact]
    schemes: list[NamedNode]
    broader: list[NamedNode]
    narrower: list[NamedNode]
    related: list[NamedNode]
    matches: dict[NamedNode, list[Fact]]
    tree: list[tuple[NamedNode, list[NamedNode]]]
    """Of a scheme: its top concepts, each with the narrower ones."""


def read_concept(statements: Statements, thing: NamedNode) -> Concept:
    """Read the page's content from the statements."""
    scheme = statements.has_type(thing, SKOS.ConceptScheme)
    return Concept(
        thing=thing,
        scheme=scheme,
        naming=read_naming(statements, thing),
        definitions=statements.facts(thing, SKOS.definition, DCT.description, RDFS.comment),
        notes=statements.facts(thing, SKOS.scopeNote, SKOS.editorialNote, SKOS.example),
        schemes=statements.nodes(thing, SKOS.inScheme),
        broader=statements.nodes(thing, SKOS.broader),
        narrower=_below(statements, thing),
        related=statements.nodes(thing, SKOS.related),
        matches={kind: facts for kind in MATCHES if (facts := statements.facts(thing, kind))},
        tree=_tree(statements, thing) if scheme else [],
    )


def _tree(statements: Statements, scheme: NamedNode) -> list[tuple[NamedNode, list[NamedNode]]]:
    members = statements.pointing(scheme, SKOS.inScheme)
    tops = [each for each in members if not statements.nodes(each, SKOS.broader)]
    below = {each for member in members for each in _below(statements, member)}
    return [(top, _below(statements, top)) for top in tops if top not in below]


def _below(statements: Statements, thing: NamedNode) -> list[NamedNode]:
    """The narrower concepts, whichever of the two says so."""
    return list(dict.fromkeys(statements.nodes(thing, SKOS.narrower) + statements.pointing(thing, SKOS.broader)))
