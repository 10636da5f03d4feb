"""Read what the lists of others say of a place: which twin towns they name, and from which side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.features.entities.names import Identifier, Naming, Point, read_identifiers, read_naming, read_point
from amicorum.features.entities.statements import Fact, Statements
from amicorum.rdf.namespaces import AMI

BOTH, HERE, THERE = "both", "here", "there"


@dataclass(frozen=True, slots=True)
class ListedTwin:
    """A twin town of a list. `side` tells where the list says so: of both places, of this one (`here`) or of the other (`there`)."""

    place: NamedNode
    side: str
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """A place that nobody has described but lists, as its page shows it."""

    thing: NamedNode
    naming: Naming
    countries: list[Fact]
    point: Point | None
    identifiers: list[Identifier]
    links: list[Fact]
    listed: list[ListedTwin]


def read_listed_place(statements: Statements, thing: NamedNode) -> ListedPlace:
    """Read the page's content from the statements."""
    identifiers, links = read_identifiers(statements, thing)
    return ListedPlace(
        thing=thing,
        naming=read_naming(statements, thing),
        countries=statements.facts(thing, AMI.inCountry),
        point=read_point(statements, thing),
        identifiers=identifiers,
        links=links,
        listed=read_listed_twins(statements, thing),
    )


def read_listed_twins(statements: Statements, thing: NamedNode, known: Collection[NamedNode] = ()) -> list[ListedTwin]:
    """The twin towns that lists name for a place, but for those already known; first those that both sides state."""
    here = {fact.value: fact.graphs for fact in statements.facts(thing, AMI.listedTwin) if isinstance(fact.value, NamedNode)}
    there: dict[NamedNode, tuple[str, ...]] = {}
    for other in statements.pointing(thing, AMI.listedTwin):
        there[other] = next(fact.graphs for fact in statements.facts(other, AMI.listedTwin) if fact.value == thing)
    twins = [
        ListedTwin(
            place,
            BOTH if place in here and place in there else HERE if place in here else THERE,
            tuple(dict.fromkeys([*here.get(place, ()), *there.get(place, ())])),
        )
        for place in dict.fromkeys([*here, *there])
        if place not in known
    ]
    return sorted(twins, key=lambda twin: (twin.side != BOTH, twin.place.value))
