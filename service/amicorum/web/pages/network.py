"""Write a selection from the network of partnerships: as JSON, as a CSV table, and as rows of the page."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from pydantic import TypeAdapter

from amicorum.features.network.model import Link, Network
from amicorum.features.network.periods import Presence, Window
from amicorum.features.network.selection import Found, Selection
from amicorum.rdf import iris
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.choices import Choice, list_choices, name_value
from amicorum.web.pages.links import say_time, say_when, say_window, sources_cell
from amicorum.web.pages.nodes import address_of, node_name


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
    graphs: tuple[str, ...]


_WRITER = TypeAdapter(NetworkData)


def write_network(presenter: Presenter, network: Network, selection: Selection, found: Found, release: str, most: int) -> bytes:
    """A selection as JSON, at most so many links of it."""
    links = [_link_data(presenter, link, presence) for link, presence in found.links[:most]]
    keys = dict.fromkeys(key for link in links for key in (link.source, link.target))
    lists = {name: tuple(each) for name, each in list_choices(presenter, network, selection, found).items()}
    nodes = [
        NodeData(
            id=n.key,
            label=node_name(presenter, n.key).text,
            kind=n.kind,
            types=n.types,
            country=n.country,
            city=n.city,
            lat=n.latitude,
            lon=n.longitude,
        )
        for n in (found.nodes[key] for key in keys)
    ]
    acts = {kind: name_value(presenter, "act", kind) for kind in sorted({act.type for link in links for act in link.acts})}
    return _WRITER.dump_json(
        NetworkData(
            release=release,
            language=presenter.language.code,
            year=selection.year,
            total=len(found.links),
            shown=len(links),
            nodes=tuple(nodes),
            links=tuple(links),
            lists=lists,
            acts=acts,
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
        ends = [cell for key in link.ends for cell in (address_of(key), node_name(presenter, key).text, found.nodes[key].country)]
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
            ends=(address_of(link.ends[0]), address_of(link.ends[1])),
            partnership=link.iri,
            kind=name_value(presenter, "kind", link.kind),
            when=say_when(presenter, link),
            uncertain=presence is Presence.UNCERTAIN,
            statuses=[name_value(presenter, "status", each) for each in link.statuses],
            areas=[name_value(presenter, "area", each) for each in network.narrow(link.areas)],
            confidence=name_value(presenter, "confidence", link.confidence) if link.confidence else "",
            graphs=sources_cell(link),
        )
        for link, presence in found.links[offset : offset + limit]
    ]


def _link_data(presenter: Presenter, link: Link, presence: Presence) -> LinkData:
    return LinkData(
        id=link.key,
        source=link.ends[0],
        target=link.ends[1],
        kind=link.kind,
        kinds=tuple(sorted(link.kinds)),
        parties=link.parties,
        statuses=link.statuses,
        areas=link.areas,
        confidence=link.confidence,
        sources=link.sources,
        collections=link.collections,
        presence=presence.value,
        begin=_open(link.begin),
        end=_open(link.end) if link.end else None,
        since=say_window(presenter, link.begin),
        until=say_window(presenter, link.end) if link.end else "",
        acts=tuple(
            ActData(
                type=a.type,
                edtf=a.edtf,
                text=say_time(a.edtf, presenter.language),
                first=a.first or None,
                last=a.last or None,
                document=a.document,
            )
            for a in link.acts
        ),
    )


def _open(window: Window) -> tuple[str | None, str | None]:
    return window.first or None, window.last or None
