"""Read the view model of the page of an authority, a unit or a person."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.components import Party, read_parties
from amicorum.features.entities.event import Event, read_events
from amicorum.features.entities.names import Identifier, Naming, read_identifiers, read_naming
from amicorum.features.entities.statements import Fact, Statements
from amicorum.features.entities.time_values import TimeValue, read_times
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import FOAF, ORG, SKOS


@dataclass(frozen=True, slots=True)
class SigningRole:
    """What somebody did at the signing of an agreement."""

    kind: NamedNode
    agreements: list[NamedNode]
    behalf: Fact | None
    capacity: Fact | None
    times: list[TimeValue]


@dataclass(frozen=True, slots=True)
class PartnershipSummary:
    """A partnership and the others in it."""

    thing: NamedNode
    others: list[Party]


@dataclass(frozen=True, slots=True)
class Agent:
    """An authority, a unit or a person, as its page shows it."""

    thing: NamedNode
    naming: Naming
    names: list[Fact]
    kinds: list[Fact]
    """What an authority is the authority of."""
    cities: list[Fact]
    parents: list[Fact]
    signings: list[SigningRole]
    partnerships: list[PartnershipSummary]
    events: list[Event]
    identifiers: list[Identifier]
    links: list[Fact]
    notes: list[Fact]


def read_agent(statements: Statements, thing: NamedNode) -> Agent:
    """Read the page's content from the statements."""
    identifiers, links = read_identifiers(statements, thing)
    return Agent(
        thing=thing,
        naming=read_naming(statements, thing),
        names=statements.facts(thing, FOAF.name),
        kinds=statements.facts(thing, ORG.classification),
        cities=statements.facts(thing, AMI.governs, AMI.inCity),
        parents=statements.facts(thing, ORG.unitOf, ORG.memberOf),
        signings=_signings(statements, thing),
        partnerships=_partnerships(statements, thing),
        events=read_events(statements, statements.pointing(thing, AMI.organiser, AMI.participant)),
        identifiers=identifiers,
        links=links,
        notes=statements.facts(thing, SKOS.editorialNote),
    )


def _signings(statements: Statements, thing: NamedNode) -> list[SigningRole]:
    signings = [
        SigningRole(
            kind=kind,
            agreements=statements.pointing(act, AMI.signedAt),
            behalf=statements.fact(signature, AMI.onBehalfOf),
            capacity=statements.fact(signature, AMI.capacity) or statements.fact(signature, AMI.inCapacity),
            times=read_times(statements, act, AMI.occurred),
        )
        for kind in (AMI.signatory, AMI.forOfficer, AMI.witness, AMI.onBehalfOf)
        for signature in statements.pointing(thing, kind)
        for act in statements.pointing(signature, AMI.hasSignature)
    ]
    return sorted(signings, key=lambda each: each.times[0].earliest if each.times else "9999")


def _partnerships(statements: Statements, thing: NamedNode) -> list[PartnershipSummary]:
    found = [each for party in statements.pointing(thing, AMI.partyAgent) for each in statements.pointing(party, AMI.hasParty)]
    return [
        PartnershipSummary(each, [party for party in read_parties(statements, each) if party.agent.value != thing])
        for each in dict.fromkeys(found)
    ]  # fmt: skip
