"""/search and /suggest: people's search over names of all times and languages, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from amicorum.errors import BadQuery
from amicorum.features.search.index import KINDS, Found, Hit
from amicorum.features.search.names import Standing
from amicorum.rdf import formats
from amicorum.web import documents
from amicorum.web.leaves import make_reader
from amicorum.web.reader import Reader
from amicorum.web.site import Site, SiteNeeded

router = APIRouter(tags=["search"])

PAGE_SIZE = 20
MOST = 100
SUGGESTIONS = 8

Text = Annotated[str, Query(max_length=200, description="What to look for, in any spelling.")]
Kinds = Annotated[Sequence[str], Query(alias="type", description=f"Kinds of things: {', '.join(KINDS)}. None means all.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Hits on a page.")]
Offset = Annotated[int, Query(ge=0, le=10_000, description="Hits to pass over.")]


@router.get("/search", response_class=Response, summary="Find things by any of their names, or by an identifier")
async def search(
    site: SiteNeeded, request: Request, q: Text = "", kinds: Kinds = (), limit: Limit = PAGE_SIZE, offset: Offset = 0
) -> Response:  # fmt: skip
    """Labels, earlier and other names, identifiers; case, diacritics, script and slips of the pen do not matter."""
    kinds = [each for each in kinds if each]
    _check(kinds)
    wanted = documents.choose(request, "", [formats.JSON])
    page = wanted.format is None
    tag = documents.tag_of(site, request, wanted.content_type, site.pages.language(request).code)
    headers = documents.make_headers(site, tag, page=True)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    reader = await make_reader(site, request)
    found = reader.index.search(q, kinds, limit=limit, offset=offset)
    if not page:
        return JSONResponse(_as_data(site, replace(reader, links=site.links), q, found, offset), headers=headers)
    return site.pages.answer(
        "search.html",
        request=request,
        headers=headers,
        reader=reader,
        text=q,
        chosen=kinds,
        found=found,
        hits=[(hit, _shows_otherwise(reader, hit)) for hit in found.hits],
        filters=[(each, _address(site, request, q, [each]), found.kinds[each]) for each in found.kinds],
        everything=_address(site, request, q, []),
        previous=_address(site, request, q, kinds, max(offset - limit, 0), limit) if offset else "",
        next=_address(site, request, q, kinds, offset + limit, limit) if offset + limit < found.total else "",
    )


@router.get("/suggest", response_class=Response, summary="Suggestions while somebody types (OpenSearch)")
async def suggest(site: SiteNeeded, request: Request, q: Text = "", kinds: Kinds = ()) -> Response:  # fmt: skip
    """Four lists, as OpenSearch has it: the text, names, what they are, addresses."""
    _check(kinds)
    tag = documents.tag_of(site, request, site.pages.language(request).code)
    headers = documents.make_headers(site, tag, page=True)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    reader = await make_reader(site, request)
    hits = reader.index.search(q, kinds, limit=SUGGESTIONS).hits
    names = [reader.name(hit.iri).text for hit in hits]
    return JSONResponse(
        [q, names, [hit.kind for hit in hits], [hit.iri for hit in hits]], headers=headers, media_type="application/x-suggestions+json"
    )


@router.get("/opensearch.xml", response_class=Response, summary="For browsers: how to search here (OpenSearch)")
async def describe_search(site: SiteNeeded, request: Request) -> Response:
    """The description that a browser takes up."""
    text = site.pages.render("opensearch.xml", request)
    return Response(text, headers={"Vary": "Accept-Language"}, media_type="application/opensearchdescription+xml")


def _check(kinds: Sequence[str]) -> None:
    if unknown := [each for each in kinds if each not in KINDS]:
        raise BadQuery(f"there is no kind of thing named {', '.join(unknown)}; there are: {', '.join(KINDS)}")


def _as_data(site: Site, reader: Reader, text: str, found: Found, offset: int) -> dict[str, object]:
    return {
        "query": text,
        "total": found.total,
        "offset": offset,
        "kinds": dict(found.kinds),
        "hits": [
            {
                "id": hit.iri,
                "type": hit.kind,
                "name": reader.name(hit.iri).text,
                "matched": {"text": hit.name.text, "language": hit.name.language, "kind": hit.name.standing.name.lower()},
                "score": round(hit.score, 1),
                "document": site.links.absolute((reader.href(hit.iri) or "").removeprefix(site.links.prefix)),
            }
            for hit in found.hits
        ],
    }


def _shows_otherwise(reader: Reader, hit: Hit) -> bool:
    """Whether the name by which it was found is not the one that the page shows anyway."""
    if hit.name.standing is Standing.PREFERRED:
        return hit.name.language not in ("", reader.language.code) and hit.name.text != reader.name(hit.iri).text
    return hit.name.text != reader.name(hit.iri).text and not hit.iri.endswith(f"/{hit.name.text}")


def _address(site: Site, request: Request, text: str, kinds: Sequence[str], offset: int = 0, limit: int = PAGE_SIZE) -> str:
    """This search again, with other filters or another page."""
    parameters = {"q": text, "type": kinds[0] if kinds else "", "lang": request.query_params.get("lang", "")}
    parameters |= {"offset": str(offset) if offset else "", "limit": str(limit) if limit != PAGE_SIZE else ""}
    return site.links.path("search", **{name: value for name, value in parameters.items() if value})
