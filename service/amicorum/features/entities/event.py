"""Read the view model of the page of an event or of a planned activity, and of an event in a line."""

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
        thing=thing,
        titles=statements.facts(thing, DCT.title),
        kinds=statements.facts(thing, DCT.type),
        areas=statements.facts(thing, AMI.coversArea),
        times=read_times(statements, thing, AMI.occurred),
        places=statements.facts(thing, AMI.place),
        place_names=statements.facts(thing, AMI.placeName),
        organisers=statements.facts(thing, AMI.organiser),
        participants=statements.facts(thing, AMI.participant),
        agreements=statements.facts(thing, AMI.underAgreement),
        plans=statements.nodes(thing, AMI.realises),
        made_real=statements.pointing(thing, AMI.realises),
        planned_in=statements.pointing(thing, AMI.plans),
        statuses=statements.facts(thing, AMI.eventStatus),
        descriptions=statements.facts(thing, DCT.description),
        notes=statements.facts(thing, SKOS.editorialNote),
        graphs=statements.graphs(thing),
    )


def read_events(statements: Statements, things: list[NamedNode]) -> list[Event]:
    """Several of them, the earliest first."""
    found = [read_event(statements, each) for each in things]
    return sorted(found, key=lambda each: each.times[0].earliest if each.times else "9999")
