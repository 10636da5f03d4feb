"""Rank whom an institution could work with, and twinned cities whose institutions do not cooperate yet, with the reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from amicorum.features.network.model import Link, Network

SAME_AREA, WIDER_AREA, SAME_TYPE, COMMON_PARTNER = 2, 1, 1, 1
"""Points for each reason."""
MOST_COMMON = 3
"""Common partners that count."""


@dataclass(frozen=True, slots=True)
class Opportunity:
    """An institution of a twin city that is no partner yet, and why it could become one."""

    institution: str
    city: str
    twinnings: tuple[Link, ...]
    """By which the two cities are twinned."""
    same_areas: tuple[str, ...]
    """Areas that both work on."""
    wider_areas: tuple[str, ...]
    """Areas that hold something that each of them works on."""
    same_types: tuple[str, ...]
    common_partners: tuple[str, ...]
    partnerships: int
    """With how many it works already."""

    @property
    def points(self) -> int:
        """What the reasons weigh together."""
        return (
            SAME_AREA * len(self.same_areas)
            + WIDER_AREA * len(self.wider_areas)
            + SAME_TYPE * bool(self.same_types)
            + COMMON_PARTNER * min(len(self.common_partners), MOST_COMMON)
        )


@dataclass(frozen=True, slots=True)
class CityPair:
    """Two twinned cities whose institutions do not work with each other, as far as is known here."""

    cities: tuple[str, str]
    twinnings: tuple[Link, ...]
    institutions: tuple[tuple[str, ...], tuple[str, ...]]
    """Those of each city that have partners elsewhere."""
    areas: tuple[str, ...]
    """Areas on which institutions of both work."""

    @property
    def rank(self) -> tuple[int, ...]:
        """Sorts pairs: the most institutions on the weaker side, then areas in common, then institutions in all."""
        first, second = map(len, self.institutions)
        return -min(first, second), -len(self.areas), -first - second


def find_twins(network: Network, city: str) -> dict[str, tuple[Link, ...]]:
    """The cities with which a city has a twinning that stands, and by which."""
    twins: dict[str, tuple[Link, ...]] = {}
    for link in network.links_of.get(city, ()):
        other = link.other(city)
        if link.kind == "twinning" and link.stands and network.nodes[other].kind == "city":
            twins[other] = (*twins.get(other, ()), link)
    return twins


def find_opportunities(network: Network, institution: str, to: str = "") -> list[Opportunity]:
    """Named institutions of twin cities that share an area with this one and are not its partner.

    With `to` (`city/vilnius`, `country/LTU`) those in that city or country alone.
    """
    here = network.nodes[institution]
    partners = _partners(network, institution)
    mine = _areas(network, institution)
    found = []
    for city, twinnings in find_twins(network, f"city/{here.city}").items():
        if to and to not in network.nodes[city].places:
            continue
        for key in network.in_city.get(network.nodes[city].city, ()):
            node = network.nodes[key]
            if node.kind != "institution" or not node.named or key == institution or key in partners:
                continue
            theirs = _areas(network, key)
            same = mine & theirs
            wider = network.narrow(network.widen(mine) & network.widen(theirs) - network.widen(same))
            if not same and not wider:
                continue
            others = _partners(network, key)
            found.append(
                Opportunity(
                    institution=key,
                    city=city,
                    twinnings=twinnings,
                    same_areas=tuple(sorted(network.narrow(same))),
                    wider_areas=tuple(sorted(wider)),
                    same_types=tuple(sorted({*here.types} & {*node.types})),
                    common_partners=tuple(sorted(partners & others)),
                    partnerships=len(others),
                )
            )
    return sorted(found, key=lambda each: (-each.points, -each.partnerships, each.institution))


def find_city_pairs(network: Network, city: str = "") -> list[CityPair]:
    """Twinned cities without institutions that work with each other: those of one city, else all where both have active institutions."""
    cities = [city] if city else [key for key, node in network.nodes.items() if node.kind == "city"]
    pairs: dict[tuple[str, str], tuple[Link, ...]] = {}
    for one in cities:
        for other, twinnings in find_twins(network, one).items():
            pairs.setdefault((one, other) if city or one < other else (other, one), twinnings)
    active = {key: _active(network, network.nodes[key].city) for pair in pairs for key in pair}
    areas = {key: network.widen(area for each in keys for area in _areas(network, each)) for key, keys in active.items()}
    found = [
        CityPair(
            cities=(one, other),
            twinnings=twinnings,
            institutions=(active[one], active[other]),
            areas=tuple(sorted(network.narrow(areas[one] & areas[other]))),
        )
        for (one, other), twinnings in pairs.items()
        if not _cooperate(network, one, other) and (city or (active[one] and active[other]))
    ]
    return sorted(found, key=lambda each: (*each.rank, each.cities))


def find_partners(network: Network, institution: str, to: str = "") -> list[tuple[str, Link]]:
    """The partners of an institution with the links to them; with `to` those in that city or country alone."""
    pairs = [(link.other(institution), link) for link in network.links_of[institution] if link.claimed]
    return [(other, link) for other, link in pairs if not to or to in network.nodes[other].places]


def _partners(network: Network, key: str) -> set[str]:
    return {other for other, _ in find_partners(network, key)}


def _areas(network: Network, key: str) -> frozenset[str]:
    return frozenset(area for link in network.links_of[key] if link.claimed for area in link.areas)


def _active(network: Network, city: str) -> tuple[str, ...]:
    """The institutions of a city that have partners."""
    return tuple(
        sorted(key for key in network.in_city.get(city, ()) if network.nodes[key].kind == "institution" and _partners(network, key))
    )


def _cooperate(network: Network, one: str, other: str) -> bool:
    there: Collection[str] = frozenset(network.in_city.get(network.nodes[other].city, ()))
    here: Iterable[str] = network.in_city.get(network.nodes[one].city, ())
    return any(partner in there for key in here for partner in _partners(network, key))
