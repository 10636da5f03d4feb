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

from amicorum.features.describe.asking import ask_statements
from amicorum.features.describe.document import GEOJSON, OFFERS, ask_places
from amicorum.features.describe.kinds import Content, Kind, kind_of
from amicorum.features.describe.naming import Point
from amicorum.features.describe.paging import ask_page
from amicorum.features.describe.source import Branch, Telling, read_branches, read_tellings
from amicorum.features.describe.statements import TYPE, Fact, Statements
from amicorum.features.describe.terms import DCT, FOAF
from amicorum.rdf import formats, iris
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
    return Reader(language, index, site.pages.links(request), site.pages.outside[language.code])


async def show_thing(site: Site, request: Request, thing: NamedNode, path: str, headers: dict[str, str]) -> Response:
    """The page about a thing."""
    if path.startswith("source/"):
        graph = NamedNode(iris.source_graph(path.removeprefix("source/")))
        offers = documents.list_offers(site, f"doc/{path}", formats.GRAPHS)
        return await show_sayings(site, request, thing, graph, f"doc/{path}", offers, headers)
    kind = kind_of(thing)
    statements = await ask_statements(site.engine, kind.query, thing)
    uses = await _find_uses(site, request, thing, f"doc/{path}", kind.hidden) if kind.uses else None
    if not (uses and uses.groups):
        check_known(site, statements, thing)
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
        frame=_frame(site, reader, kind, statements, thing, await _list_offers(site, thing, path)),
    )


async def show_graph(site: Site, request: Request, graph: NamedNode, path: str) -> Response:
    """The page of a named graph."""
    tag = documents.tag_of(site, request, site.pages.language(request).code)
    headers = documents.make_headers(site, tag, [documents.link(documents.LICENCE, "license")], page=True)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    offers = [
        documents.Offer(documents.SHORT[each.name], each.media_type, site.links.path(path, format=each.name)) for each in formats.GRAPHS
    ]
    return await show_sayings(site, request, graph, graph, path, offers, headers)


async def show_sayings(
    site: Site, request: Request, thing: NamedNode, graph: NamedNode, path: str, offers: list[Offer], headers: dict[str, str]
) -> Response:
    """The page of a source document or of a named graph: what it says, and nothing else."""
    about = await ask_statements(site.engine, "source", thing, own=graph)
    page = await ask_page(site.engine, "graph", graph, request.query_params.get("after", ""))
    if thing not in about and not len(page.statements):
        raise HTTPException(404, f"nothing is known here about {thing.value}")
    reader = await make_reader(site, request)
    sayings = Sayings(
        about.facts(thing, FOAF.page, FOAF.homepage),
        Telling(thing, about.facts(thing, TYPE), [each for each in read_branches(about, thing) if not _is_shown_above(each, thing)]),
        read_tellings(page.statements),
        reader.links.path(path) if request.query_params.get("after") else "",
        reader.links.path(path, after=page.next) if page.next else "",
    )
    frame = _frame(site, reader, Kind("source", "source", None), about, thing, offers)
    return site.pages.answer("source.html", request=request, headers=headers, page=sayings, reader=reader, frame=frame)


def _is_shown_above(branch: Branch, thing: NamedNode) -> bool:
    """Whether the head of the page says it already: the title, the page read, and that a document is the source of its own graph."""
    return branch.term in (DCT.title, FOAF.page, FOAF.homepage) or all(leaf.fact.value == thing for leaf in branch.leaves)


def _frame(site: Site, reader: Reader, kind: Kind, statements: Statements, thing: NamedNode, offers: list[Offer]) -> Frame:
    types = statements.nodes(thing, TYPE)
    return Frame(
        thing.value,
        _title(reader, thing, types),
        _kind_name(reader, types),
        offers,
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


async def _list_offers(site: Site, thing: NamedNode, path: str) -> list[Offer]:
    """GeoJSON is offered where a source says where the thing is."""
    placed = await ask_places(site.engine, thing, {}) is not None
    return documents.list_offers(site, f"doc/{path}", [each for each in OFFERS if placed or each is not GEOJSON])


def check_known(site: Site, about: Statements, thing: NamedNode) -> None:
    """Raise 410 for a thing that was withdrawn, with its successor where it has one, and 404 for one of which nothing is said."""
    if about.facts(thing, TYPE):
        return
    successors = [each.value for each in about.nodes(thing, DCT.isReplacedBy)]
    withdrawn = site.history.withdrawn(site.release).get(thing.value)
    if withdrawn and withdrawn.replaced_by and not successors:
        successors = [withdrawn.replaced_by]
    if successors or withdrawn:
        words = f"; in its place stands {', '.join(successors)}" if successors else ""
        links = ", ".join(documents.link(each, "successor-version") for each in successors)
        raise HTTPException(410, f"{thing.value} was withdrawn{words}", {"Link": links} if links else None)
    if not len(about):
        raise HTTPException(404, f"nothing is known here about {thing.value}")


async def _find_uses(site: Site, request: Request, thing: NamedNode, path: str, hidden: Collection[NamedNode]) -> Uses:
    after = request.query_params.get("after", "")
    page = await ask_page(site.engine, "pointing", thing, after)
    groups: dict[NamedNode, list[NamedNode]] = {}
    for subject, predicate, _, _ in page.statements:
        if isinstance(subject, NamedNode) and predicate not in hidden and subject not in groups.setdefault(predicate, []):
            groups[predicate].append(subject)
    links = site.pages.links(request)
    return Uses(list(groups.items()), links.path(path) if after else "", links.path(path, after=page.next) if page.next else "")
