"""/releases and /changes: which releases there are, and what changed, for people and for feed readers."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from amicorum.features.releases.history import Past
from amicorum.rdf import formats
from amicorum.rdf.formats import Format, Kind
from amicorum.web import documents
from amicorum.web.leaves import make_reader
from amicorum.web.site import Site, SiteNeeded

router = APIRouter(tags=["releases"])

ATOM = Format("atom", "application/atom+xml", "atom", Kind.RESULTS, "https://www.rfc-editor.org/rfc/rfc4287", aliases=("application/xml",))
SHOWN = 200
"""Things listed for one release on the page; the release's own file lists all."""


@router.get("/releases", response_class=Response, summary="The releases, the latest first")
async def list_releases(site: SiteNeeded, request: Request) -> Response:
    """A page, or JSON."""
    wanted = documents.choose(request, "", [formats.JSON])
    tag = documents.tag_of(site, request, wanted.content_type, site.pages.language(request).code)
    headers = documents.make_headers(site, tag, page=True)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    chain = await asyncio.to_thread(site.history.chain, site.release)
    if wanted.format:
        return JSONResponse([_summarise(site, past) for past in chain], headers=headers)
    reader = await make_reader(site, request)
    return site.pages.answer("releases.html", request=request, headers=headers, reader=reader, chain=chain)


@router.get("/releases/{release}", response_class=Response, summary="One release: what it holds and what changed in it")
async def show_release(site: SiteNeeded, request: Request, release: str) -> Response:
    """A page, or JSON; 410 for a release that is no longer kept."""
    wanted = documents.choose(request, "", [formats.JSON])
    past = await asyncio.to_thread(site.history.find, site.release, release)
    if past is None:
        raise HTTPException(404, f"there is no release {release} here")
    if not past.kept:
        raise HTTPException(
            410, f"release {release} is no longer kept here; what changed in it is told at {site.links.absolute('changes')}"
        )
    tag = documents.tag_of(site, request, wanted.content_type, site.pages.language(request).code)
    dumps = documents.link(site.links.absolute(f"dumps/{past.id}/"), "item")
    headers = documents.make_headers(site, tag, [dumps, documents.link(documents.LICENCE, "license")], page=True)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    if wanted.format:
        return JSONResponse(_summarise(site, past) | {"changes": past.changes.model_dump()}, headers=headers)
    reader = await make_reader(site, request)
    return site.pages.answer("release.html", request=request, headers=headers, reader=reader, past=past, shown=SHOWN)


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
    stream = documents.link(site.links.absolute("ldes"), "alternate", type=formats.TRIG.media_type)
    headers = documents.make_headers(site, tag, [feed, stream], page=True)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    chain = await asyncio.to_thread(site.history.chain, site.release)
    reader = await make_reader(site, request)
    values = {"reader": reader, "chain": chain, "shown": SHOWN}
    if wanted.format:
        text = site.pages.render("changes.atom", request, **values)
        return Response(text, headers={**headers, "Content-Type": f"{ATOM.media_type}; charset=utf-8"})
    return site.pages.answer("changes.html", request=request, headers=headers, reader=reader, chain=chain, shown=SHOWN)


def _summarise(site: Site, past: Past) -> dict[str, object]:
    return {
        "id": past.id,
        "date": past.entry.date,
        "statements": past.entry.triples,
        "graphs": past.entry.graphs,
        "previous": past.changes.since or None,
        "dumps": site.links.absolute(f"dumps/{past.id}/") if past.kept else None,
    }
