"""Draw the pictures on the page of an institution or a city: its partners as a small network, on a map, and over the years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from amicorum.features.entities.names import Point
from amicorum.features.network.model import LISTED, Link, Network
from amicorum.web.html.presenter import Presenter, Wording
from amicorum.web.pages.links import say_when
from amicorum.web.pages.locator_map import EUROPE, WORLD, Outline
from amicorum.web.pages.nodes import node_name

MOST = 16
"""Partners that are drawn in the network and over the years; the map has all."""
ROW, BAND = 26, 34
"""Heights of a row of the network and of one over the years, in pixels."""


@dataclass(frozen=True, slots=True)
class Spoke:
    """A partner in the network: its name, its height in the picture, how wide the line to it is."""

    name: Wording
    y: float
    width: float
    kind: str
    over: bool


@dataclass(frozen=True, slots=True)
class Arc:
    """A line on the map from here to a partner, as the path of an SVG, and its end."""

    path: str
    x: float
    y: float
    name: str
    kind: str
    over: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A partner over the years: when it was there for certain, and when it may have been, as spans in per cent of the width."""

    name: Wording
    when: str
    y: float
    sure: tuple[float, float] | None
    unsure: tuple[tuple[float, float], ...]
    kind: str


@dataclass(frozen=True, slots=True)
class PartnerMap:
    """The map and what is drawn on it, in its own units."""

    outline: str
    width: float
    height: float
    x: float
    y: float
    radius: float
    arcs: tuple[Arc, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """All pictures of one node, and what they show in words."""

    key: str
    summary: str
    spokes: tuple[Spoke, ...]
    height: float
    more: int
    map: PartnerMap | None
    bands: tuple[Band, ...]
    bands_height: float
    years: tuple[tuple[int, float], ...]


def make_portrait(presenter: Presenter, network: Network, key: str, today: str) -> Portrait | None:
    """The pictures of a node; None where nothing is known of its partners."""
    partners: dict[str, list[Link]] = {}
    for link in network.links_of.get(key, ()):
        partners.setdefault(link.other(key), []).append(link)
    if not partners:
        return None
    ranked = sorted(partners, key=lambda each: (_rank(partners[each]), -len(network.links_of[each]), each))
    names = {each: node_name(presenter, each) for each in ranked}
    shown = sorted(ranked[:MOST], key=lambda each: (network.nodes[each].country, names[each].text.casefold()))
    bands, years = _draw_bands(presenter, partners, shown, names, today)
    return Portrait(
        key=key,
        summary=_summarise(presenter, network, partners),
        spokes=tuple(
            Spoke(
                name=names[each],
                y=(place + 0.5) * ROW,
                width=min(1 + len(partners[each]), 4),
                kind=partners[each][0].kind,
                over=_over(partners[each]),
            )
            for place, each in enumerate(shown)
        ),
        height=len(shown) * ROW,
        more=len(ranked) - len(shown),
        map=_draw_map(network, key, partners, names),
        bands=bands,
        bands_height=len(bands) * BAND,
        years=years,
    )


def _summarise(presenter: Presenter, network: Network, partners: Mapping[str, Sequence[Link]]) -> str:
    """How many partners there are, in how many countries, and where most of them are."""
    language = presenter.language
    ngettext = language.translations.ngettext
    countries = Counter(country for key in partners if (country := network.nodes[key].country))
    words = [ngettext("%(num)s partner", "%(num)s partners", len(partners)) % {"num": language.number(len(partners))}]
    if countries:
        words.append(ngettext("in %(num)s country", "in %(num)s countries", len(countries)) % {"num": language.number(len(countries))})
    text = " ".join(words)
    most = [f"{language.country(code)} {language.number(number)}" for code, number in countries.most_common(3) if number > 1]
    return f"{text}: {', '.join(most)}" if most and len(countries) > 1 else text


def _draw_map(network: Network, key: str, partners: Mapping[str, Sequence[Link]], names: Mapping[str, Wording]) -> PartnerMap | None:
    places = {each: place for each in (key, *partners) if (place := _place(network, each))}
    if key not in places or len(places) < 2:
        return None
    outline = EUROPE if all(EUROPE.holds(place) for place in places.values()) else WORLD
    x, y = _project(outline, places[key])
    width, height = outline.x(outline.east), outline.y(outline.south)
    arcs = []
    for each in partners:
        if each in places:
            end_x, end_y = _project(outline, places[each])
            # The bend goes to the left of the way: there and back would not lie on each other.
            bend_x, bend_y = (x + end_x) / 2 + (end_y - y) * 0.15, (y + end_y) / 2 - (end_x - x) * 0.15
            path = f"M{x} {y}Q{bend_x:.2f} {bend_y:.2f} {end_x} {end_y}"
            arcs.append(Arc(path=path, x=end_x, y=end_y, name=names[each].text, kind=partners[each][0].kind, over=_over(partners[each])))
    return PartnerMap(outline=outline.file, width=width, height=height, x=x, y=y, radius=round(width / 110, 2), arcs=tuple(arcs))


def _draw_bands(
    presenter: Presenter, partners: Mapping[str, Sequence[Link]], shown: Sequence[str], names: Mapping[str, Wording], today: str
) -> tuple[tuple[Band, ...], tuple[tuple[int, float], ...]]:
    """Rows over the years from the first beginning to this year; none where nothing is dated."""
    dated = [(key, link) for key in shown for link in partners[key] if link.begin.first or link.begin.last]
    if not dated:
        return (), ()
    dated.sort(key=lambda each: (each[1].begin.last or each[1].begin.first, each[1].key))
    last = int(today[:4]) + 1
    first = min(int((link.begin.first or link.begin.last)[:4]) for _, link in dated)
    first = min(first, last - 10)

    def place(day: str) -> float:
        return round(100 * (int(day[:4]) + (int(day[5:7]) - 1) / 12 - first) / (last - first), 2)

    bands = []
    for number, (key, link) in enumerate(dated):
        begin_last = link.begin.last or today
        end_first, end_last = (link.end.first or begin_last, link.end.last or today) if link.end else (today, today)
        sure = (place(begin_last), place(end_first)) if link.begin.last and end_first > begin_last else None
        unsure = [(place(link.begin.first or f"{first}-01-01"), place(min(begin_last, today)))]
        if link.end:
            unsure.append((place(max(end_first, begin_last)), place(min(end_last, today))))
        spans = tuple((start, round(end - start, 2)) for start, end in unsure if end > start)
        kept = (sure[0], round(sure[1] - sure[0], 2)) if sure and sure[1] > sure[0] else None
        bands.append(Band(name=names[key], when=say_when(presenter, link), y=number * BAND, sure=kept, unsure=spans, kind=link.kind))
    step = next(each for each in (5, 10, 20, 50, 100, 200, 500) if (last - first) / each <= 6)
    marks = range(-(-first // step) * step, last, step)
    return tuple(bands), tuple((year, place(f"{year}-01")) for year in marks)


def _rank(links: Sequence[Link]) -> int:
    """What stands comes first, then what is over, then what only a list of others tells."""
    return 2 if all(link.kind == LISTED for link in links) else int(_over(links))


def _over(links: Sequence[Link]) -> bool:
    return not any(link.stands for link in links)


def _place(network: Network, key: str) -> Point | None:
    node = network.nodes[key]
    return Point(node.latitude, node.longitude, ()) if node.latitude is not None and node.longitude is not None else None


def _project(outline: Outline, point: Point) -> tuple[float, float]:
    return outline.x(point.longitude), outline.y(point.latitude)
