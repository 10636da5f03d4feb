"""/releases and /changes: which releases there are, and what changed, for people and for feed readers."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from amicorum.formats import Format, Kind
from amicorum.web import documents
from amicorum.web.leaves import make_reader
from amicorum.web.site import SiteNeeded

router = APIRouter(tags=["releases"])

ATOM = Format("atom", "application/atom+xml", "atom", Kind.RESULTS, "https://www.rfc-editor.org/rfc/rfc4287", aliases=("application/xml",))
JSON = Format("json", "application/json", "json", Kind.RESULTS, "https://www.rfc-editor.org/rfc/rfc8259")
SHOWN = 200
"""Things listed for one release on the page; the release's own file lists all."""


@router.get("/releases", response_class=Response, summary="The releases, the latest first")
async def list_releases(site: SiteNeeded, request: Request) -> Response:
    """A page, or JSON."""
    wanted = documents.choose(request, "", [JSON])
    tag = documents.tag_of(site, request, wanted.content_type, site.pages.language(request).code)
    headers = documents.make_headers(site, tag, page=True)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    chain = await asyncio.to_thread(site.history.chain, site.release)
    if wanted.format:
        listed = [
            {
                "id": past.id,
                "date": past.manifest.date,
                "statements": past.manifest.triples,
                "graphs": len(past.manifest.graphs),
                "previous": past.changes.since or None,
                "dumps": site.links.absolute(f"dumps/{past.id}/"),
            }
            for past in chain
        ]
        return JSONResponse(listed, headers=headers)
    reader = await make_reader(site, request)
    return site.pages.answer("releases.html", request=request, headers=headers, reader=reader, chain=chain)


@router.get("/changes", response_class=Response, summary="What changed from release to release: a page, or an Atom feed")
async def list_changes(site: SiteNeeded, request: Request) -> Response:
    """Added, changed and withdrawn things, release by release."""
    return await _answer_changes(site, request, "")


@router.get("/changes.atom", response_class=Response, summary="What changed, as an Atom feed")
async def feed_changes(site: SiteNeeded, request: Request) -> Response:
    """The same, by suffix."""
    return await _answer_changes(site, request, "atom")


async def _answer_changes(site: SiteNeeded, request: Request, suffix: str) -> Response:
    wanted = documents.choose(request, suffix, [ATOM])
    tag = documents.tag_of(site, request, wanted.content_type, site.pages.language(request).code)
    feed = documents.link(site.links.absolute("changes.atom"), "alternate", type=ATOM.media_type)
    headers = documents.make_headers(site, tag, [feed], page=True)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    chain = await asyncio.to_thread(site.history.chain, site.release)
    reader = await make_reader(site, request)
    values = {"reader": reader, "chain": chain, "shown": SHOWN}
    if wanted.format:
        text = site.pages.render("changes.atom", request, **values)
        return Response(text, headers={**headers, "Content-Type": f"{ATOM.media_type}; charset=utf-8"})
    return site.pages.answer("changes.html", request=request, headers=headers, reader=reader, chain=chain, shown=SHOWN)
