"""What the page of a source document, or of any named graph, tells: what it says, thing by thing, parts within what they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from amicorum.features.entities.statements import Fact, Statements
from amicorum.rdf.entity_kinds import kind_name
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import RDF

PARTS = ("party", "act", "signature", "time", "count", "observation", "name", "identifier", "geometry")
"""Kinds of things that mean little outside what they belong to, by the path of their address."""
FIRST = ("agreement", "partnership", "institution", "city", "authority", "event", "person", "unit")
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value; `edtf` where it is a time, `branches` where it is a part with statements of its own."""

    fact: Fact
    edtf: str = ""
    branches: list[Branch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Branch:
    """A property and its values."""

    term: NamedNode
    leaves: list[Leaf]


@dataclass(frozen=True, slots=True)
class SourceClaims:
    """What a document or a graph says about one thing."""

    thing: NamedNode
    kinds: list[Fact]
    branches: list[Branch]


def read_source_claims(statements: Statements) -> list[SourceClaims]:
    """What the statements say, thing by thing."""
    things = [each for each in statements.subjects() if isinstance(each, NamedNode) and not _belongs(statements, each)]
    things.sort(key=_rank)
    return [SourceClaims(each, statements.facts(each, RDF.type), _branches(statements, each, _DEPTH)) for each in things]


def read_branches(statements: Statements, thing: NamedNode) -> list[Branch]:
    """The statements about one thing, by property."""
    return _branches(statements, thing, 1)


def _branches(statements: Statements, thing: NamedNode, depth: int) -> list[Branch]:
    return [
        Branch(term, [_leaf(statements, fact, depth) for fact in statements.facts(thing, term)])
        for term in statements.predicates(thing)
        if term != RDF.type
    ]


def _leaf(statements: Statements, fact: Fact, depth: int) -> Leaf:
    value = fact.value
    if not isinstance(value, NamedNode) or depth == 0 or not _is_part(value) or value not in statements:
        return Leaf(fact)
    if edtf := statements.fact(value, AMI.edtf):
        return Leaf(fact, edtf.text)
    return Leaf(fact, "", _branches(statements, value, depth - 1))


def _rank(thing: NamedNode) -> int:
    """What a reader looks for first, first."""
    kind = kind_name(thing.value)
    return FIRST.index(kind) if kind in FIRST else len(FIRST)


def _is_part(thing: NamedNode) -> bool:
    return kind_name(thing.value) in PARTS


def _belongs(statements: Statements, thing: NamedNode) -> bool:
    """Whether it is a part of something that is told of as well."""
    return _is_part(thing) and statements.is_value(thing)
