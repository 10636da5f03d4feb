"""Read the names, identifiers and coordinates of a thing."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.statements import Fact, Statements, Value
from amicorum.features.entities.time_values import TimeValue, read_times
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import ADMS, OWL, SCHEMA, SKOS, WGS84


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that was borne for a time."""

    names: list[Fact]
    during: list[TimeValue]


@dataclass(frozen=True, slots=True)
class Naming:
    """Everything a thing is or was called."""

    preferred: list[Fact]
    attested: list[Fact]
    alternative: list[Fact]
    former: list[FormerName]
    devised: bool
    """Whether no source names it, so that the name is the curators' own."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in somebody's register."""

    notation: Fact
    scheme: Fact | None


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the globe, in degrees."""

    latitude: float
    longitude: float
    graphs: tuple[str, ...]


def read_naming(statements: Statements, thing: NamedNode) -> Naming:
    """The names of a thing; an attested or alternative name that only repeats a preferred one is left out."""
    preferred = statements.facts(thing, SKOS.prefLabel)
    known = {fact.text for fact in preferred}
    return Naming(
        preferred=preferred,
        attested=[fact for fact in statements.facts(thing, AMI.attestedName) if fact.text not in known],
        alternative=[fact for fact in statements.facts(thing, SKOS.altLabel) if fact.text not in known],
        former=[
            FormerName(statements.facts(node, SKOS.prefLabel), read_times(statements, node, AMI.validDuring))
            for node in statements.nodes(thing, AMI.hasName)
        ],
        devised=bool(statements.facts(thing, AMI.devisedLabel)),
    )


def read_identifiers(statements: Statements, thing: NamedNode) -> tuple[list[Identifier], list[Fact]]:
    """The identifiers of a thing, and its addresses elsewhere."""
    identifiers = [
        Identifier(notation, statements.fact(node, AMI.identifierScheme))
        for node in statements.nodes(thing, ADMS.identifier)
        if (notation := statements.fact(node, SKOS.notation))
    ]
    return identifiers, statements.facts(thing, OWL.sameAs, SCHEMA.sameAs)


def read_point(statements: Statements, thing: Value) -> Point | None:
    """Where a thing is; None where no source says."""
    latitude, longitude = statements.fact(thing, WGS84.lat), statements.fact(thing, WGS84["long"])
    if not latitude or not longitude:
        return None
    try:
        return Point(float(latitude.text), float(longitude.text), latitude.graphs)
    except ValueError:
        return None
