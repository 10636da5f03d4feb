"""Select from the network: which links fit what was chosen, and how many would fit another choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from amicorum.features.network.model import Link, Network, Node
from amicorum.features.network.periods import Presence, find_presence

FACETS = ("country", "type", "area", "kind", "status", "confidence", "source", "collection")
"""What can be chosen from lists. Of one list any of the chosen values fits; every list must fit."""

Nothing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen; what is empty leaves everything in.

    A link joins `of` and `with_`: one end is of the first set, the other one of the second. Both hold keys of nodes; a city
    stands for all that is in it, and so does a country (`country/POL`). `expand` adds every link of some nodes, whatever else was chosen.
    """

    of: tuple[str, ...] = ()
    with_: tuple[str, ...] = ()
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By the name of the list (`FACETS`)."""
    year: int | None = None
    certain: bool = False
    """Without the links of which it is not certain that they were there in the year."""
    expand: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The links that fit, each with whether it was there in the year (present where no year was chosen), and the nodes that they join."""

    links: Sequence[tuple[Link, Presence]]
    nodes: Mapping[str, Node]
    counts: Mapping[str, Counter[str]]
    """For each list how many links each value would give, with all else as chosen."""


def select(network: Network, selection: Selection) -> Found:
    """The links that fit a selection, in the order of the network."""
    links: list[tuple[Link, Presence]] = []
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    of, with_, expanded = (frozenset(each) for each in (selection.of, selection.with_, selection.expand))
    for link in network.links:
        presence = Presence.PRESENT if selection.year is None else find_presence(link.begin, link.end, selection.year)
        if presence is Presence.ABSENT or (selection.certain and presence is Presence.UNCERTAIN):
            continue
        ends = [network.nodes[end] for end in link.ends]
        added = not expanded.isdisjoint(link.ends)
        if not added and not _joins(ends, of, with_):
            continue
        values = describe(network, link)
        missed = [facet for facet, chosen in selection.chosen.items() if chosen and chosen.isdisjoint(values[facet])]
        if added or not missed:
            links.append((link, presence))
        for facet in FACETS if not missed else missed if len(missed) == 1 else Nothing:
            counts[facet].update(values[facet])
    keys = dict.fromkeys(end for link, _ in links for end in link.ends)
    return Found(links, {key: network.nodes[key] for key in keys}, counts)


def describe(network: Network, link: Link) -> Mapping[str, Iterable[str]]:
    """The values of a link in each of the lists, each value once."""
    ends = [network.nodes[end] for end in link.ends]
    return {
        "country": {end.country for end in ends if end.country},
        "type": {each for end in ends for each in end.types},
        "area": network.widen(link.areas),
        "kind": link.kinds,
        "status": link.statuses,
        "confidence": (link.confidence,) if link.confidence else Nothing,
        "source": link.sources,
        "collection": link.collections,
    }


def _joins(ends: Sequence[Node], of: frozenset[str], with_: frozenset[str]) -> bool:
    if not of and not with_:
        return True
    first, second = ends
    return (_is_in(first, of) and _is_in(second, with_)) or (_is_in(second, of) and _is_in(first, with_))


def _is_in(node: Node, keys: frozenset[str]) -> bool:
    return not keys or not keys.isdisjoint(node.places)
