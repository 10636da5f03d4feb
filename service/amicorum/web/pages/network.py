"""A selection from the network of partnerships in the words of a reader: as JSON, as a CSV table, and as the lists to choose from."""

from __future__ import annotations

import csv
import io
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic import TypeAdapter

from amicorum.features.network.model import Link, Network
from amicorum.features.network.periods import Presence, Window
from amicorum.features.network.selection import FACETS, Found, Selection
from amicorum.rdf import iris
from amicorum.web.html.dates import write_day, write_time
from amicorum.web.html.i18n import Language
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.nodes import node_name

SCHEMES: Mapping[str, tuple[str, ...]] = {
    "type": ("institution-types", "authority-kinds"),
    "area": ("cooperation-areas",),
    "kind": ("agreement-types", "legal-kinds"),
    "status": ("statuses",),
    "confidence": ("confidence",),
    "act": ("act-types",),
}
"""The concept schemes that name the values of each list."""
MOST_SOURCES = 30
"""Sources to choose from at once: those of the most links."""
ORDER = {"confidence": ("high", "medium", "low"), "kind": ("institutional", "twinning", "listed")}
"""Values that come first, in this order; all others by their number of links."""


@dataclass(frozen=True, slots=True)
class NodeData:
    """A node: its key is the end of its address under `/id/`."""

    id: str
    label: str
    kind: str
    types: tuple[str, ...]
    country: str
    city: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class ActData:
    """Something dated: `edtf` as the source has it, the first and the last day that it can have been (null: open)."""

    type: str
    edtf: str
    text: str
    first: str | None
    last: str | None
    document: str


