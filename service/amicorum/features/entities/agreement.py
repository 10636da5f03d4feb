"""Read the view model of an agreement's page."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.components import Act, AgreementSummary, Party, read_acts, read_agreement_summary, read_parties
from amicorum.features.entities.event import Event, read_events
from amicorum.features.entities.statements import Fact, Statements
from amicorum.features.entities.time_values import TimeValue, read_times
from amicorum.rdf import iris
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import DCT, RDFS, SKOS


@dataclass(frozen=True, slots=True)
class Relation:
    """Another agreement, and how this one stands to it; `inverse` where the other one says so."""

    kind: NamedNode
    other: Fact
    inverse: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement, as its page shows it."""

    thing: NamedNode
    letter: bool
    titles: list[Fact]
    kinds: list[Fact]
    source_terms: list[Fact]
    statuses: list[Fact]
    binding: list[Fact]
    partnerships: list[NamedNode]
    parties: list[Party]
    acts: list[Act]
    areas: list[Fact]
    planned: list[Event]
    held: list[Event]
    intended: list[TimeValue]
    """When it was to be signed, as was announced."""
    validity: list[TimeValue]
    terms: list[Fact]
    renewing: list[Fact]
    chain: list[AgreementSummary]
    """The agreements it renews or was renewed by, itself among them, the earliest first; empty where it stands alone."""
    relations: list[Relation]
    confidence: list[Fact]
    notes: list[Fact]
    graphs: tuple[str, ...]

    @property
    def tellers(self) -> list[str]:
        """The graphs of sources among those that say anything about it."""
        return [graph for graph in self.graphs if graph.startswith(iris.source_graph(""))]

    @property
    def conflicts(self) -> bool:
        """Whether sources disagree about the kind, the state or the time."""
        return len(self.kinds) > 1 or len(self.statuses) > 1 or len(self.binding) > 1 or any(act.disputed for act in self.acts)


def read_agreement(statements: Statements, thing: NamedNode) -> Agreement:
    """Read the page's content from the statements."""
    partnerships = statements.pointing(thing, AMI.establishedBy)
    parties = {party.agent.value: party for each in partnerships for party in read_parties(statements, each)}
    return Agreement(
        thing=thing,
        letter=statements.has_type(thing, AMI.LetterOfIntent),
        titles=statements.facts(thing, DCT.title, RDFS.label),
        kinds=statements.facts(thing, DCT.type),
        source_terms=statements.facts(thing, AMI.sourceTerm),
        statuses=statements.facts(thing, AMI.status),
        binding=statements.facts(thing, AMI.legallyBinding),
        partnerships=partnerships,
        parties=list(parties.values()),
        acts=read_acts(statements, thing),
        areas=statements.facts(thing, AMI.coversArea),
        planned=read_events(statements, statements.nodes(thing, AMI.plans)),
        held=read_events(statements, statements.pointing(thing, AMI.underAgreement)),
        intended=read_times(statements, thing, AMI.plannedFor),
        validity=read_times(statements, thing, AMI.validDuring),
        terms=statements.facts(thing, AMI.term),
        renewing=statements.facts(thing, AMI.renewsAutomatically),
        chain=_chain(statements, thing),
        relations=_relations(statements, thing),
        confidence=statements.facts(thing, AMI.confidence),
        notes=statements.facts(thing, SKOS.editorialNote),
        graphs=statements.graphs(thing),
    )


def _chain(statements: Statements, thing: NamedNode) -> list[AgreementSummary]:
    seen: dict[NamedNode, None] = {thing: None}
    waiting = [thing]
    while waiting:
        each = waiting.pop()
        near = statements.nodes(each, AMI.renews, AMI.supersedes) + statements.pointing(each, AMI.renews, AMI.supersedes)
        new = [node for node in near if node not in seen]
        seen |= dict.fromkeys(new)
        waiting += new
    if len(seen) == 1:
        return []
    agreements = [read_agreement_summary(statements, each) for each in seen]
    return sorted(agreements, key=lambda each: (each.times[0].earliest if each.times else "9999", each.thing.value))


def _relations(statements: Statements, thing: NamedNode) -> list[Relation]:
    kinds = (AMI.implements, AMI.terminates, AMI.ratifiedBy, AMI.basedOn)
    own = [Relation(kind, fact, False) for kind in kinds for fact in statements.facts(thing, kind)]
    others = [
        Relation(kind, Fact(other, statements.graphs(other)), True)
        for kind in kinds
        for other in statements.pointing(thing, kind)
    ]  # fmt: skip
    return own + others
