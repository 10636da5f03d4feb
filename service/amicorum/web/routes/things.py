"""/id, /scheme and /doc: every thing of the graph has an address; it leads to a document, for people and for programs."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from amicorum.errors import NoFormat
from amicorum.features.describe.asking import ask_statements
from amicorum.features.describe.document import GEOJSON, OFFERS, ask_document, ask_places, write_document
from amicorum.features.describe.statements import Statements
from amicorum.rdf import iris
from amicorum.web import documents
from amicorum.web.documents import Wanted
from amicorum.web.leaves import check_known, show_thing
from amicorum.web.site import Site, SiteNeeded

router = APIRouter(tags=["things"])


@router.get("/id/{path:path}", response_class=Response, summary="A thing: 303 to the document about it")
async def find_thing(site: SiteNeeded, request: Request, path: str) -> Response:
    """303 to the document; 404 for what the graph does not know; 410 for what was withdrawn, with its successor."""
    return await _see_document(site, request, iris.BASE + "id/" + path, path)


@router.get("/scheme/{path:path}", response_class=Response, summary="A concept or a scheme: 303 to the document about it")
async def find_concept(site: SiteNeeded, request: Request, path: str) -> Response:
    """As for any thing."""
    return await _see_document(site, request, f"{iris.BASE}scheme/{path}", f"scheme/{path}")


@router.get("/doc/{path:path}", response_class=Response, summary="The document about a thing: a page, RDF, GeoJSON")
async def read_document(site: SiteNeeded, request: Request, path: str) -> Response:
    """What is said about the thing and what points at it, labels of all that is mentioned, and the source of each statement."""
    path, suffix = documents.split_suffix(path, OFFERS)
    thing = _thing(path if path.startswith("scheme/") else f"id/{path}")
    wanted = documents.choose(request, suffix, OFFERS)
    page = wanted.format is None
    tag = documents.tag_of(site, request, wanted.content_type, site.pages.language(request).code if page else "")
    links = documents.signposts(site, thing.value, f"doc/{path}", OFFERS)
    headers = documents.make_headers(site, tag, links, page=page)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    if page:
        return await show_thing(site, request, thing, path, headers)
    return await _answer_data(site, request, thing, path, wanted, headers)


async def _see_document(site: Site, request: Request, address: str, path: str) -> Response:
    thing = _thing(address.removeprefix(iris.BASE))
    about = await ask_statements(site.engine, "about", thing)
    check_known(site, about, thing)
    links = [documents.link(site.links.absolute(f"doc/{path}.{each.extension}"), "describedby", type=each.media_type) for each in OFFERS]
    query = {name: value for name, value in request.query_params.items() if name in ("lang", "format")}
    headers = {"Link": ", ".join(links), "Cache-Control": f"public, max-age={site.settings.cache_seconds}"}
    return RedirectResponse(site.links.absolute(f"doc/{path}", **query), 303, headers)


async def _answer_data(site: Site, request: Request, thing: NamedNode, path: str, wanted: Wanted, headers: dict[str, str]) -> Response:
    index = await asyncio.to_thread(site.indexes.get, site.release)
    if wanted.format is GEOJSON:
        places = await ask_places(site.engine, thing, index.labels(thing.value))
        if places is None:
            raise NoFormat(f"no source says where {thing.value} is, so there is no GeoJSON of it")
        return Response(places, headers=headers, media_type=GEOJSON.media_type)
    document = await ask_document(site.engine, thing, iris.BASE + f"doc/{path}", request.query_params.get("after", ""))
    check_known(site, document.statements if document else Statements(), thing)
    if document is None or wanted.format is None:
        raise HTTPException(404, f"nothing is known here about {thing.value}")
    if document.next:
        further = site.links.absolute(f"doc/{path}.{wanted.format.extension}", after=document.next)
        headers["Link"] += ", " + documents.link(further, "next")
    context = site.release.file("context.jsonld").read_bytes()
    body = await asyncio.to_thread(write_document, document, wanted.format, context)
    return Response(body, headers={**headers, "Content-Type": wanted.content_type})


def _thing(local: str) -> NamedNode:
    try:
        return NamedNode(iris.BASE + local)
    except ValueError as error:
        raise HTTPException(404, "this is not an address of a thing") from error
