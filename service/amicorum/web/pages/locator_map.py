"""Draw the small map on a page: an outline of Europe or of the world, and where a point lies on it."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

from amicorum.features.entities.names import Point


@dataclass(frozen=True, slots=True)
class Outline:
    """A map in the plate carrée projection, true to scale at one latitude."""

    file: str
    west: float
    east: float
    south: float
    north: float
    latitude: float

    def x(self, longitude: float) -> float:
        """Degrees of longitude from the west edge, shortened as they are at the map's latitude."""
        return round((longitude - self.west) * cos(radians(self.latitude)), 2)

    def y(self, latitude: float) -> float:
        """Degrees of latitude from the north edge."""
        return round(self.north - latitude, 2)

    def holds(self, point: Point) -> bool:
        """Whether the point lies on the map."""
        return self.west < point.longitude < self.east and self.south < point.latitude < self.north


EUROPE = Outline("europe.svg", -25, 45, 34, 72, 52)
WORLD = Outline("world.svg", -170, 190, -58, 84, 0)


@dataclass(frozen=True, slots=True)
class Map:
    """What the template draws, in the map's own units."""

    place: str
    outline: str
    view: str
    x: float
    y: float
    width: float
    height: float
    cx: float
    cy: float
    radius: float
    latitude: str
    longitude: str


def draw_map(point: Point, place: str) -> Map:
    """The map for a point: Europe where it lies there, else the world."""
    outline = EUROPE if EUROPE.holds(point) else WORLD
    width, height = outline.x(outline.east), outline.y(outline.south)
    return Map(
        place=place,
        outline=outline.file,
        view=f"0 0 {width} {height}",
        x=0,
        y=0,
        width=width,
        height=height,
        cx=outline.x(point.longitude),
        cy=outline.y(point.latitude),
        radius=round(width / 75, 2),
        latitude=f"{abs(point.latitude):.2f}° {'N' if point.latitude >= 0 else 'S'}",
        longitude=f"{abs(point.longitude):.2f}° {'E' if point.longitude >= 0 else 'W'}",
    )
