"""/.well-known/void and /void: the VoID description, as a summary and graph by graph."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from fastapi import APIRouter, Request
from pyoxigraph import RdfFormat, Triple, parse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum.errors import ReleaseError
from amicorum.features.entities.document import write_triples
from amicorum.features.graph_descriptions import describe_graph, list_part
from amicorum.rdf import formats, iris
from amicorum.rdf.formats import Format
from amicorum.release.void import GRAPHS_NAME, NAME, PARTS
from amicorum.web.responses import document
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["data"])

Choose = Callable[[Iterable[Triple]], Iterable[Triple]]


@router.get("/.well-known/void", response_class=Response, summary="The VoID description: a summary, with statistics and link sets")
async def read_void(state: StateNeeded, request: Request) -> Response:
    """RDF alone: Turtle, where nothing else is asked for. It names the lists of the graphs, which are many."""
    return await _answer(state, request, NAME, iter)


@router.get("/void/{part}", response_class=Response, summary="The graphs of the sources, or of the curators' readings, by size")
async def list_graphs(state: StateNeeded, request: Request, part: str) -> Response:
    """`source` or `assessment`. Each graph with the address of its own description."""
    if part not in PARTS:
        raise HTTPException(404, f"there is no part {part} of the graphs; there are {' and '.join(PARTS)}")
    return await _answer(state, request, GRAPHS_NAME, lambda triples: list_part(triples, part, state.links.absolute(f"void/{part}")), part)


@router.get("/void/{part}/{key}", response_class=Response, summary="The description of one graph: its size, source, date, licence")
async def read_graph_description(state: StateNeeded, request: Request, part: str, key: str) -> Response:
    """What `void-graphs.ttl` of the release says of this graph alone."""
    graph = iris.graph(f"{part}/{key}")
    if part not in PARTS or graph not in state.release.manifest.graphs:
        raise HTTPException(404, f"there is no graph {graph}")
    return await _answer(state, request, GRAPHS_NAME, lambda triples: describe_graph(triples, graph), part, key)


async def _answer(state: AppState, request: Request, name: str, choose: Choose, *parts: str) -> Response:
    """What is chosen of a Turtle file of the release, in any format."""
    try:
        file, context = state.release.file(name), state.release.file("context.jsonld")
    except ReleaseError as error:
        raise HTTPException(404, str(error)) from error

    async def write(form: Format) -> bytes:
        return await asyncio.to_thread(lambda: write_triples(list(choose(_read(file))), form, context.read_bytes()))

    links = [document.link(document.LICENCE, "license")]
    return await document.respond(state, request, data=write, offers=formats.DATA, links=links, parts=[name, *parts])


def _read(path: Path) -> Iterable[Triple]:
    return (quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE))
