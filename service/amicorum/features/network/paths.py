"""Find the shortest chains of partnerships between two nodes, and the next longer ones, by breadth-first search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from amicorum.features.network.model import LISTED, Link, Network
from amicorum.features.network.periods import Presence, find_presence

MOST_TIES = 500
"""Equally long chains that are compared before the best are taken."""
AGREED = "agreed"
DETOUR = 1
"""By how many steps an alternative may be longer than the shortest chain."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which links a chain may use; what is empty leaves everything in."""

    kind: str = ""
    """`twinning`, `institutional`, or `AGREED`: both, without what only a list of others tells."""
    year: int | None = None
    """Only links that were there in this year, or may have been."""
    places: bool = False
    """Whether a step may lead from an institution to its city, and from a city to an institution in it."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one node to the next, by these partnerships; by none where one lies in the other."""

    source: str
    target: str
    links: tuple[Link, ...]


Neighbours = Mapping[str, tuple[Link, ...]]


def find_chains(network: Network, start: str, goal: str, conditions: Conditions, most: int) -> list[tuple[Step, ...]]:
    """At most `most` chains without a repeated node: the shortest, then those longer by `DETOUR`. Empty where there is none.

    Of chains of one length those come first whose weakest step rests on most sources.
    """
    graph = _Graph(network, conditions)
    far = graph.distances(goal, start)
    if start == goal or start not in far:
        return []
    chains: list[tuple[Step, ...]] = []
    for length in range(far[start], far[start] + DETOUR + 1):
        ties = islice(_walk(graph, [start], goal, far, length), MOST_TIES)
        steps = [tuple(graph.step(*pair) for pair in pairwise(keys)) for keys in ties]
        chains += sorted(steps, key=_strength)
        if len(chains) >= most:
            break
    return chains[:most]


class _Graph:
    """The network as far as the conditions let it be used."""

    def __init__(self, network: Network, conditions: Conditions) -> None:
        self._network, self._conditions = network, conditions
        self._known: dict[str, dict[str, tuple[Link, ...]]] = {}

    def neighbours(self, key: str) -> Neighbours:
        """Where one step leads, by which links."""
        if key not in self._known:
            found: dict[str, tuple[Link, ...]] = {}
            for link in self._network.links_of.get(key, ()):
                if self._allows(link):
                    other = link.other(key)
                    found[other] = (*found.get(other, ()), link)
            for other in self._near(key) if self._conditions.places else ():
                found.setdefault(other, ())
            self._known[key] = found
        return self._known[key]

    def step(self, source: str, target: str) -> Step:
        """The step between two neighbours."""
        return Step(source, target, self.neighbours(source)[target])

    def distances(self, start: str, goal: str) -> dict[str, int]:
        """How many steps each node lies from the start, as far as the ring behind that of the goal."""
        far, ring, steps = {start: 0}, [start], 0
        while ring and (goal not in far or steps <= far[goal] + DETOUR):
            steps += 1
            ring = list(dict.fromkeys(other for key in ring for other in self.neighbours(key) if other not in far))
            far |= dict.fromkeys(ring, steps)
        return far

    def _allows(self, link: Link) -> bool:
        conditions = self._conditions
        if not link.claimed or conditions.kind not in ("", link.kind, AGREED if link.kind != LISTED else ""):
            return False
        return conditions.year is None or find_presence(link.begin, link.end, conditions.year) is not Presence.ABSENT

    def _near(self, key: str) -> tuple[str, ...]:
        node = self._network.nodes[key]
        if node.kind == "city":
            return self._network.in_city.get(node.city, ())
        return (city,) if node.city and (city := f"city/{node.city}") in self._network.nodes else ()


def _walk(graph: _Graph, keys: list[str], goal: str, far: Mapping[str, int], length: int) -> Iterator[tuple[str, ...]]:
    """Each chain of just this length that goes on from these nodes and repeats none."""
    if length == 0:
        if keys[-1] == goal:
            yield tuple(keys)
        return
    for other in graph.neighbours(keys[-1]):
        if far.get(other, length) < length and other not in keys and (other != goal or length == 1):
            yield from _walk(graph, [*keys, other], goal, far, length - 1)


def _strength(chain: tuple[Step, ...]) -> tuple[int, ...]:
    """Sorts chains: the weakest step first in value, then all sources together."""
    sources = [len({source for link in step.links for source in link.sources}) for step in chain if step.links]
    return (-min(sources, default=0), -sum(sources))
