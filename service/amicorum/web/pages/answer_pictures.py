"""An answer to a query as a picture: which pictures its columns allow, and what each of them shows. The table beneath shows the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from amicorum.features.network.model import Network, Node
from amicorum.rdf import iris
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.charts import YearChart, draw_years, share
from amicorum.web.pages.result_table import Cell, Table

MOST_BARS = 100
"""Rows that are drawn as bars; the table has all."""
LONGEST_SPAN = 400
"""Years that a chart of columns spans at most; beyond that each row is a bar."""
PLACED = ("city", "institution", "authority", "place")
"""Kinds of things of which the graph may know where they are."""
_LATITUDE = re.compile(r"lat(itude)?", re.IGNORECASE)
_LONGITUDE = re.compile(r"lon|lng|long(itude)?", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be drawn of an answer, each by the columns that it takes: their places in the table, the likeliest first."""

    things: tuple[int, ...] = ()
    """Columns of addresses, of our own things before others: ends of the lines of a network, points on a map."""
    coordinates: tuple[int, int] | None = None
    """The columns of latitude and longitude."""
    numbers: tuple[int, ...] = ()
    """Columns of numbers: lengths of bars."""
    placed: bool = False
    """Whether any column names things that may have a place."""

    @property
    def pictures(self) -> tuple[str, ...]:
        """`map`, `network`, `chart`, as far as there is something to draw."""
        able = {"map": self.placed or self.coordinates is not None, "network": len(self.things) > 1, "chart": bool(self.numbers)}
        return tuple(name for name, can in able.items() if can)


NOTHING = Offer()
"""Of an answer without rows."""


@dataclass(frozen=True, slots=True)
class Point:
    """A node of a picture, as the scripts of `/explore` know it, with the address of its page."""

    id: str
    label: str
    kind: str
    country: str
    city: str
    lat: float | None
    lon: float | None
    href: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """Two nodes that stand in one row, with the number of the row."""

    source: str
    target: str
    row: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What a map or a network shows."""

    nodes: tuple[Point, ...]
    lines: tuple[Line, ...]

    def plain(self) -> dict[str, object]:
        """As JSON has it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: what it is of, its number and the bar's length in per cent, counted from nought."""

    names: tuple[Cell, ...]
    value: float
    length: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one column of numbers: columns over years where each row is of another year, else bars."""

    heading: str
    bars: tuple[Bar, ...] = ()
    years: YearChart | None = None
    left_out: int = 0
    """Rows without a number, or beyond the first so many, or below nought."""

    @property
    def series(self) -> tuple[str, ...]:
        """What is drawn, as the macros of charts ask for it."""
        return (self.heading,)


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of an answer that a reader chose: what it shows, and the columns that it takes, by the parameter that changes each."""

    name: str
    columns: Mapping[str, str]
    scene: Scene | None = None
    chart: Chart | None = None


def find_offer(table: Table) -> Offer:
    """What can be drawn of an answer."""
    places = range(len(table.columns))
    filled = [[row[place] for row in table.rows if row[place].text] for place in places]
    numbers = [place for place in places if filled[place] and all(cell.number is not None for cell in filled[place])]
    things = [place for place in places if filled[place] and all(cell.iri for cell in filled[place])]
    ours = [place for place in things if any(cell.iri.startswith(iris.THINGS) for cell in filled[place])]
    latitude = next((place for place in numbers if _LATITUDE.fullmatch(table.columns[place])), None)
    longitude = next((place for place in numbers if _LONGITUDE.fullmatch(table.columns[place])), None)
    coordinates = None if latitude is None or longitude is None else (latitude, longitude)
    counted = [place for place in numbers if place not in (coordinates or ())]
    return Offer(
        things=(*ours, *(place for place in things if place not in ours)),
        coordinates=coordinates,
        numbers=tuple(reversed(counted)),  # what is counted stands behind what it is counted of
        placed=any(_kind(cell.iri) in PLACED for place in ours for cell in filled[place]),
    )


def draw(presenter: Presenter, network: Network, table: Table, offer: Offer, name: str, wanted: Mapping[str, str]) -> Picture:
    """One of the pictures on offer. `wanted` names columns: `from` and `to` of a map and a network, `value` of a chart."""
    columns = table.columns
    if name == "chart":
        place = _choose(offer.numbers, columns, wanted.get("value"))
        return Picture(name, {"value": columns[place]}, chart=draw_chart(table, place))
    ends: dict[str, int] = {}
    for parameter in ("from", "to"):
        able = [place for place in offer.things if place not in ends.values()]
        if able:
            ends[parameter] = _choose(able, columns, wanted.get(parameter))
    scene = draw_scene(presenter, network, table, offer, tuple(ends.values()))
    return Picture(name, {parameter: columns[place] for parameter, place in ends.items()}, scene=scene)


