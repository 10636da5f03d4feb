"""Read the view model of a city's page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.components import read_acts, read_agreement_summaries, read_parties
from amicorum.features.entities.listed import ListedTwin, read_listed_twins
from amicorum.features.entities.names import Identifier, Naming, Point, read_identifiers, read_naming, read_point
from amicorum.features.entities.partnership import read_observations
from amicorum.features.entities.statements import Fact, Statements
from amicorum.features.entities.time_values import TimeValue, read_times
from amicorum.rdf.entity_kinds import kind_name
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import DCT, GEO, ORG, RDF, SKOS


@dataclass(frozen=True, slots=True)
class Twin:
    """A partner city (or a partner body that governs none), and since when."""

    twinning: NamedNode
    agent: NamedNode
    city: NamedNode | None
    legal_kinds: list[Fact]
    statuses: list[Fact]
    since: list[TimeValue]
    """The preferred time alone, where the curators chose one; else every first time that a source gives."""
    ended: list[TimeValue]
    seen: list[TimeValue]
    """Times on which a page reported it."""


@dataclass(frozen=True, slots=True)
class Resident:
    """An institution of the city, and in how many partnerships it is."""

    thing: NamedNode
    kinds: list[Fact]
    partnerships: int


@dataclass(frozen=True, slots=True)
class City:
    """A city, as its page shows it."""

    thing: NamedNode
    naming: Naming
    kinds: list[Fact]
    """What it is where it is no city: a village, a municipality …"""
    countries: list[Fact]
    regions: list[Fact]
    """The NUTS regions it lies in."""
    point: Point | None
    identifiers: list[Identifier]
    links: list[Fact]
    authorities: list[NamedNode]
    twins: dict[NamedNode | None, list[Twin]]
    """Partner cities by legal kind; None where no source gives one."""
    listed: list[ListedTwin]
    """Further twin towns that lists of others name."""
    residents: list[Resident]
    offices: list[Resident]
    """Authorities that sit here and govern something else: ministries, regions, agencies."""
    reach: list[tuple[NamedNode, int]]
    """Cities where its institutions cooperate, with the number of partnerships, the most first."""
    notes: list[Fact]


ENDED = ("termination", "suspension")


def read_city(statements: Statements, thing: NamedNode) -> City:
    """Read the page's content from the statements."""
    authorities = statements.pointing(thing, AMI.governs)
    seated = statements.pointing(thing, AMI.inCity)
    residents = [each for each in seated if kind_name(each.value) != "authority"]
    twins = _twins(statements, authorities)
    known = {twin.city for each in twins.values() for twin in each if twin.city}
    identifiers, links = read_identifiers(statements, thing)
    return City(
        thing=thing,
        naming=read_naming(statements, thing),
        kinds=statements.facts(thing, DCT.type),
        countries=statements.facts(thing, AMI.inCountry),
        regions=statements.facts(thing, GEO.sfWithin),
        point=read_point(statements, thing),
        identifiers=identifiers,
        links=links,
        authorities=authorities,
        twins=twins,
        listed=read_listed_twins(statements, thing, known),
        residents=[_resident(statements, each) for each in residents if statements.facts(each, ORG.classification)],
        offices=[_resident(statements, each) for each in seated if each not in residents],
        reach=_reach(statements, thing, residents),
        notes=statements.facts(thing, SKOS.editorialNote),
    )


def _twins(statements: Statements, authorities: list[NamedNode]) -> dict[NamedNode | None, list[Twin]]:
    twins: dict[NamedNode | None, list[Twin]] = {}
    for authority in authorities:
        for party in statements.pointing(authority, AMI.partyAgent):
            for twinning in statements.pointing(party, AMI.hasParty):
                # An authority may be a party of institutions' partnerships too: these make no partner cities.
                if AMI.InstitutionalPartnership in statements.nodes(twinning, RDF.type):
                    continue
                for twin in _others(statements, twinning, authority):
                    kinds = [fact.value for fact in twin.legal_kinds if isinstance(fact.value, NamedNode)]
                    twins.setdefault(kinds[0] if kinds else None, []).append(twin)
    for each in twins.values():
        each.sort(key=lambda twin: twin.since[0].earliest if twin.since and twin.since[0].earliest else "9999")
    return dict(sorted(twins.items(), key=lambda each: -len(each[1])))


def _others(statements: Statements, twinning: NamedNode, own: NamedNode) -> list[Twin]:
    acts = [act for agreement in read_agreement_summaries(statements, twinning) for act in agreement.acts]
    acts += read_acts(statements, twinning)
    ending = [act for act in acts if act.kind and act.kind.text.endswith(ENDED)]
    first = next((act.times for act in acts if act.times and act not in ending), [])
    return [
        Twin(
            twinning=twinning,
            agent=party.agent.value,
            city=party.home,
            legal_kinds=statements.facts(twinning, AMI.legalKind),
            statuses=statements.facts(twinning, AMI.status),
            since=read_times(statements, twinning, AMI.preferredDate) or first,
            ended=[time for act in ending for time in act.times],
            seen=[day for each in read_observations(statements, twinning) for day in each.days],
        )
        for party in read_parties(statements, twinning)
        if party.agent.value != own and isinstance(party.agent.value, NamedNode)
    ]


def _resident(statements: Statements, thing: NamedNode) -> Resident:
    return Resident(thing, statements.facts(thing, ORG.classification), len(_partnerships(statements, thing)))


def _partnerships(statements: Statements, institution: NamedNode) -> list[NamedNode]:
    parties = statements.pointing(institution, AMI.partyAgent)
    return list(dict.fromkeys(each for party in parties for each in statements.pointing(party, AMI.hasParty)))


def _reach(statements: Statements, thing: NamedNode, residents: list[NamedNode]) -> list[tuple[NamedNode, int]]:
    partnerships = dict.fromkeys(each for resident in residents for each in _partnerships(statements, resident))
    cities: Counter[NamedNode] = Counter()
    for partnership in partnerships:
        cities.update({party.home for party in read_parties(statements, partnership) if party.home and party.home != thing})
    return sorted(cities.items(), key=lambda each: (-each[1], each[0].value))
