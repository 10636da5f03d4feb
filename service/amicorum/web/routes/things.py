"""/id, /scheme and /doc: every thing of the graph has an address; it leads to a document, for people and for programs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from amicorum.errors import NoFormat, NotKnown
from amicorum.features.entities.document import GEOJSON, OFFERS, ask_document, ask_places, write_document
from amicorum.features.entities.queries import ask_statements
from amicorum.features.entities.statements import Statements
from amicorum.rdf import iris
from amicorum.rdf.formats import Format
from amicorum.web.pages.thing import check_known, show_thing
from amicorum.web.responses import document
from amicorum.web.responses.document import Part
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["things"])


@router.get("/id/{path:path}", response_class=Response, summary="A thing: 303 to the document about it")
async def find_thing(state: StateNeeded, request: Request, path: str) -> Response:
    """303 to the document; 301 from another spelling of a known address; 404 with the nearest addresses for what the graph does not know;
    410 for what was withdrawn, with its successor."""
    return await _see_document(state, request, path)


@router.get("/scheme/{path:path}", response_class=Response, summary="A concept or a scheme: 303 to the document about it")
async def find_concept(state: StateNeeded, request: Request, path: str) -> Response:
    """As for any thing."""
    return await _see_document(state, request, f"scheme/{path}")


@router.get("/doc/{path:path}", response_class=Response, summary="The document about a thing: a page, RDF, GeoJSON")
async def read_document(state: StateNeeded, request: Request, path: str) -> Response:
    """What is said about the thing and what points at it, labels of all that is mentioned, and the source of each statement."""
    path, suffix = document.split_suffix(path, OFFERS)
    thing = _thing(path if path.startswith("scheme/") else f"id/{path}")
    try:
        return await document.respond(
            state,
            request,
            page=lambda headers: show_thing(state, request, thing, path, headers),
            data=lambda form: _write(state, request, thing, path, form),
            offers=OFFERS,
            suffix=suffix,
            links=document.signposts(state, thing.value, f"doc/{path}", OFFERS),
        )
    except NotKnown as error:
        found = await _find_other_spelling(state, error, thing)
        return _redirect(state, request, f"doc/{found}" + (f".{suffix}" if suffix else ""), 301)


async def _see_document(state: AppState, request: Request, path: str) -> Response:
    thing = _thing(path if path.startswith("scheme/") else f"id/{path}")
    about = await ask_statements(state.engine, "about", thing)
    try:
        check_known(state, about, thing)
    except NotKnown as error:
        if document.split_suffix(path, OFFERS)[1]:
            return _redirect(state, request, f"doc/{path}", 303)
        found = await _find_other_spelling(state, error, thing)
        return _redirect(state, request, found if found.startswith("scheme/") else f"id/{found}", 301)
    links = [document.link(state.links.absolute(f"doc/{path}.{each.extension}"), "describedby", type=each.media_type) for each in OFFERS]
    return _redirect(state, request, f"doc/{path}", 303, links)


async def _find_other_spelling(state: AppState, error: NotKnown, thing: NamedNode) -> str:
    """The path of the one thing whose address is another spelling of this one. Raises `NotKnown`, with the nearest, where there is none."""
    index = await asyncio.to_thread(state.indexes.get, state.release)
    found = index.addresses.find(thing.value)
    if found is None or found == thing.value:
        raise NotKnown(thing.value, index.addresses.near(thing.value)) from error
    return iris.local_path(found)


def _redirect(state: AppState, request: Request, path: str, status: int, links: Sequence[str] = ()) -> Response:
    query = {name: value for name, value in request.query_params.items() if name in ("lang", "format")}
    headers = {"Cache-Control": f"public, max-age={state.settings.cache_seconds}"} | ({"Link": ", ".join(links)} if links else {})
    return RedirectResponse(state.links.absolute(path, **query), status, headers)


async def _write(state: AppState, request: Request, thing: NamedNode, path: str, form: Format) -> bytes | Part:
    index = await asyncio.to_thread(state.indexes.get, state.release)
    if form is GEOJSON:
        places = await ask_places(state.engine, thing, index.labels(thing.value))
        if places is None:
            raise NoFormat(f"no source says where {thing.value} is, so there is no GeoJSON of it")
        return places
    found = await ask_document(state.engine, thing, iris.BASE + f"doc/{path}", request.query_params.get("after", ""))
    check_known(state, found.statements if found else Statements(), thing)
    if found is None:
        raise NotKnown(thing.value)
    body = await asyncio.to_thread(write_document, found, form, state.release.file("context.jsonld").read_bytes())
    return Part(body, state.links.absolute(f"doc/{path}.{form.extension}", after=found.next) if found.next else "")


def _thing(local: str) -> NamedNode:
    try:
        return NamedNode(iris.BASE + local)
    except ValueError as error:
        raise HTTPException(404, "this is not an address of a thing") from error