@dataclass(frozen=True, slots=True)
class LinkData:
    """Two partners. `begin` and `end` are windows: first and last possible day, null where unknown. No `end`: nothing says it ended."""

    id: str
    source: str
    target: str
    kind: str
    kinds: tuple[str, ...]
    parties: int
    statuses: tuple[str, ...]
    areas: tuple[str, ...]
    confidence: str
    sources: tuple[str, ...]
    collections: tuple[str, ...]
    presence: str
    begin: tuple[str | None, str | None]
    end: tuple[str | None, str | None] | None
    since: str
    until: str
    acts: tuple[ActData, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a list: its name, how many links it would give, whether it is chosen; of an area the broader one."""

    key: str
    label: str
    count: int
    chosen: bool
    broader: str = ""


@dataclass(frozen=True, slots=True)
class NetworkData:
    """The answer to a selection. `shown` is less than `total` where the answer is cut at its bound."""

    release: str
    language: str
    year: int | None
    total: int
    shown: int
    nodes: tuple[NodeData, ...]
    links: tuple[LinkData, ...]
    lists: dict[str, tuple[Choice, ...]]
    acts: dict[str, str]
    """What the types of acts are called."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table on the page."""

    ends: tuple[str, str]
    """Addresses."""
    partnership: str
    kind: str
    when: str
    uncertain: bool
    statuses: list[str]
    areas: list[str]
    confidence: str
    graphs: list[str]


_WRITER = TypeAdapter(NetworkData)


def write_network(presenter: Presenter, network: Network, selection: Selection, found: Found, release: str, most: int) -> bytes:
    """A selection as JSON, at most so many links of it."""
    links = [_link_data(presenter, link, presence) for link, presence in found.links[:most]]
    keys = dict.fromkeys(key for link in links for key in (link.source, link.target))
    lists = {name: tuple(each) for name, each in list_choices(presenter, network, selection, found).items()}
    nodes = [
        NodeData(n.key, node_name(presenter, n.key).text, n.kind, n.types, n.country, n.city, n.latitude, n.longitude)
        for n in (found.nodes[key] for key in keys)
    ]
    acts = {kind: name_value(presenter, "act", kind) for kind in sorted({act.type for link in links for act in link.acts})}
    return _WRITER.dump_json(
        NetworkData(
            release,
            presenter.language.code,
            selection.year,
            len(found.links),
            len(links),
            tuple(nodes),
            tuple(links),
            lists,
            acts,
        )
    )


def write_table(presenter: Presenter, found: Found) -> str:
    """A selection as CSV (RFC 4180): a line for each link, values of one cell joined by `|`."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["partnership", "kind", "partner_1", "name_1", "country_1", "partner_2", "name_2", "country_2", "begin_first", "begin_last",
         "end_first", "end_last", "in_year", "statuses", "areas", "confidence", "sources", "collections"]
    )  # fmt: skip
    for link, presence in found.links:
        ends = [cell for key in link.ends for cell in (iris.BASE + "id/" + key, node_name(presenter, key).text, found.nodes[key].country)]
        writer.writerow(
            [link.iri, link.kind, *ends, *link.begin, *(link.end or ("", "")), presence.value,
             "|".join(link.statuses), "|".join(link.areas), link.confidence,
             "|".join(map(iris.source, link.sources)), "|".join(link.collections)]
        )  # fmt: skip
    return text.getvalue()


def list_rows(presenter: Presenter, network: Network, found: Found, offset: int, limit: int) -> list[Row]:
    """Some of the links as rows of the page's table; of their areas the narrowest."""
    return [
        Row(
            (iris.BASE + "id/" + link.ends[0], iris.BASE + "id/" + link.ends[1]),
            link.iri,
            name_value(presenter, "kind", link.kind),
            say_when(presenter, link),
            presence is Presence.UNCERTAIN,
            [name_value(presenter, "status", each) for each in link.statuses],
            [name_value(presenter, "area", each) for each in network.narrow(link.areas)],
            name_value(presenter, "confidence", link.confidence) if link.confidence else "",
            [iris.source_graph(each) for each in link.sources],
        )
        for link, presence in found.links[offset : offset + limit]
    ]


def list_choices(presenter: Presenter, network: Network, selection: Selection, found: Found) -> dict[str, list[Choice]]:
    """The lists to choose from: each value that would give links, and each that is chosen."""
    lists: dict[str, list[Choice]] = {}
    for facet in FACETS:
        chosen, counts = selection.chosen.get(facet, frozenset()), found.counts[facet]
        order = ORDER.get(facet, ())
        ranked = sorted({*counts, *chosen}, key=lambda key: (order.index(key) if key in order else len(order), -counts[key], key))
        if facet == "source":
            ranked = [key for place, key in enumerate(ranked) if place < MOST_SOURCES or key in chosen]
        choices = [
            Choice(
                key, name_value(presenter, facet, key), counts[key], key in chosen, network.broader.get(key, "") if facet == "area" else ""
            )
            for key in ranked
        ]
        lists[facet] = sorted(choices, key=lambda each: each.label.casefold()) if facet == "country" else choices
    return lists


def name_value(presenter: Presenter, facet: str, key: str) -> str:
    """What a value of a list is called."""
    gettext = presenter.language.gettext
    own = {
        ("kind", "twinning"): gettext("twinning of cities"),
        ("kind", "institutional"): gettext("partnership of institutions"),
        ("kind", "listed"): gettext("twin towns by a list"),
        ("kind", "listed-by-both"): gettext("both name each other"),
        ("kind", "listed-by-one"): gettext("only one names the other"),
        ("type", "place"): gettext("place of a list"),
        ("type", "city"): gettext("city"),
        ("type", "institution"): gettext("institution"),
        ("type", "authority"): gettext("authority"),
        ("collection", "curated"): gettext("gathered by the curators"),
        ("act", "validity"): gettext("valid"),
        ("act", "planned"): gettext("planned"),
        ("act", "preferred"): gettext("date, by the curators’ decision"),
        ("act", "observation"): gettext("observed"),
    }
    if (facet, key) in own:
        return own[facet, key]
    if facet == "country":
        return _country(presenter, key)
    if facet in ("source", "collection"):
        return presenter.source(iris.source_graph(key)).name.text
    for scheme in SCHEMES.get(facet, ()):
        if presenter.index.labels(concept := iris.concept(scheme, key)):
            return presenter.name(concept).text
    return key


def _country(presenter: Presenter, code: str) -> str:
    return presenter.language.country(f"/{code}")


def _link_data(presenter: Presenter, link: Link, presence: Presence) -> LinkData:
    return LinkData(
        link.key,
        *link.ends,
        link.kind,
        tuple(sorted(link.kinds)),
        link.parties,
        link.statuses,
        link.areas,
        link.confidence,
        link.sources,
        link.collections,
        presence.value,
        _open(link.begin),
        _open(link.end) if link.end else None,
        say_window(presenter, link.begin),
        say_window(presenter, link.end) if link.end else "",
        tuple(
            ActData(a.type, a.edtf, _say_time(a.edtf, presenter.language), a.first or None, a.last or None, a.document) for a in link.acts
        ),
    )


def _open(window: Window) -> tuple[str | None, str | None]:
    return window.first or None, window.last or None


def say_when(presenter: Presenter, link: Link) -> str:
    """When it began and ended, in words."""
    unknown = presenter.language.gettext("date unknown")
    begin = say_window(presenter, link.begin) or unknown
    return begin if link.end is None else f"{begin} – {say_window(presenter, link.end) or unknown}"


def say_window(presenter: Presenter, window: Window) -> str:
    """A window in words: a day, a month or a year, else the days between which it lies."""
    first, last = window
    if not first and not last:
        return ""
    shortened = _shorten(first, last) if first and last else ""
    return _say_day(shortened, presenter.language) if shortened else _say_time(f"[{first}..{last}]", presenter.language)


def _shorten(first: str, last: str) -> str:
    """The day, month or year that is just this window; empty where there is none."""
    year, month = int(first[:4]), int(first[5:7])
    if first == last:
        return first
    if (first, last) == (f"{year:04}-01-01", f"{year:04}-12-31"):
        return first[:4]
    month_end = f"{first[:7]}-{monthrange(year, month)[1]:02}"
    return first[:7] if first.endswith("-01") and last == month_end else ""


@lru_cache(maxsize=20_000)
def _say_time(edtf: str, language: Language) -> str:
    return write_time(edtf, language)


@lru_cache(maxsize=20_000)
def _say_day(text: str, language: Language) -> str:
    return write_day(text, language)
