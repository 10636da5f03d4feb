"""/ns, /shapes and /context.jsonld: what the graph is written in, as pages and as RDF."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Request
from pyoxigraph import RdfFormat, Triple, parse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum.features.describe.document import write_triples
from amicorum.features.describe.vocabulary import read_vocabulary
from amicorum.rdf import formats, iris
from amicorum.web import documents
from amicorum.web.leaves import make_reader
from amicorum.web.site import Site, SiteNeeded

router = APIRouter(tags=["vocabulary"])

ONTOLOGY = "ontology/amicorum.ttl"
SHAPES = "shapes/"
CONTEXT = "context.jsonld"


@router.get("/ns", response_class=Response, summary="The vocabulary: a page, or RDF")
async def read_ontology(site: SiteNeeded, request: Request) -> Response:
    """Every class and property with its definition; a term's own address leads to its place on the page."""
    return await _answer_ontology(site, request, "", "ns")


@router.get("/ns.{suffix}", response_class=Response, summary="The vocabulary in one format")
async def read_ontology_as(site: SiteNeeded, request: Request, suffix: str) -> Response:
    """The same, by suffix."""
    return await _answer_ontology(site, request, suffix, "ns")


@router.get("/ns/{version}", response_class=Response, summary="A version of the vocabulary")
async def read_ontology_version(site: SiteNeeded, request: Request, version: str) -> Response:
    """The version that this release is written in; 404 for one that it does not hold."""
    number, suffix = documents.split_suffix(version, formats.DATA)
    held = read_vocabulary(await asyncio.to_thread(_read, [site.release.file(ONTOLOGY)])).version
    if number != held:
        raise HTTPException(404, f"there is no version {number} of the vocabulary here; this release is written in {held}")
    return await _answer_ontology(site, request, suffix, f"ns/{number}")


@router.get("/shapes", response_class=Response, summary="The shapes that every release is checked against")
async def read_shapes(site: SiteNeeded, request: Request) -> Response:
    """All of them in one graph, in RDF alone."""
    return await _answer_shapes(site, request, "")


@router.get("/shapes.{suffix}", response_class=Response, summary="The shapes in one format")
async def read_shapes_as(site: SiteNeeded, request: Request, suffix: str) -> Response:
    """The same, by suffix."""
    return await _answer_shapes(site, request, suffix)


@router.get("/context.jsonld", response_class=Response, summary="The JSON-LD context of our documents")
async def read_context(site: SiteNeeded, request: Request) -> Response:
    """As it was at the build of the release."""
    if CONTEXT not in site.release.checksums:
        raise HTTPException(404, "this release has no JSON-LD context")
    tag = f'"{site.release.checksums[CONTEXT]}"'
    headers = documents.make_headers(site, tag)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    body = await asyncio.to_thread(site.release.file(CONTEXT).read_bytes)
    return Response(body, headers=headers, media_type=formats.JSONLD.media_type)


async def _answer_ontology(site: Site, request: Request, suffix: str, path: str) -> Response:
    wanted = documents.choose(request, suffix, formats.DATA)
    tag = documents.tag_of(site, request, wanted.content_type, site.pages.language(request).code)
    links = documents.signposts(site, iris.BASE + path, path, formats.DATA)
    headers = documents.make_headers(site, tag, links, page=wanted.format is None)
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    triples = await asyncio.to_thread(_read, [site.release.file(ONTOLOGY)])
    if wanted.format is None:
        reader = await make_reader(site, request)
        offers = documents.list_offers(site, path, formats.DATA)
        return site.pages.answer(
            "vocabulary.html", request=request, headers=headers, reader=reader, page=read_vocabulary(triples), formats=offers,
            address=iris.BASE + path,
        )  # fmt: skip
    body = await asyncio.to_thread(write_triples, triples, wanted.format, site.release.file(CONTEXT).read_bytes())
    return Response(body, headers={**headers, "Content-Type": wanted.content_type})


async def _answer_shapes(site: Site, request: Request, suffix: str) -> Response:
    wanted = documents.choose(request, suffix, formats.DATA)
    form = wanted.format or formats.TURTLE
    content_type = wanted.content_type if wanted.format else form.content_type
    tag = documents.tag_of(site, request, content_type)
    headers = documents.make_headers(site, tag, documents.signposts(site, iris.BASE + "shapes", "shapes", formats.DATA))
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    files = [site.release.file(name) for name in sorted(site.release.checksums) if name.startswith(SHAPES) and name.endswith(".ttl")]
    triples = await asyncio.to_thread(_read, files)
    body = await asyncio.to_thread(write_triples, triples, form, site.release.file(CONTEXT).read_bytes())
    return Response(body, headers={**headers, "Content-Type": content_type})


def _read(files: Sequence[Path]) -> list[Triple]:
    """The statements of several Turtle files; blank nodes of two files stay two, since the parser names them at random."""
    return [quad.triple for file in files for quad in parse(path=file, format=RdfFormat.TURTLE, rename_blank_nodes=True)]
