"""Render the HTML page of one resource: build the view model, pick the template. 404 for unknown, 410 for withdrawn resources."""

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

from amicorum.errors import NotKnown
from amicorum.features.entities.document import GEOJSON, OFFERS, ask_places
from amicorum.features.entities.names import Point
from amicorum.features.entities.pagination import ask_page
from amicorum.features.entities.queries import ask_statements
from amicorum.features.entities.registry import Content, find_model
from amicorum.features.entities.source import SourceClaims, StatedProperty, read_properties, read_source_claims
from amicorum.features.entities.statements import Fact, Statements
from amicorum.rdf import entity_kinds, formats, iris
from amicorum.rdf.entity_kinds import EntityKind, kind_of
from amicorum.rdf.terms import DCT, FOAF, RDF
from amicorum.web.html.dates import write_day
from amicorum.web.html.presenter import Presenter, Wording
from amicorum.web.pages.locator_map import Map, draw_map
from amicorum.web.pages.portrait import Portrait, make_portrait
from amicorum.web.pages.schema_org import write_schema_org
from amicorum.web.responses import document
from amicorum.web.responses.document import Offer
from amicorum.web.state import AppState

PORTRAYED = ("institution", "city")
"""Kinds of things whose partners are drawn."""


@dataclass(frozen=True, slots=True)
class PageFrame:
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
class SourcePage:
    """What a source document or a named graph says."""

    pages: list[Fact]
    about: SourceClaims
    said: list[SourceClaims]
    assessed: list[SourceClaims]
    """What the curators make of it: how sure they are, their notes, types."""
    previous: str
    next: str


async def make_presenter(state: AppState, request: Request) -> Presenter:
    """The reader of a request, with the names of the release."""
    index = await asyncio.to_thread(state.indexes.get, state.release)
    language = state.templates.language(request)
    return Presenter(language=language, index=index, links=state.templates.links(request), outside=state.templates.outside[language.code])


async def show_thing(state: AppState, request: Request, thing: NamedNode, path: str, headers: dict[str, str]) -> Response:
    """The page about a thing."""
    if path.startswith("source/"):
        graph = NamedNode(iris.source_graph(path.removeprefix("source/")))
        offers = document.list_offers(state, f"doc/{path}", formats.GRAPHS)
        return await show_source(state, request, thing, graph, f"doc/{path}", offers, headers)
    kind = kind_of(thing.value)
    model = find_model(kind)
    statements = await ask_statements(state.engine, model.query, thing)
    uses = await _find_uses(state, request, thing, f"doc/{path}", model.hidden) if model.uses else None
    if not (uses and uses.groups):
        check_known(state, statements, thing)
    presenter = await make_presenter(state, request)
    content = model.read(statements, thing) if model.read else None
    return state.templates.answer(
        f"{kind.page}.html",
        request=request,
        headers=headers,
        page=content,
        uses=uses,
        map=_map(content, presenter),
        portrait=await _find_portrait(state, presenter, thing) if kind.page in PORTRAYED else None,
        presenter=presenter,
        page_frame=_page_frame(state, presenter, kind, statements, thing, await _list_offers(state, thing, path)),
    )


async def show_graph(state: AppState, request: Request, graph: NamedNode, path: str) -> Response:
    """The page of a named graph."""
    offers = [Offer(each.label, each.media_type, state.links.path(path, format=each.name)) for each in formats.GRAPHS]
    return await document.respond(
        state,
        request,
        page=lambda headers: show_source(state, request, graph, graph, path, offers, headers),
        links=[document.link(document.LICENCE, "license")],
    )


async def show_source(
    state: AppState, request: Request, thing: NamedNode, graph: NamedNode, path: str, offers: list[Offer], headers: dict[str, str]
) -> Response:
    """The page of a source document or of a named graph: what it says, and nothing else."""
    about = await ask_statements(state.engine, "source", thing, own=graph)
    after = request.query_params.get("after", "")
    page = await ask_page(state.engine, "graph", graph, after)
    assessed = await ask_page(state.engine, "graph", NamedNode(iris.assessment_of(graph.value)), after) if thing != graph else None
    if thing not in about and not len(page.statements):
        raise NotKnown(thing.value)
    presenter = await make_presenter(state, request)
    source_page = SourcePage(
        pages=about.facts(thing, FOAF.page, FOAF.homepage),
        about=SourceClaims(
            thing, about.facts(thing, RDF.type), [each for each in read_properties(about, thing) if not _is_shown_above(each, thing)]
        ),
        said=read_source_claims(page.statements),
        assessed=read_source_claims(assessed.statements) if assessed else [],
        previous=presenter.links.path(path) if after else "",
        next=presenter.links.path(path, after=page.next) if page.next else "",
    )
    page_frame = _page_frame(state, presenter, entity_kinds.BY_NAME["source"], about, thing, offers)
    return state.templates.answer(
        "source.html", request=request, headers=headers, page=source_page, presenter=presenter, page_frame=page_frame
    )


