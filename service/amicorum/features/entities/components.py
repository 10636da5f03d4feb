"""Read the parts that several view models share: parties, acts with their signatures, agreements in a line."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.statements import Fact, Statements, Value
from amicorum.features.entities.time_values import TimeValue, read_times
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import DCT


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part: the agent, where it is at home, and what is said of its part."""

    agent: Fact
    home: NamedNode | None
    role: Fact | None
    ordinal: Fact | None
    during: list[TimeValue]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature: the person where named, for whom, in which capacity."""

    signatory: Fact | None
    behalf: Fact | None
    capacity: Fact | None
    officer: Fact | None
    witnesses: list[Fact]
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """A dated act. More than one time means that the sources disagree."""

    thing: NamedNode
    signing: bool
    """Whether the document was signed by it, and not only announced or granted."""
    kind: Fact | None
    times: list[TimeValue]
    places: list[Fact]
    place_names: list[Fact]
    signatures: list[Signature]
    graphs: tuple[str, ...]

    @property
    def disputed(self) -> bool:
        """Whether sources give different times."""
        return len(self.times) > 1


@dataclass(frozen=True, slots=True)
class AgreementSummary:
    """An agreement in a line: its kind, state, areas and acts."""

    thing: NamedNode
    kinds: list[Fact]
    statuses: list[Fact]
    areas: list[Fact]
    acts: list[Act]
    graphs: tuple[str, ...]

    @property
    def times(self) -> list[TimeValue]:
        """When it was first signed, or where nobody signed, when it first was heard of; more than one where the sources disagree."""
        dated = [act for act in self.acts if act.times]
        first = next((act for act in dated if act.signing), dated[0] if dated else None)
        return list(first.times) if first else []

    @property
    def year(self) -> str:
        """The year of its first act; empty where none is known."""
        return next((each.year for each in self.times if each.year), "")


def read_parties(statements: Statements, partnership: Value) -> list[Party]:
    """The parties of a partnership."""
    parties = []
    for part in statements.nodes(partnership, AMI.hasParty):
        agent = statements.fact(part, AMI.partyAgent)
        if agent is None:
            continue
        homes = statements.nodes(agent.value, AMI.inCity, AMI.governs)
        parties.append(
            Party(
                agent=agent,
                home=homes[0] if homes else None,
                role=statements.fact(part, AMI.partyRole),
                ordinal=statements.fact(part, AMI.ordinalInYear),
                during=read_times(statements, part, AMI.partyDuring),
            )
        )
    return parties


def read_acts(statements: Statements, subject: Value) -> list[Act]:
    """The acts of an agreement or a partnership, the earliest first."""
    signings = set(statements.nodes(subject, AMI.signedAt))
    acts = [
        Act(
            thing=node,
            signing=node in signings,
            kind=statements.fact(node, DCT.type),
            times=read_times(statements, node, AMI.occurred),
            places=statements.facts(node, AMI.place),
            place_names=statements.facts(node, AMI.placeName),
            signatures=read_signatures(statements, node),
            graphs=statements.graphs(node),
        )
        for node in statements.nodes(subject, AMI.signedAt, AMI.hasAct)
    ]
    return sorted(acts, key=lambda each: _when(each.times[0]) if each.times else ("9999", each.thing.value))


def read_signatures(statements: Statements, act: Value) -> list[Signature]:
    """The signatures of an act."""
    return [
        Signature(
            signatory=statements.fact(node, AMI.signatory),
            behalf=statements.fact(node, AMI.onBehalfOf),
            capacity=statements.fact(node, AMI.capacity) or statements.fact(node, AMI.inCapacity),
            officer=statements.fact(node, AMI.forOfficer),
            witnesses=statements.facts(node, AMI.witness),
            graphs=statements.graphs(node),
        )
        for node in statements.nodes(act, AMI.hasSignature)
        if node in statements
    ]


def read_agreement_summary(statements: Statements, agreement: NamedNode) -> AgreementSummary:
    """An agreement in a line."""
    return AgreementSummary(
        thing=agreement,
        kinds=statements.facts(agreement, DCT.type),
        statuses=statements.facts(agreement, AMI.status),
        areas=statements.facts(agreement, AMI.coversArea),
        acts=read_acts(statements, agreement),
        graphs=statements.graphs(agreement),
    )


def read_agreement_summaries(statements: Statements, partnership: Value) -> list[AgreementSummary]:
    """The agreements of a partnership, the earliest first."""
    agreements = [read_agreement_summary(statements, each) for each in statements.nodes(partnership, AMI.establishedBy)]
    return sorted(agreements, key=lambda each: (each.year or "9999", each.thing.value))


def _when(time: TimeValue) -> tuple[str, str]:
    return time.earliest or "9999", time.edtf
