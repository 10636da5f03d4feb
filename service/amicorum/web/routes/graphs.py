"""/graph and /graph-store: the read side of the SPARQL 1.1 Graph Store Protocol, direct and indirect."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum.errors import BadQuery
from amicorum.features import graphs
from amicorum.rdf import formats, iris
from amicorum.web.http.negotiation import Choice, choose, choose_by_name, no_format, wants_page
from amicorum.web.http.openapi_parameters import DEFAULT, FORMAT, GRAPH, describe
from amicorum.web.http.sparql_request import read_parameters
from amicorum.web.pages.thing import show_graph
from amicorum.web.responses.query_answer import AnswerResponse, Choices
from amicorum.web.state import AppState, StateNeeded, client_key

router = APIRouter(tags=["graphs"])


@router.get("/graph/{name:path}", response_class=Response, summary="One named graph by its own address", openapi_extra=describe(FORMAT))
async def read_graph(state: StateNeeded, request: Request, name: str) -> Response:
    """Graph Store Protocol, section 4.1 (direct graph identification)."""
    parameters = read_parameters(request.scope["query_string"])
    names = parameters.get("format", [])
    if (
        wants_page(request.headers.get("accept", ""), names[0] if names else None, formats.GRAPHS)
        and iris.graph(name) in state.release.manifest.graphs
    ):
        return await show_graph(state, request, NamedNode(iris.graph(name)), f"graph/{name}")
    return _answer(state, request, iris.graph(name), names)


@router.get(
    "/graph-store",
    response_class=Response,
    summary="One named graph by ?graph=IRI, or ?default",
    openapi_extra=describe(GRAPH, DEFAULT, FORMAT),
)
async def read_graph_by_name(state: StateNeeded, request: Request) -> Response:
    """Graph Store Protocol, section 4.2 (indirect graph identification)."""
    parameters = read_parameters(request.scope["query_string"])
    named, default = parameters.get("graph", []), "default" in parameters
    if len(named) + default != 1:
        raise BadQuery("name one graph: ?graph= with its IRI, or ?default")
    return _answer(state, request, named[0] if named else None, parameters.get("format", []))


def _answer(state: AppState, request: Request, iri: str | None, names: list[str]) -> Response:
    choice = _choose(request.headers.get("accept", ""), names)
    client = client_key(request.scope)
    if iri is None:
        query = graphs.read_default_graph(choice.format, client)
    elif iri in state.release.manifest.graphs:
        query = graphs.read_named_graph(iri, choice.format, client)
    else:
        raise HTTPException(404, f"there is no graph {iri}")
    return AnswerResponse(state, query, Choices(None, choice))


def _choose(accept: str, names: list[str]) -> Choice:
    choice = choose_by_name(names[0], formats.GRAPHS) if names else choose(accept, formats.GRAPHS)
    if choice is None:
        raise no_format(formats.GRAPHS)
    return choice
