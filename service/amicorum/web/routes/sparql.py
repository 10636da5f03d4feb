"""/sparql: the SPARQL 1.1 Protocol for queries, the service description, and the query form for people."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from starlette.responses import Response

from amicorum.engine.port import Query
from amicorum.errors import TooLarge
from amicorum.rdf import formats
from amicorum.web import description, form, parameters
from amicorum.web.answers import AnswerResponse, Choices, run_while_there
from amicorum.web.negotiation import choose, choose_by_name, no_format, wants_page
from amicorum.web.protocol import Asked, read_get, read_post
from amicorum.web.site import Site, SiteNeeded, client_key

log = logging.getLogger(__name__)
router = APIRouter(tags=["SPARQL"])


@router.get(
    "/sparql",
    response_class=Response,
    summary="Ask by address; without a query: the service description, or the query form",
    openapi_extra=parameters.describe(parameters.QUERY, *parameters.DATASET, parameters.FORMAT, parameters.TIMEOUT),
)
async def ask_by_address(site: SiteNeeded, request: Request) -> Response:
    """SPARQL 1.1 Protocol, section 2.1.1."""
    asked = read_get(request.scope["query_string"])
    accept = request.headers.get("accept", "")
    if asked.text is None:
        if wants_page(accept, asked.format, formats.GRAPHS):
            return form.show_form(site, request, form.Shown())
        return description.answer_description(site, request, asked.format)
    return await _answer(site, request, asked, asked.text)


@router.post(
    "/sparql",
    response_class=Response,
    summary="Ask by a form or by the query itself in the body",
    openapi_extra={**parameters.describe(*parameters.DATASET), **parameters.BODY},
)
async def ask_by_body(site: SiteNeeded, request: Request) -> Response:
    """SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3."""
    headers = request.headers
    asked = read_post(
        request.scope["query_string"], headers.get("content-type", ""), headers.get("content-encoding", ""), await request.body()
    )
    return await _answer(site, request, asked, asked.text or "")


async def _answer(site: Site, request: Request, asked: Asked, text: str) -> Response:
    limit = site.settings.query_bytes
    if len(text.encode()) > limit:
        raise TooLarge(f"a query can have {limit} bytes at most", limit="query_bytes")
    log.debug("query", extra={"query": text})
    accept = request.headers.get("accept", "")
    if wants_page(accept, asked.format, formats.ALL):
        page = await run_while_there(request.receive, form.show_answer(site, request, asked, text))
        return page or Response(status_code=204)  # nobody is there to see it
    choices = _choose(accept, asked.format)
    query = Query(
        text,
        *choices.query_formats(),
        asked.default_graphs,
        asked.named_graphs,
        timeout=asked.timeout,
        client=client_key(request.scope),
    )
    return AnswerResponse(site, query, choices)


def _choose(accept: str, name: str | None) -> Choices:
    if name is None:
        choices = Choices(choose(accept, formats.RESULTS), choose(accept, formats.GRAPHS))
    else:
        choices = Choices(choose_by_name(name, formats.RESULTS), choose_by_name(name, formats.GRAPHS))
    if choices.results is None and choices.graph is None:
        raise no_format(formats.ALL)
    return choices
