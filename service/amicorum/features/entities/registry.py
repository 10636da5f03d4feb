"""The kinds of things that have a page of their own: which query gathers it, and how it is read. One table."""

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
from amicorum.features.entities.partnership import Partnership, read_partnership
from amicorum.features.entities.statements import Statements
from amicorum.rdf import iris
from amicorum.rdf.terms import SKOS

Content = Agent | Agreement | City | Concept | Event | Institution | Partnership


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page: its name (also the template's), the query, the reading; `uses` where it shows what points at the thing."""

    name: str
    query: str
    read: Callable[[Statements, NamedNode], Content] | None
    uses: bool = False
    hidden: tuple[NamedNode, ...] = ()
    """Properties of the uses that the page shows in a better place."""


_INSTITUTION = Kind("institution", "institution", read_institution)
_CITY = Kind("city", "city", read_city)
_AGREEMENT = Kind("agreement", "agreement", read_agreement)
_PARTNERSHIP = Kind("partnership", "partnership", read_partnership)
_EVENT = Kind("event", "event", read_event)
_AGENT = Kind("agent", "agent", read_agent)
_CONCEPT = Kind(
    "concept",
    "concept",
    read_concept,
    uses=True,
    hidden=(SKOS.inScheme, SKOS.topConceptOf, SKOS.broader, SKOS.narrower, SKOS.hasTopConcept, SKOS.related),
)
OTHER = Kind("thing", "about", None, uses=True)
"""Parties, acts, signatures, times, counts: their statements as they are."""

BY_PATH = {
    "institution": _INSTITUTION,
    "city": _CITY,
    "agreement": _AGREEMENT,
    "partnership": _PARTNERSHIP,
    "event": _EVENT,
    "activity": _EVENT,
    "authority": _AGENT,
    "person": _AGENT,
    "unit": _AGENT,
}
"""By the first part of the path behind `/id/`."""


def kind_of(thing: NamedNode) -> Kind:
    """The kind of page for a thing, by its address."""
    local = thing.value.removeprefix(iris.BASE)
    if local.startswith("scheme/"):
        return _CONCEPT
    return BY_PATH.get(local.removeprefix("id/").partition("/")[0], OTHER)
