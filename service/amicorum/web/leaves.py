"""The page about a thing: which template shows it, and what every such page has besides."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from fastapi import Request
from markupsafe import Markup
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum import iris
from amicorum.features.describe.asking import ask_statements
from amicorum.features.describe.document import GEOJSON, OFFERS, ask_places
from amicorum.features.describe.kinds import Content, Kind, kind_of
from amicorum.features.describe.naming import Point
from amicorum.features.describe.paging import ask_page
from amicorum.features.describe.source import Telling, read_branches, read_tellings
from amicorum.features.describe.statements import TYPE, Fact, Statements
from amicorum.features.describe.terms import DCT, FOAF
from amicorum.web import documents
from amicorum.web.documents import Offer
from amicorum.web.mapping import Map, draw_map
from amicorum.web.reader import Reader, Wording
from amicorum.web.schema_org import write_schema_org
from amicorum.web.site import Site
from amicorum.web.times import write_day

MAPPED = ("institution", "city")


@dataclass(frozen=True, slots=True)
class Frame:
    """What every such page has around its content."""

    iri: str
    title: Wording
    kind: str
    formats: list[Offer]
    statements: list[tuple[NamedNode, Fact]]
    release: str
    release_day: str
    schema_org: Markup


@dataclass(frozen=True, slots=True)
class Uses:
    """What points at a thing, by property, and where the other pages of it are."""

    groups: list[tuple[NamedNode, list[NamedNode]]]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Sayings:
    """What a source document or a named graph says."""

    pages: list[Fact]
    about: Telling
    said: list[Telling]
    previous: str
    next: str


async def make_reader(site: Site, request: Request) -> Reader:
    """The reader of a request, with the names of the release."""
    index = await asyncio.to_thread(site.indexes.get, site.release)
    language = site.pages.language(request)
    return Reader(language, index, site.links, site.pages.outside[language.code])


async def show_thing(site: Site, request: Request, thing: NamedNode, path: str, headers: dict[str, str]) -> Response:
    """The page about a thing."""
    if path.startswith("source/"):
        return await show_source(site, request, thing, NamedNode(iris.source_graph(path.removeprefix("source/"))), f"doc/{path}", headers)
    kind = kind_of(thing)
    statements = await ask_statements(site.engine, kind.query, thing)
    uses = await _find_uses(site, request, thing, f"doc/{path}", kind.hidden) if kind.uses else None
    if thing not in statements and not (uses and uses.groups):
        raise HTTPException(404, f"nothing is known here about {thing.value}")
    if successors := statements.nodes(thing, DCT.isReplacedBy):
        raise HTTPException(410, f"{thing.value} was withdrawn; in its place stands {', '.join(each.value for each in successors)}")
    reader = await make_reader(site, request)
    content = kind.read(statements, thing) if kind.read else None
    return site.pages.answer(
        f"{kind.name}.html",
        request=request,
        headers=headers,
        page=content,
        uses=uses,
        map=_map(content, reader),
        reader=reader,
        frame=_frame(site, reader, kind, thing, f"doc/{path}", statements, has_place=await _has_place(site, thing)),
    )


async def show_source(site: Site, request: Request, thing: NamedNode, graph: NamedNode, path: str, headers: dict[str, str]) -> Response:
    """The page of a source document, or of a named graph of our own: what it says, and nothing else."""
    about = await ask_statements(site.engine, "source", thing, own=graph)
    page = await ask_page(site.engine, "graph", graph, request.query_params.get("after", ""))
    if thing not in about and not len(page.statements):
        raise HTTPException(404, f"nothing is known here about {thing.value}")
    reader = await make_reader(site, request)
    sayings = Sayings(
        about.facts(thing, FOAF.page, FOAF.homepage),
        Telling(thing, about.facts(thing, TYPE), read_branches(about, thing)),
        read_tellings(page.statements),
        site.links.path(path) if request.query_params.get("after") else "",
        site.links.path(path, after=page.next) if page.next else "",
    )
    kind = Kind("source", "source", None)
    frame = _frame(site, reader, kind, thing, path, about, has_place=False)
    return site.pages.answer("source.html", request=request, headers=headers, page=sayings, reader=reader, frame=frame)


def _frame(site: Site, reader: Reader, kind: Kind, thing: NamedNode, path: str, statements: Statements, *, has_place: bool) -> Frame:
    types = statements.nodes(thing, TYPE)
    offers = [each for each in OFFERS if has_place or each is not GEOJSON]
    return Frame(
        thing.value,
        _title(reader, thing, types),
        _kind_name(reader, types),
        documents.list_offers(site, path, offers),
        [(term, fact) for term in statements.predicates(thing) for fact in statements.facts(thing, term)],
        site.release.id,
        write_day(site.release.manifest.date, reader.language),
        write_schema_org(kind.name, thing, statements, reader),
    )


def _title(reader: Reader, thing: NamedNode, types: list[NamedNode]) -> Wording:
    """The thing's name; for a part that nobody names, what it is and its key."""
    if reader.index.labels(thing.value) or not types or not thing.value.startswith(iris.BASE + "id/"):
        return reader.name(thing)
    return Wording(f"{_kind_name(reader, types)} {reader.name(thing).text}")


def _kind_name(reader: Reader, types: list[NamedNode]) -> str:
    """The most telling type: the one with the longest name, since a subclass names more than its superclass."""
    own = [each for each in types if each.value.startswith(iris.NS)] or types
    return max((reader.name(each).text for each in own), key=len, default="")


def _map(content: Content | None, reader: Reader) -> Map | None:
    point = cast("Point | None", getattr(content, "point", None))
    return draw_map(point, reader.name(content.thing).text) if point and content else None


async def _has_place(site: Site, thing: NamedNode) -> bool:
    return await ask_places(site.engine, thing, {}) is not None


async def _find_uses(site: Site, request: Request, thing: NamedNode, path: str, hidden: Collection[NamedNode]) -> Uses:
    after = request.query_params.get("after", "")
    page = await ask_page(site.engine, "pointing", thing, after)
    groups: dict[NamedNode, list[NamedNode]] = {}
    for subject, predicate, _, _ in page.statements:
        if isinstance(subject, NamedNode) and predicate not in hidden and subject not in groups.setdefault(predicate, []):
            groups[predicate].append(subject)
    return Uses(list(groups.items()), site.links.path(path) if after else "", site.links.path(path, after=page.next) if page.next else "")
