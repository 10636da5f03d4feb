"""/releases and /changes: which releases there are, and what changed, for people and for feed readers."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum.features.changes.history import Past
from amicorum.rdf import formats
from amicorum.rdf.formats import Format, Kind
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import document
from amicorum.web.responses.document import write_json
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["releases"])

ATOM = Format("atom", "application/atom+xml", "atom", Kind.RESULTS, "https://www.rfc-editor.org/rfc/rfc4287", aliases=("application/xml",))
SHOWN = 200
"""Things listed for one release on the page; the release's own file lists all."""


@router.get("/releases", response_class=Response, summary="The releases, the latest first")
async def list_releases(state: StateNeeded, request: Request) -> Response:
    """A page, or JSON."""
    chain = await asyncio.to_thread(state.history.chain, state.release)

    async def render(headers: document.Headers) -> Response:
        presenter = await make_presenter(state, request)
        return state.templates.answer("releases.html", request=request, headers=headers, presenter=presenter, chain=chain)

    async def write(_: Format) -> bytes:
        return write_json([_summarise(state, past) for past in chain])

    return await document.respond(state, request, page=render, data=write, offers=[formats.JSON])


@router.get("/releases/{release}", response_class=Response, summary="One release: what it holds and what changed in it")
async def show_release(state: StateNeeded, request: Request, release: str) -> Response:
    """A page, or JSON; 410 for a release that is no longer kept."""
    past = await asyncio.to_thread(state.history.find, state.release, release)
    if past is None:
        raise HTTPException(404, f"there is no release {release} here")
    if not past.kept:
        raise HTTPException(
            410, f"release {release} is no longer kept here; what changed in it is told at {state.links.absolute('changes')}"
        )

    async def render(headers: document.Headers) -> Response:
        presenter = await make_presenter(state, request)
        return state.templates.answer("release.html", request=request, headers=headers, presenter=presenter, past=past, shown=SHOWN)

    async def write(_: Format) -> bytes:
        return write_json(_summarise(state, past) | {"changes": past.changes.model_dump()})

    links = [document.link(state.links.absolute(f"dumps/{past.id}/"), "item"), document.link(document.LICENCE, "license")]
    return await document.respond(state, request, page=render, data=write, offers=[formats.JSON], links=links)


@router.get("/changes", response_class=Response, summary="What changed from release to release: a page, or an Atom feed")
async def list_changes(state: StateNeeded, request: Request) -> Response:
    """Added, changed and withdrawn things, release by release."""
    return await _answer_changes(state, request, "")


@router.get("/changes.atom", response_class=Response, summary="What changed, as an Atom feed")
async def feed_changes(state: StateNeeded, request: Request) -> Response:
    """The same, by suffix."""
    return await _answer_changes(state, request, "atom")


async def _answer_changes(state: AppState, request: Request, suffix: str) -> Response:
    chain = await asyncio.to_thread(state.history.chain, state.release)
    presenter = await make_presenter(state, request)

    async def render(headers: document.Headers) -> Response:
        return state.templates.answer("changes.html", request=request, headers=headers, presenter=presenter, chain=chain, shown=SHOWN)

    async def write(_: Format) -> str:
        return state.templates.render("changes.atom", request, presenter=presenter, chain=chain, shown=SHOWN)

    feed = document.link(state.links.absolute("changes.atom"), "alternate", type=ATOM.media_type)
    stream = document.link(state.links.absolute("ldes"), "alternate", type=formats.TRIG.media_type)
    return await document.respond(state, request, page=render, data=write, offers=[ATOM], suffix=suffix, links=[feed, stream])


def _summarise(state: AppState, past: Past) -> dict[str, object]:
    return {
        "id": past.id,
        "date": past.entry.date,
        "statements": past.entry.triples,
        "graphs": past.entry.graphs,
        "previous": past.changes.since or None,
        "dumps": state.links.absolute(f"dumps/{past.id}/") if past.kept else None,
    }
