"""Draw the picture of the home page: every partnership of the curated data within Europe, as one SVG without a script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from amicorum.features.entities.names import Point
from amicorum.features.network.model import LISTED, Network
from amicorum.web.pages.locator_map import EUROPE

_LAND = re.compile(r' d="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template `network.svg` draws, in the units of the map: land, a bundle of lines for each kind, and a dot for each place."""

    width: float
    height: float
    land: str
    lines: Mapping[str, str]
    dots: tuple[tuple[float, float, float], ...]
    """Position and radius."""


def draw_network(network: Network) -> Picture:
    """The partnerships that stand, between two places on the map of Europe; what only a list of others names is left out."""
    ends: Counter[tuple[float, float]] = Counter()
    lines: dict[str, dict[str, None]] = {"twinning": {}, "institutional": {}}
    for link in network.links:
        places = [place for key in link.ends if (place := _place(network, key))]
        if link.kind == LISTED or not link.stands or len(places) < 2 or places[0] == places[1]:
            continue
        ends.update(places)
        (x, y), (end_x, end_y) = sorted(places)
        bend_x, bend_y = (x + end_x) / 2 + (end_y - y) * 0.15, (y + end_y) / 2 - (end_x - x) * 0.15
        lines[link.kind][f"M{x} {y}Q{bend_x:.1f} {bend_y:.1f} {end_x} {end_y}"] = None
    dots = tuple((x, y, round(0.08 + 0.03 * number**0.5, 2)) for (x, y), number in sorted(ends.items()))
    outline = resources.files("amicorum.web.html").joinpath("static", EUROPE.file).read_text(encoding="utf-8")
    land = " ".join(_LAND.findall(outline))
    return Picture(
        width=EUROPE.x(EUROPE.east),
        height=EUROPE.y(EUROPE.south),
        land=land,
        lines={kind: "".join(each) for kind, each in lines.items()},
        dots=dots,
    )


def _place(network: Network, key: str) -> tuple[float, float] | None:
    node = network.nodes[key]
    if node.latitude is None or node.longitude is None or not EUROPE.holds(Point(node.latitude, node.longitude, ())):
        return None
    return EUROPE.x(node.longitude), EUROPE.y(node.latitude)
