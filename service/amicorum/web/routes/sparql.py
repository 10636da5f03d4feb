"""/sparql: the SPARQL 1.1 Protocol for queries, the service description, and the query form for people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import cast

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from amicorum.engine.port import Query
from amicorum.engine.sparql.query_limits import check_length
from amicorum.errors import QueryError
from amicorum.rdf import formats
from amicorum.web.http import openapi_parameters
from amicorum.web.http.negotiation import choose, choose_by_name, no_format, wants_page
from amicorum.web.http.sparql_request import Asked, read_get, read_post
from amicorum.web.pages import query_form
from amicorum.web.responses import service_description
from amicorum.web.responses.query_answer import AnswerResponse, Choices, run_while_there
from amicorum.web.state import AppState, StateNeeded, client_key, state_of

log = logging.getLogger(__name__)


class DirectRoute(APIRoute):
    """Calls its function with the state and the request: resolving dependencies takes as long as a small query."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[None, None, Response]]:
        """FastAPI's place for the handler of a route class of one's own."""

        async def handle(request: Request) -> Response:
            response: Response = await self.endpoint(state_of(request.scope), request)
            return response

        return handle


router = APIRouter(tags=["SPARQL"], route_class=DirectRoute)
PATH = "/sparql"
_PREPARED = "amicorum.prepared"
"""Where the answer that is prepared for a request waits for its route."""


class CheapQueries:
    """Answers a query in the address that the engine answers at once, before FastAPI, which takes longer than such a query.

    Everything else goes on to the route, also what is wrong: only there errors become problems.
    """

    def __init__(self, app: ASGIApp, state: AppState) -> None:
        self._app, self._state = app, state
        self._paths = frozenset({PATH, state.links.prefix + PATH})
        self._route = next(route for route in router.routes if isinstance(route, APIRoute) and route.endpoint is ask_by_address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in self._paths and scope["method"] == "GET" and (response := self._prepare(scope)):
            scope["route"] = self._route
            if await response.send_at_once(scope, receive, send):
                return
            scope[_PREPARED] = response
        await self._app(scope, receive, send)

    def _prepare(self, scope: Scope) -> AnswerResponse | None:
        try:
            asked = read_get(scope["query_string"])
            accept = Headers(scope=scope).get("accept", "")
            if asked.text is None or wants_page(accept, asked.format, formats.ALL):
                return None
            return _prepare_answer(self._state, scope, accept, asked, asked.text)
        except QueryError:
            return None


@router.get(
    PATH,
    response_class=Response,
    summary="Ask by address; without a query: the service description, or the query form",
    openapi_extra=openapi_parameters.describe(
        openapi_parameters.QUERY, *openapi_parameters.DATASET, openapi_parameters.FORMAT, openapi_parameters.TIMEOUT
    ),
)
async def ask_by_address(state: StateNeeded, request: Request) -> Response:
    """SPARQL 1.1 Protocol, section 2.1.1."""
    if prepared := request.scope.get(_PREPARED):
        return cast("Response", prepared)
    asked = read_get(request.scope["query_string"])
    accept = request.headers.get("accept", "")
    if asked.text is None:
        if wants_page(accept, asked.format, formats.GRAPHS):
            return query_form.show_form(state, request, query_form.Shown())
        return service_description.answer_description(state, request, asked.format)
    return await _answer(state, request, asked, asked.text)


@router.post(
    PATH,
    response_class=Response,
    summary="Ask by a form or by the query itself in the body",
    openapi_extra={**openapi_parameters.describe(*openapi_parameters.DATASET), **openapi_parameters.BODY},
)
async def ask_by_body(state: StateNeeded, request: Request) -> Response:
    """SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3."""
    headers = request.headers
    asked = read_post(
        request.scope["query_string"], headers.get("content-type", ""), headers.get("content-encoding", ""), await request.body()
    )
    return await _answer(state, request, asked, asked.text or "")


async def _answer(state: AppState, request: Request, asked: Asked, text: str) -> Response:
    accept = request.headers.get("accept", "")
    if wants_page(accept, asked.format, formats.ALL):
        _take_note(state, text)
        page = await run_while_there(request.receive, query_form.show_answer(state, request, asked, text))
        return page or Response(status_code=204)  # nobody is there to see it
    return _prepare_answer(state, request.scope, accept, asked, text)


def _prepare_answer(state: AppState, scope: Scope, accept: str, asked: Asked, text: str) -> AnswerResponse:
    _take_note(state, text)
    choices = _choose(accept, asked.format)
    results, graph = choices.query_formats()
    query = Query(
        text,
        results=results,
        graph=graph,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout=asked.timeout,
        client=client_key(scope),
    )
    return AnswerResponse(state, query, choices)


def _take_note(state: AppState, text: str) -> None:
    """Log a query, at debug level alone. Raises `TooLarge` where it is too long."""
    check_length(text, state.settings)
    log.debug("query", extra={"query": text})


def _choose(accept: str, name: str | None) -> Choices:
    if name is None:
        choices = Choices(choose(accept, formats.RESULTS), choose(accept, formats.GRAPHS))
    else:
        choices = Choices(choose_by_name(name, formats.RESULTS), choose_by_name(name, formats.GRAPHS))
    if choices.results is None and choices.graph is None:
        raise no_format(formats.ALL)
    return choices
