"""/ns, /shapes and /context.jsonld: what the graph is written in, as pages and as RDF."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, Request
from pyoxigraph import RdfFormat, Triple, parse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum.features.entities.document import write_triples
from amicorum.features.entities.vocabulary import read_vocabulary
from amicorum.rdf import formats, iris
from amicorum.rdf.formats import Format
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import document
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["vocabulary"])

ONTOLOGY = "ontology/amicorum.ttl"
ALIGNMENTS, VERSIONS = "ontology/alignments/", "ontology/versions/"
SHAPES = "shapes/"
CONTEXT = "context.jsonld"


@router.get("/ns", response_class=Response, summary="The vocabulary: a page, or RDF")
async def read_ontology(state: StateNeeded, request: Request) -> Response:
    """Every class and property with its definition; a term's own address leads to its place on the page."""
    return await _answer_ontology(state, request, "", "ns")


@router.get("/ns.{suffix}", response_class=Response, summary="The vocabulary in one format")
async def read_ontology_as(state: StateNeeded, request: Request, suffix: str) -> Response:
    """The same, by suffix."""
    return await _answer_ontology(state, request, suffix, "ns")


@router.get("/ns/{version}", response_class=Response, summary="A version of the vocabulary")
async def read_ontology_version(state: StateNeeded, request: Request, version: str) -> Response:
    """The version that this release is written in, and those before it; 404 for one that it does not hold."""
    number, suffix = document.split_suffix(version, formats.DATA)
    held = read_vocabulary(await asyncio.to_thread(_read, [state.release.file(ONTOLOGY)])).version
    if number == held:
        return await _answer_ontology(state, request, suffix, f"ns/{number}")
    if (earlier := f"{VERSIONS}{number}.ttl") in state.release.checksums:
        return await _answer_ontology(state, request, suffix, f"ns/{number}", earlier)
    raise HTTPException(404, f"there is no version {number} of the vocabulary here; this release is written in {held}")


@router.get("/shapes", response_class=Response, summary="The shapes that every release is checked against")
async def read_shapes(state: StateNeeded, request: Request) -> Response:
    """All of them in one graph, in RDF alone."""
    return await _answer_shapes(state, request, "")


@router.get("/shapes.{suffix}", response_class=Response, summary="The shapes in one format")
async def read_shapes_as(state: StateNeeded, request: Request, suffix: str) -> Response:
    """The same, by suffix."""
    return await _answer_shapes(state, request, suffix)


@router.get("/context.jsonld", response_class=Response, summary="The JSON-LD context of our documents")
async def read_context(state: StateNeeded, request: Request) -> Response:
    """As it was at the build of the release."""
    if CONTEXT not in state.release.checksums:
        raise HTTPException(404, "this release has no JSON-LD context")
    tag = f'"{state.release.checksums[CONTEXT]}"'
    headers = document.make_headers(state, tag)
    if unchanged := document.known(request, tag, headers):
        return unchanged
    body = await asyncio.to_thread(state.release.file(CONTEXT).read_bytes)
    return Response(body, headers=headers, media_type=formats.JSONLD.media_type)


async def _answer_ontology(state: AppState, request: Request, suffix: str, path: str, file: str = ONTOLOGY) -> Response:
    """The page tells of our own terms; the data also say what stands for them in other vocabularies, which is for programs to find."""
    triples = await asyncio.to_thread(_read, [state.release.file(file)])
    aligned = await asyncio.to_thread(_read, _list_turtle(state, ALIGNMENTS)) if file == ONTOLOGY else []

    async def render(headers: document.Headers) -> Response:
        return state.templates.answer(
            "vocabulary.html",
            request=request,
            headers=headers,
            presenter=await make_presenter(state, request),
            page=read_vocabulary(triples),
            formats=document.list_offers(state, path, formats.DATA),
            address=iris.BASE + path,
        )

    return await document.respond(
        state,
        request,
        page=render,
        data=lambda form: _write(state, [*triples, *aligned], form),
        offers=formats.DATA,
        suffix=suffix,
        links=document.signposts(state, iris.BASE + path, path, formats.DATA),
    )


async def _answer_shapes(state: AppState, request: Request, suffix: str) -> Response:
    triples = await asyncio.to_thread(_read, _list_turtle(state, SHAPES))
    links = document.signposts(state, iris.BASE + "shapes", "shapes", formats.DATA)
    return await document.respond(
        state, request, data=lambda form: _write(state, triples, form), offers=formats.DATA, suffix=suffix, links=links
    )


def _list_turtle(state: AppState, folder: str) -> list[Path]:
    names = (name for name in sorted(state.release.checksums) if name.startswith(folder) and name.endswith(".ttl"))
    return [state.release.file(name) for name in names]


async def _write(state: AppState, triples: Sequence[Triple], form: Format) -> bytes:
    return await asyncio.to_thread(write_triples, triples, form, state.release.file(CONTEXT).read_bytes())


def _read(files: Sequence[Path]) -> list[Triple]:
    """The statements of several Turtle files; blank nodes of two files stay two, since the parser names them at random."""
    return [quad.triple for file in files for quad in parse(path=file, format=RdfFormat.TURTLE, rename_blank_nodes=True)]
