"""Read the view model of the page of a source or of any named graph: what it says, thing by thing, parts within what they belong to."""

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
class StatedValue:
    """A value; `edtf` where it is a time, `properties` where it is a part with statements of its own."""

    fact: Fact
    edtf: str = ""
    properties: list[StatedProperty] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StatedProperty:
    """A property and its values."""

    term: NamedNode
    values: list[StatedValue]


@dataclass(frozen=True, slots=True)
class SourceClaims:
    """What a document or a graph says about one thing."""

    thing: NamedNode
    kinds: list[Fact]
    properties: list[StatedProperty]


def read_source_claims(statements: Statements) -> list[SourceClaims]:
    """What the statements say, thing by thing."""
    things = [each for each in statements.subjects() if isinstance(each, NamedNode) and not _belongs(statements, each)]
    things.sort(key=_rank)
    return [SourceClaims(each, statements.facts(each, RDF.type), _properties(statements, each, _DEPTH)) for each in things]


def read_properties(statements: Statements, thing: NamedNode) -> list[StatedProperty]:
    """The statements about one thing, by property."""
    return _properties(statements, thing, 1)


def _properties(statements: Statements, thing: NamedNode, depth: int) -> list[StatedProperty]:
    return [
        StatedProperty(term, [_value(statements, fact, depth) for fact in statements.facts(thing, term)])
        for term in statements.predicates(thing)
        if term != RDF.type
    ]


def _value(statements: Statements, fact: Fact, depth: int) -> StatedValue:
    value = fact.value
    if not isinstance(value, NamedNode) or depth == 0 or not _is_part(value) or value not in statements:
        return StatedValue(fact)
    if edtf := statements.fact(value, AMI.edtf):
        return StatedValue(fact, edtf.text)
    return StatedValue(fact, "", _properties(statements, value, depth - 1))


def _rank(thing: NamedNode) -> int:
    """What a reader looks for first, first."""
    kind = kind_name(thing.value)
    return FIRST.index(kind) if kind in FIRST else len(FIRST)


def _is_part(thing: NamedNode) -> bool:
    return kind_name(thing.value) in PARTS


def _belongs(statements: Statements, thing: NamedNode) -> bool:
    """Whether it is a part of something that is told of as well."""
    return _is_part(thing) and statements.is_value(thing)