def _is_shown_above(stated: StatedProperty, thing: NamedNode) -> bool:
    """Whether the head of the page says it already: the title, the page read, and that a document is the source of its own graph."""
    return stated.term in (DCT.title, FOAF.page, FOAF.homepage) or all(each.fact.value == thing for each in stated.values)


def _page_frame(
    state: AppState, presenter: Presenter, kind: EntityKind, statements: Statements, thing: NamedNode, offers: list[Offer]
) -> PageFrame:
    types = statements.nodes(thing, RDF.type)
    return PageFrame(
        iri=thing.value,
        title=_title(presenter, thing, types),
        kind=_kind_name(presenter, types),
        formats=offers,
        statements=[(term, fact) for term in statements.predicates(thing) for fact in statements.facts(thing, term)],
        release=state.release.id,
        release_day=write_day(state.release.manifest.date, presenter.language),
        schema_org=write_schema_org(kind, thing, statements, presenter),
    )


def _title(presenter: Presenter, thing: NamedNode, types: list[NamedNode]) -> Wording:
    """The thing's name; for a part that nobody names, what it is and its key."""
    if presenter.index.labels(thing.value) or not types or not thing.value.startswith(iris.THINGS):
        return presenter.name(thing)
    return Wording(f"{_kind_name(presenter, types)} {presenter.name(thing).text}")


def _kind_name(presenter: Presenter, types: list[NamedNode]) -> str:
    """The most telling type: the one with the longest name, since a subclass names more than its superclass."""
    own = [each for each in types if each.value.startswith(iris.NS)] or types
    return max((presenter.name(each).text for each in own), key=len, default="")


def _map(content: Content | None, presenter: Presenter) -> Map | None:
    point = cast("Point | None", getattr(content, "point", None))
    return draw_map(point, presenter.name(content.thing).text) if point and content else None


async def _find_portrait(state: AppState, presenter: Presenter, thing: NamedNode) -> Portrait | None:
    network = await state.network()
    return make_portrait(presenter, network, thing.value.removeprefix(iris.THINGS), state.release.manifest.date)


async def _list_offers(state: AppState, thing: NamedNode, path: str) -> list[Offer]:
    """GeoJSON is offered where a source says where the thing is."""
    placed = await ask_places(state.engine, thing, {}) is not None
    return document.list_offers(state, f"doc/{path}", [each for each in OFFERS if placed or each is not GEOJSON])


def check_known(state: AppState, about: Statements, thing: NamedNode) -> None:
    """Raise 410 for a thing that was withdrawn, with its successor where it has one, and `NotKnown` for one of which nothing is said."""
    if about.facts(thing, RDF.type):
        return
    successors = [each.value for each in about.nodes(thing, DCT.isReplacedBy)]
    withdrawn = state.history.withdrawn(state.release).get(thing.value)
    if withdrawn and withdrawn.replaced_by and not successors:
        successors = [withdrawn.replaced_by]
    if successors or withdrawn:
        words = f"; in its place stands {', '.join(successors)}" if successors else ""
        links = ", ".join(document.link(each, "successor-version") for each in successors)
        raise HTTPException(410, f"{thing.value} was withdrawn{words}", {"Link": links} if links else None)
    if not len(about):
        raise NotKnown(thing.value)


async def _find_uses(state: AppState, request: Request, thing: NamedNode, path: str, hidden: Collection[NamedNode]) -> Uses:
    after = request.query_params.get("after", "")
    page = await ask_page(state.engine, "pointing", thing, after)
    groups: dict[NamedNode, list[NamedNode]] = {}
    for subject, predicate, _, _ in page.statements:
        if isinstance(subject, NamedNode) and predicate not in hidden and subject not in groups.setdefault(predicate, []):
            groups[predicate].append(subject)
    links = state.templates.links(request)
    return Uses(list(groups.items()), links.path(path) if after else "", links.path(path, after=page.next) if page.next else "")