def _choose(places: Sequence[int], columns: Sequence[str], wanted: str | None) -> int:
    """The place of the column that a reader asked for, else the likeliest."""
    return next((place for place in places if columns[place] == wanted), places[0])


def draw_scene(presenter: Presenter, network: Network, table: Table, offer: Offer, ends: Sequence[int]) -> Scene:
    """The things of one or two columns with where they are, and a line for each row that has two."""
    nodes: dict[str, Point] = {}
    lines: list[Line] = []
    for number, row in enumerate(table.rows, 1):
        found = [_key(row[place].iri) for place in ends if row[place].iri]
        for place in ends:
            cell = row[place]
            if cell.iri and _key(cell.iri) not in nodes:
                nodes[_key(cell.iri)] = _point(presenter, network, cell.iri)
        if offer.coordinates and (not ends or len(found) == 1):
            key = found[0] if found else f"row {number}"
            nodes[key] = _place_row(nodes.get(key), row, key, offer.coordinates)
        if len(found) == 2 and found[0] != found[1]:
            lines.append(Line(found[0], found[1], number))
    return Scene(tuple(nodes.values()), tuple(lines))


def draw_chart(table: Table, place: int) -> Chart:
    """The numbers of one column as columns over years, or as bars."""
    heading = table.columns[place]
    numbers = [(row, value) for row in table.rows if (value := row[place].number) is not None and value >= 0]
    others = [each for each in range(len(table.columns)) if each != place]
    left_out = len(table.rows) - len(numbers)
    if years := _by_year(numbers, others):
        return Chart(heading, years=draw_years(years, min(years), max(years)), left_out=left_out)
    named = [each for each in others if any(row[each].number is None for row, _ in numbers)] or others
    largest = max((value for _, value in numbers), default=0.0)
    bars = tuple(
        Bar(tuple(row[each] for each in named if row[each].text), value, share(value, largest)) for row, value in numbers[:MOST_BARS]
    )
    return Chart(heading, bars, left_out=left_out + max(len(numbers) - MOST_BARS, 0))


def _by_year(numbers: Sequence[tuple[Sequence[Cell], float]], others: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """The numbers by year, where the one other column holds years, each once, and the numbers are whole; else nothing."""
    if len(others) != 1:
        return {}
    years = [row[others[0]].text for row, _ in numbers]
    if not all(map(_YEAR.fullmatch, years)) or len(set(years)) < len(years) or any(value != int(value) for _, value in numbers):
        return {}
    found = {int(year): (int(value),) for year, (_, value) in zip(years, numbers, strict=True)}
    return found if len(found) > 1 and max(found) - min(found) < LONGEST_SPAN else {}


def _key(iri: str) -> str:
    """How the scripts name a thing: the end of its address, where it is ours."""
    return iri.removeprefix(iris.THINGS)


def _kind(iri: str) -> str:
    return _key(iri).partition("/")[0] if iri.startswith(iris.THINGS) else ""


def _point(presenter: Presenter, network: Network, iri: str) -> Point:
    key = _key(iri)
    node = network.nodes.get(network.node_key(key)) or Node(key, _kind(iri))
    href = presenter.href(iri)
    return Point(
        id=key,
        label=presenter.name(iri).text,
        kind=_kind(iri) or "other",
        country=node.country,
        city=node.city,
        lat=node.latitude,
        lon=node.longitude,
        href=href,
    )


def _place_row(known: Point | None, row: Sequence[Cell], key: str, coordinates: tuple[int, int]) -> Point:
    """A point where the row itself says that it is."""
    latitude, longitude = (row[place].number for place in coordinates)
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        latitude = longitude = None
    name = next((cell.label or cell.text for cell in row if cell.text and cell.number is None), key)
    if known is None:
        return Point(id=key, label=name, kind="other", country="", city="", lat=latitude, lon=longitude, href=None)
    if latitude is None:
        return known
    return Point(
        id=known.id,
        label=known.label,
        kind=known.kind,
        country=known.country,
        city=known.city,
        lat=latitude,
        lon=longitude,
        href=known.href,
    )
