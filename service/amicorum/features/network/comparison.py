"""Compare two institutions, cities or countries: what joins them, partners that they share, their areas and their years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amicorum.features.network.model import Link, Network


@dataclass(frozen=True, slots=True)
class Side:
    """All partnerships of an institution, of a city with all in it, or of a country with all in it."""

    key: str
    links: tuple[Link, ...]
    partners: Mapping[str, tuple[Link, ...]]
    """Partners outside, by key, with the links to each."""
    areas: Counter[str]
    """How many partnerships work on each area, narrower ones included."""
    years: Counter[int]
    """How many partnerships began in each year; those of which no source gives the year are missing."""

    @property
    def undated(self) -> int:
        """Partnerships that are missing in the years."""
        return len(_by_partnership(self.links)) - self.years.total()

    @property
    def partnerships(self) -> int:
        """Partnerships, each once however many it joins."""
        return len(_by_partnership(self.links))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, and what they have in common."""

    sides: tuple[Side, Side]
    between: tuple[Link, ...]
    """Links of the one with the other."""
    shared: tuple[str, ...]
    """Partners of both, those with most links first."""


def compare(network: Network, one: str, other: str) -> Comparison:
    """Compare two nodes or countries. What was only announced does not count."""
    sides = _make_side(network, one), _make_side(network, other)
    between = tuple(link for link in sides[0].links if find_ends(network, link, one, other))
    first, second = (side.partners for side in sides)
    outside = [key for key in first if key in second and not {one, other}.intersection(network.nodes[key].places)]
    shared = sorted(outside, key=lambda key: (-len(first[key]) - len(second[key]), key))
    return Comparison(sides, between, tuple(shared))


def find_ends(network: Network, link: Link, one: str, other: str) -> tuple[str, str] | None:
    """The end of a link that is in `one` and that which is in `other`; None where it does not join the two."""
    for first, second in (link.ends, link.ends[::-1]):
        if one in network.nodes[first].places and other in network.nodes[second].places:
            return first, second
    return None


def _make_side(network: Network, key: str) -> Side:
    links: Sequence[Link] = [
        link for link in network.links if link.claimed and any(key in network.nodes[end].places for end in link.ends)
    ]  # fmt: skip
    partners: dict[str, tuple[Link, ...]] = {}
    for link in links:
        inside = [end for end in link.ends if key in network.nodes[end].places]
        if len(inside) == 1:
            other = link.other(inside[0])
            partners[other] = (*partners.get(other, ()), link)
    once = _by_partnership(links)
    areas = Counter(area for link in once for area in network.widen(link.areas))
    years = Counter(int(link.begin.first[:4]) for link in once if link.begin.first and link.begin.first[:4] == link.begin.last[:4])
    return Side(key=key, links=tuple(links), partners=partners, areas=areas, years=years)


def _by_partnership(links: Sequence[Link]) -> list[Link]:
    """One link of each partnership."""
    return list({link.key: link for link in links}.values())
