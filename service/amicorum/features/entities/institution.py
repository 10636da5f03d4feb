"""Read the view model of an institution's page."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.components import AgreementSummary, Party, read_agreement_summaries, read_parties
from amicorum.features.entities.event import Event, read_events
from amicorum.features.entities.names import Identifier, Naming, Point, read_identifiers, read_naming, read_point
from amicorum.features.entities.statements import Fact, Statements
from amicorum.features.entities.time_values import TimeValue, read_times
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import DCT, FOAF, ORG, RDFS, SKOS


@dataclass(frozen=True, slots=True)
class Tie:
    """One partnership as one of its parties sees it."""

    thing: NamedNode
    own: Party | None
    others: list[Party]
    agreements: list[AgreementSummary]
    statuses: list[Fact]

    @property
    def year(self) -> str:
        """The year of the first act; empty where none is known."""
        return next((agreement.year for agreement in self.agreements if agreement.year), "")


@dataclass(frozen=True, slots=True)
class Count:
    """A dated count."""

    thing: NamedNode
    number: Fact
    of: Fact | None
    days: list[TimeValue]


@dataclass(frozen=True, slots=True)
class Change:
    """A merger or another change of the organisation."""

    thing: NamedNode
    before: list[Fact]
    after: list[Fact]
    times: list[TimeValue]


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution, as its page shows it."""

    thing: NamedNode
    naming: Naming
    kinds: list[Fact]
    cities: list[Fact]
    countries: list[Fact]
    point: Point | None
    homepages: list[Fact]
    descriptions: list[Fact]
    notes: list[Fact]
    founded: list[TimeValue]
    counts: list[Count]
    units: list[NamedNode]
    wholes: list[Fact]
    parts: list[NamedNode]
    connected: list[NamedNode]
    changes: list[Change]
    identifiers: list[Identifier]
    links: list[Fact]
    ties: list[Tie]
    events: list[Event]

    @property
    def areas(self) -> dict[Fact, int]:
        """The areas of its agreements and how many agreements cover each, the most frequent first."""
        counts: dict[NamedNode, tuple[Fact, int]] = {}
        for area in (area for tie in self.ties for agreement in tie.agreements for area in agreement.areas):
            if isinstance(area.value, NamedNode):
                fact, count = counts.get(area.value, (area, 0))
                counts[area.value] = fact, count + 1
        return dict(sorted(counts.values(), key=lambda each: -each[1]))


def read_institution(statements: Statements, thing: NamedNode) -> Institution:
    """Read the page's content from the statements."""
    cities = statements.facts(thing, AMI.inCity)
    city = next((fact.value for fact in cities), None)
    identifiers, links = read_identifiers(statements, thing)
    return Institution(
        thing=thing,
        naming=read_naming(statements, thing),
        kinds=statements.facts(thing, ORG.classification),
        cities=cities,
        countries=statements.facts(thing, AMI.inCountry),
        point=read_point(statements, city) if city else None,
        homepages=statements.facts(thing, FOAF.homepage),
        descriptions=statements.facts(thing, DCT.description),
        notes=statements.facts(thing, SKOS.editorialNote),
        founded=read_times(statements, thing, AMI.founded),
        counts=_counts(statements, thing),
        units=statements.pointing(thing, ORG.unitOf),
        wholes=statements.facts(thing, ORG.subOrganizationOf),
        parts=statements.pointing(thing, ORG.subOrganizationOf),
        connected=_connected(statements, thing),
        changes=_changes(statements, thing),
        identifiers=identifiers,
        links=links,
        ties=_ties(statements, thing),
        events=read_events(statements, statements.pointing(thing, AMI.organiser, AMI.participant)),
    )


def _ties(statements: Statements, thing: NamedNode) -> list[Tie]:
    """The partnerships, the latest first, those of unknown year last."""
    ties = []
    for party in statements.pointing(thing, AMI.partyAgent):
        for partnership in statements.pointing(party, AMI.hasParty):
            parties = read_parties(statements, partnership)
            own = next((each for each in parties if each.agent.value == thing), None)
            others = [each for each in parties if each.agent.value != thing]
            agreements = read_agreement_summaries(statements, partnership)
            ties.append(
                Tie(thing=partnership, own=own, others=others, agreements=agreements, statuses=statements.facts(partnership, AMI.status))
            )
    return sorted(ties, key=lambda each: each.year, reverse=True)


def _counts(statements: Statements, thing: NamedNode) -> list[Count]:
    return [
        Count(
            thing=node, number=number, of=statements.fact(node, AMI.countOf, RDFS.label), days=read_times(statements, node, AMI.observedOn)
        )
        for node in statements.nodes(thing, AMI.unitCount)
        if (number := statements.fact(node, AMI.count))
    ]


def _connected(statements: Statements, thing: NamedNode) -> list[NamedNode]:
    """Institutions that it is connected with, other than by a partnership, whichever of the two says so."""
    stated = [fact.value for fact in statements.facts(thing, ORG.linkedTo) if isinstance(fact.value, NamedNode)]
    return [*stated, *(node for node in statements.pointing(thing, ORG.linkedTo) if node not in stated)]


def _changes(statements: Statements, thing: NamedNode) -> list[Change]:
    return [
        Change(
            thing=node,
            before=statements.facts(node, ORG.originalOrganization),
            after=statements.facts(node, ORG.resultingOrganization),
            times=read_times(statements, node, AMI.occurred),
        )
        for node in statements.pointing(thing, ORG.originalOrganization, ORG.resultingOrganization)
    ]
