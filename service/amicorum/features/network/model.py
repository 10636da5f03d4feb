"""The network of a release: its nodes, and a link for each pair of partners."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from amicorum.features.network.periods import NOT_KNOWN, Window
from amicorum.rdf import iris

UNCLAIMED = frozenset({"announced", "planned", "no-agreement"})
"""Statuses of what nobody signed or decided."""
OVER = frozenset({"no-agreement", "suspended", "terminated"})
"""Statuses of what does not stand, or is disputed."""
CONFIDENCES = ("high", "medium", "low")
"""How sure the curators are, the surest first."""


@dataclass(frozen=True, slots=True)
class Node:
    """An institution, a city, or an authority that governs no city. Keys are the ends of addresses: `city/krakow`, `library`, `POL`."""

    key: str
    kind: str
    types: tuple[str, ...] = ()
    country: str = ""
    city: str = ""
    """The city where it is; of a city itself."""
    latitude: float | None = None
    longitude: float | None = None
    homepage: str = ""
    named: bool = True
    """Whether a source names it."""

    @property
    def places(self) -> tuple[str, ...]:
        """The keys by which it can be meant: its own, that of its city, that of its country (`country/POL`)."""
        return self.key, *([f"city/{self.city}"] if self.city else ()), *([f"country/{self.country}"] if self.country else ())


@dataclass(frozen=True, slots=True)
class Act:
    """Something dated about a partnership: an act (`signing`, `renewal` …), a validity, a planned day, an observation."""

    type: str
    edtf: str
    first: str
    """The first day that it can have been; empty where open. Of a validity the first day of its beginning."""
    last: str
    document: str = ""
    """The agreement that it is about, by key."""


LISTED = "listed"
"""The kind of a link of which only a list of others tells: two places that it names as twin towns, and nothing more."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two partners of one partnership; a partnership of three has three links. Or two places that a list names as twin towns (`LISTED`)."""

    key: str
    ends: tuple[str, str]
    kind: str
    """`twinning`, `institutional` or `LISTED`."""
    parties: int = 2
    kinds: frozenset[str] = frozenset()
    """The kind, the types of its agreements, the legal kinds of a twinning."""
    statuses: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    confidence: str = ""
    sources: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
    """The agreements that established it, by key."""
    acts: tuple[Act, ...] = ()
    begin: Window = NOT_KNOWN
    end: Window | None = None

    @property
    def iri(self) -> str:
        """What tells of the link: the partnership; of a listed one its first place."""
        return iris.THINGS + self.ends[0] if self.kind == LISTED else iris.thing("partnership", self.key)

    @property
    def claimed(self) -> bool:
        """Whether somebody says that the partnership came about: not where all that is known is an announcement or a denial."""
        return not self.statuses or not UNCLAIMED.issuperset(self.statuses)

    @property
    def stands(self) -> bool:
        """Whether it came about and nobody says that it is over or disputed."""
        return self.claimed and OVER.isdisjoint(self.statuses)

    def other(self, key: str) -> str:
        """The partner of one of the two."""
        return self.ends[1] if self.ends[0] == key else self.ends[0]


def find_surest(confidences: Collection[str]) -> str:
    """The surest of several judgements; empty where there is none."""
    return next((each for each in CONFIDENCES if each in confidences), "")


@dataclass(frozen=True, slots=True)
class Network:
    """All nodes and links of a release. Links are in the order of their beginnings, those without one at the end."""

    nodes: Mapping[str, Node]
    links: tuple[Link, ...]
    broader: Mapping[str, str] = field(default_factory=dict)
    """The broader one of each area that has one."""
    links_of: Mapping[str, tuple[Link, ...]] = field(init=False, repr=False, compare=False)
    """The links of each node, in the order of the network."""
    in_city: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    """The institutions and authorities in each city, by its key."""

    def __post_init__(self) -> None:
        links_of: dict[str, list[Link]] = {key: [] for key in self.nodes}
        for link in self.links:
            for end in link.ends:
                links_of[end].append(link)
        in_city: dict[str, list[str]] = {}
        for key, node in self.nodes.items():
            if node.city and node.kind != "city":
                in_city.setdefault(node.city, []).append(key)
        object.__setattr__(self, "links_of", {key: tuple(links) for key, links in links_of.items()})
        object.__setattr__(self, "in_city", {city: tuple(keys) for city, keys in in_city.items()})

    def node_key(self, key: str) -> str:
        """The key of the node that a thing is here: a municipality stands for its city. Empty where it is none."""
        return next((each for each in (key, key.replace("authority/", "city/", 1)) if each in self.nodes), "")

    def widen(self, areas: Iterable[str]) -> frozenset[str]:
        """These areas and all that are broader."""
        found: set[str] = set()
        for area in areas:
            while area and area not in found:
                found.add(area)
                area = self.broader.get(area, "")
        return frozenset(found)

    def narrow(self, areas: Iterable[str]) -> list[str]:
        """Those of these areas that hold none of the others."""
        areas = list(areas)
        wider = self.widen(broader for area in areas if (broader := self.broader.get(area)))
        return [area for area in areas if area not in wider]
