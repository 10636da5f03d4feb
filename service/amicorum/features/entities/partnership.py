"""Read the view model of a partnership's page."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.components import Act, AgreementSummary, Party, read_acts, read_agreement_summaries, read_parties
from amicorum.features.entities.statements import Fact, Statements
from amicorum.features.entities.time_values import TimeValue, read_times
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import RDFS, SKOS


@dataclass(frozen=True, slots=True)
class Observation:
    """What a page reported on a day, without saying when it came about."""

    thing: NamedNode
    days: list[TimeValue]
    legal_kinds: list[Fact]
    statuses: list[Fact]
    source_terms: list[Fact]


@dataclass(frozen=True, slots=True)
class Partnership:
    """A partnership, as its page shows it."""

    thing: NamedNode
    twinning: bool
    titles: list[Fact]
    legal_kinds: list[Fact]
    statuses: list[Fact]
    parties: list[Party]
    agreements: list[AgreementSummary]
    acts: list[Act]
    """Acts on the partnership itself, such as a termination."""
    preferred: list[TimeValue]
    observations: list[Observation]
    contexts: list[Fact]
    """The city twinnings in whose frame it stands."""
    framed: list[NamedNode]
    """The institutional partnerships that stand in its frame."""
    areas: list[Fact]
    notes: list[Fact]


def read_partnership(statements: Statements, thing: NamedNode) -> Partnership:
    """Read the page's content from the statements."""
    return Partnership(
        thing=thing,
        twinning=statements.has_type(thing, AMI.CityTwinning),
        titles=statements.facts(thing, RDFS.label),
        legal_kinds=statements.facts(thing, AMI.legalKind),
        statuses=statements.facts(thing, AMI.status),
        parties=read_parties(statements, thing),
        agreements=read_agreement_summaries(statements, thing),
        acts=read_acts(statements, thing),
        preferred=read_times(statements, thing, AMI.preferredDate),
        observations=read_observations(statements, thing),
        contexts=statements.facts(thing, AMI.contextTwinning),
        framed=statements.pointing(thing, AMI.contextTwinning),
        areas=statements.facts(thing, AMI.cooperatesOn),
        notes=statements.facts(thing, SKOS.editorialNote),
    )


def read_observations(statements: Statements, thing: NamedNode) -> list[Observation]:
    """What was reported of a partnership, by day."""
    found = [
        Observation(
            thing=node,
            days=read_times(statements, node, AMI.observedOn),
            legal_kinds=statements.facts(node, AMI.legalKind),
            statuses=statements.facts(node, AMI.status),
            source_terms=statements.facts(node, AMI.sourceTerm),
        )
        for node in statements.nodes(thing, AMI.observed)
    ]
    return sorted(found, key=lambda each: each.days[0].earliest if each.days else "")
