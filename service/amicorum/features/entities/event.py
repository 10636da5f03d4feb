"""What the page of an event or of a planned activity tells, and an event in a line."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.statements import Fact, Statements
from amicorum.features.entities.time_values import TimeValue, read_times
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import DCT, SKOS


@dataclass(frozen=True, slots=True)
class Event:
    """An event or a planned activity."""

    thing: NamedNode
    titles: list[Fact]
    kinds: list[Fact]
    areas: list[Fact]
    times: list[TimeValue]
    places: list[Fact]
    place_names: list[Fact]
    organisers: list[Fact]
    participants: list[Fact]
    agreements: list[Fact]
    plans: list[NamedNode]
    """The planned activities that it made real."""
    made_real: list[NamedNode]
    """The events that made it real, where it is a plan."""
    planned_in: list[NamedNode]
    statuses: list[Fact]
    descriptions: list[Fact]
    notes: list[Fact]
    graphs: tuple[str, ...]


def read_event(statements: Statements, thing: NamedNode) -> Event:
    """Read the page's content from the statements."""
    return Event(
        thing,
        statements.facts(thing, DCT.title),
        statements.facts(thing, DCT.type),
        statements.facts(thing, AMI.coversArea),
        read_times(statements, thing, AMI.occurred),
        statements.facts(thing, AMI.place),
        statements.facts(thing, AMI.placeName),
        statements.facts(thing, AMI.organiser),
        statements.facts(thing, AMI.participant),
        statements.facts(thing, AMI.underAgreement),
        statements.nodes(thing, AMI.realises),
        statements.pointing(thing, AMI.realises),
        statements.pointing(thing, AMI.plans),
        statements.facts(thing, AMI.eventStatus),
        statements.facts(thing, DCT.description),
        statements.facts(thing, SKOS.editorialNote),
        statements.graphs(thing),
    )


def read_events(statements: Statements, things: list[NamedNode]) -> list[Event]:
    """Several of them, the earliest first."""
    found = [read_event(statements, each) for each in things]
    return sorted(found, key=lambda each: each.times[0].earliest if each.times else "9999")
