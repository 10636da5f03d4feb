"""/releases and /changes: which releases there are, and what changed, for people and for feed readers."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from amicorum.features.changes.history import Past
from amicorum.rdf import formats
from amicorum.rdf.formats import Format, Kind
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import document
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["releases"])

ATOM = Format("atom", "application/atom+xml", "atom", Kind.RESULTS, "https://www.rfc-editor.org/rfc/rfc4287", aliases=("application/xml",))
SHOWN = 200
"""Things listed for one release on the page; the release's own file lists all."""


@router.get("/releases", response_class=Response, summary="The releases, the latest first")
async def list_releases(state: StateNeeded, request: Request) -> Response:
    """A page, or JSON."""
    wanted = document.choose(request, "", [formats.JSON])
    tag = document.tag_of(state, request, wanted.content_type, state.templates.language(request).code)
    headers = document.make_headers(state, tag, page=True)
    if unchanged := document.known(request, tag, headers):
        return unchanged
    chain = await asyncio.to_thread(state.history.chain, state.release)
    if wanted.format:
        return JSONResponse([_summarise(state, past) for past in chain], headers=headers)
    presenter = await make_presenter(state, request)
    return state.templates.answer("releases.html", request=request, headers=headers, presenter=presenter, chain=chain)


@router.get("/releases/{release}", response_class=Response, summary="One release: what it holds and what changed in it")
async def show_release(state: StateNeeded, request: Request, release: str) -> Response:
    """A page, or JSON; 410 for a release that is no longer kept."""
    wanted = document.choose(request, "", [formats.JSON])
    past = await asyncio.to_thread(state.history.find, state.release, release)
    if past is None:
        raise HTTPException(404, f"there is no release {release} here")
    if not past.kept:
        raise HTTPException(
            410, f"release {release} is no longer kept here; what changed in it is told at {state.links.absolute('changes')}"
        )
    tag = document.tag_of(state, request, wanted.content_type, state.templates.language(request).code)
    dumps = document.link(state.links.absolute(f"dumps/{past.id}/"), "item")
    headers = document.make_headers(state, tag, [dumps, document.link(document.LICENCE, "license")], page=True)
    if unchanged := document.known(request, tag, headers):
        return unchanged
    if wanted.format:
        return JSONResponse(_summarise(state, past) | {"changes": past.changes.model_dump()}, headers=headers)
    presenter = await make_presenter(state, request)
    return state.templates.answer("release.html", request=request, headers=headers, presenter=presenter, past=past, shown=SHOWN)


@router.get("/changes", response_class=Response, summary="What changed from release to release: a page, or an Atom feed")
async def list_changes(state: StateNeeded, request: Request) -> Response:
    """Added, changed and withdrawn things, release by release."""
    return await _answer_changes(state, request, "")


@router.get("/changes.atom", response_class=Response, summary="What changed, as an Atom feed")
async def feed_changes(state: StateNeeded, request: Request) -> Response:
    """The same, by suffix."""
    return await _answer_changes(state, request, "atom")


async def _answer_changes(state: StateNeeded, request: Request, suffix: str) -> Response:
    wanted = document.choose(request, suffix, [ATOM])
    tag = document.tag_of(state, request, wanted.content_type, state.templates.language(request).code)
    feed = document.link(state.links.absolute("changes.atom"), "alternate", type=ATOM.media_type)
    stream = document.link(state.links.absolute("ldes"), "alternate", type=formats.TRIG.media_type)
    headers = document.make_headers(state, tag, [feed, stream], page=True)
    if unchanged := document.known(request, tag, headers):
        return unchanged
    chain = await asyncio.to_thread(state.history.chain, state.release)
    presenter = await make_presenter(state, request)
    values = {"presenter": presenter, "chain": chain, "shown": SHOWN}
    if wanted.format:
        text = state.templates.render("changes.atom", request, **values)
        return Response(text, headers={**headers, "Content-Type": f"{ATOM.media_type}; charset=utf-8"})
    return state.templates.answer("changes.html", request=request, headers=headers, presenter=presenter, chain=chain, shown=SHOWN)


def _summarise(state: AppState, past: Past) -> dict[str, object]:
    return {
        "id": past.id,
        "date": past.entry.date,
        "statements": past.entry.triples,
        "graphs": past.entry.graphs,
        "previous": past.changes.since or None,
        "dumps": state.links.absolute(f"dumps/{past.id}/") if past.kept else None,
    }
