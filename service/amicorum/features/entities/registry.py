"""Register, for each kind of thing, the query that collects it and the function that reads it into a view model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.agent import Agent, read_agent
from amicorum.features.entities.agreement import Agreement, read_agreement
from amicorum.features.entities.city import City, read_city
from amicorum.features.entities.concept import Concept, read_concept
from amicorum.features.entities.event import Event, read_event
from amicorum.features.entities.institution import Institution, read_institution
from amicorum.features.entities.listed import ListedPlace, read_listed_place
from amicorum.features.entities.partnership import Partnership, read_partnership
from amicorum.features.entities.statements import Statements
from amicorum.rdf.entity_kinds import EntityKind
from amicorum.rdf.terms import SKOS

Content = Agent | Agreement | City | Concept | Event | Institution | ListedPlace | Partnership


@dataclass(frozen=True, slots=True)
class PageModel:
    """How the page of a kind is read: by which query, into what, and whether it shows what points at the thing.

    `hidden` are properties of those uses that the page shows in a better place.
    """

    query: str
    read: Callable[[Statements, NamedNode], Content] | None
    uses: bool = False
    hidden: tuple[NamedNode, ...] = ()


_MODELS = {
    "institution": PageModel("institution", read_institution),
    "city": PageModel("city", read_city),
    "place": PageModel("place", read_listed_place),
    "agreement": PageModel("agreement", read_agreement),
    "partnership": PageModel("partnership", read_partnership),
    "event": PageModel("event", read_event),
    "agent": PageModel("agent", read_agent),
    "concept": PageModel(
        "concept",
        read_concept,
        uses=True,
        hidden=(SKOS.inScheme, SKOS.topConceptOf, SKOS.broader, SKOS.narrower, SKOS.hasTopConcept, SKOS.related),
    ),
}
_STATEMENTS = PageModel("about", None, uses=True)
"""Parties, acts, signatures, times, counts: their statements as they are."""


def find_model(kind: EntityKind) -> PageModel:
    """How the page of a kind of things is read."""
    return _MODELS.get(kind.page, _STATEMENTS)
