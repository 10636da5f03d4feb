"""/ldes: the changes as a Linked Data Event Stream, which a client replicates from the first release and then follows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from fastapi import APIRouter, Request
from pyoxigraph import Quad, Triple
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum import __version__
from amicorum.errors import ReleaseError
from amicorum.features.changes.event_stream import describe_release, describe_root, read_page, write_node
from amicorum.rdf import formats
from amicorum.release.history.entries import page_path, read_entries
from amicorum.web.http.conditional import make_tag
from amicorum.web.responses import document
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["releases"])

OFFERS = (formats.TRIG, formats.NQUADS, formats.JSONLD, formats.TURTLE, formats.NTRIPLES)
"""Those first that say in which source's graph a statement stands."""
ROOT = "ldes"

Make = Callable[[str], Iterable[Triple] | Iterable[Quad]]
"""What a node says, made from the address of the root."""


@router.get("/ldes", response_class=Response, summary="The event stream: its context, and the releases that it leads to")
async def read_stream(state: StateNeeded, request: Request) -> Response:
    """The root: the only part of the stream that changes."""
    entries = await asyncio.to_thread(read_entries, state.release.folder)
    caching = f"public, max-age={state.settings.cache_seconds}"
    return await _answer(state, request, ROOT, caching, lambda root: describe_root(root, entries), [entry.key for entry in entries])


@router.get("/ldes/{entry}", response_class=Response, summary="The event stream: the pages of one release")
async def read_entry(state: StateNeeded, request: Request, entry: str) -> Response:
    """A release of the stream; never changes."""
    entries = await asyncio.to_thread(read_entries, state.release.folder)
    known = next((each for each in entries if each.key == entry), None)
    if known is None:
        raise HTTPException(404, f"the stream has no release {entry}")
    return await _answer(state, request, f"{ROOT}/{entry}", document.IMMUTABLE, lambda root: describe_release(root, known))


@router.get("/ldes/{entry}/{page}", response_class=Response, summary="The event stream: one page of members")
async def read_members(state: StateNeeded, request: Request, entry: str, page: str) -> Response:
    """Things that changed, as they were in that release; never changes."""
    try:
        file = state.release.file(page_path(entry, page))
    except ReleaseError as error:
        raise HTTPException(404, f"the stream has no page {page} of {entry}") from error
    return await _answer(state, request, f"{ROOT}/{entry}/{page}", document.IMMUTABLE, lambda root: read_page(root, entry, page, file))


async def _answer(state: AppState, request: Request, path: str, caching: str, make: Make, parts: Sequence[str] = ()) -> Response:
    wanted = document.choose(request, "", OFFERS)
    # Data in any case: a browser gets the first format, to look at.
    form = wanted.format or OFFERS[0]
    kind = wanted.content_type if wanted.format else form.content_type
    # Without the release in it: a node stays the same, and keeps its tag, when the next release comes.
    tag = make_tag(__version__, state.links.base, path, parts, kind)
    links = [("canonical", state.links.absolute(path)), ("license", document.LICENCE), ("collection", document.COLLECTION)]
    headers = {
        "ETag": tag,
        "Cache-Control": caching,
        "Vary": "Accept",
        "Link": ", ".join(document.link(address, relation) for relation, address in links),
    }
    if unchanged := document.known(request, tag, headers):
        return unchanged
    body = await asyncio.to_thread(lambda: write_node(make(state.links.absolute(ROOT)), form))
    return Response(body, headers=headers | {"Content-Type": kind})
