"""Turn errors into responses: one table from error to status, `application/problem+json` for programs (RFC 9457), a page for browsers."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from amicorum import errors
from amicorum.features.submissions.submission import Unreadable
from amicorum.translations import gettext_noop
from amicorum.web.http.negotiation import HTML, parse_accept
from amicorum.web.observability.access_log import request_id
from amicorum.web.state import state_of

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
PROGRAMS = (MEDIA_TYPE, "application/json")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its stable name, status, title, and what a person can do about it."""

    name: str
    status: int
    title: str
    advice: str


NOT_FOUND = Kind("not-found", 404, gettext_noop("Nothing is known under this address"), gettext_noop("Look for the thing by its name."))

KINDS: dict[type[Exception], Kind] = {
    errors.NotKnown: NOT_FOUND,
    errors.BadQuery: Kind(
        "bad-query", 400, gettext_noop("The query is wrong"),
        gettext_noop("Mend the query at the place the message names and send it again."),
    ),
    errors.UpdateRefused: Kind(
        "update-refused", 403, gettext_noop("This service is read-only"),
        gettext_noop("Facts are published by building a release, not through this address."),
    ),
    errors.Refused: Kind(
        "refused", 403, gettext_noop("The query asks for what is not allowed here"),
        gettext_noop("The service description lists what is allowed. SERVICE reaches only the endpoints named there."),
    ),
    errors.NoFormat: Kind(
        "no-format", 406, gettext_noop("No such format here"),
        gettext_noop("Ask for one of the formats in the message, by Accept or by format=."),
    ),
    errors.SlowBody: Kind(
        "slow-body", 408, gettext_noop("The body did not come"),
        gettext_noop("Send the whole body at once; where the network is slow, send less."),
    ),
    errors.TooLarge: Kind(
        "too-large", 413, gettext_noop("The request is above a limit"),
        gettext_noop("Send a shorter query or body; limits are in the service description."),
    ),
    errors.WrongMediaType: Kind(
        "wrong-media-type", 415, gettext_noop("The body is of a type that this address does not read"),
        gettext_noop("Send a query as application/sparql-query or as a form, in UTF-8 and not compressed."),
    ),
    Unreadable: Kind(
        "unreadable", 400, gettext_noop("The data cannot be read"),
        gettext_noop("Mend them at the places that the message names and send them again."),
    ),
    errors.LimitReached: Kind(
        "limit-reached", 422, gettext_noop("The query needs more than the service gives one query"),
        gettext_noop("Ask for less at once (LIMIT, narrower patterns), or take a dump and query it at home."),
    ),
    errors.Busy: Kind(
        "busy", 503, gettext_noop("No place is free now"),
        gettext_noop("Try again in a moment; Retry-After tells programs when."),
    ),
    errors.EngineFailed: Kind(
        "engine-failed", 502, gettext_noop("The query engine failed"),
        gettext_noop("Try again; where it stays so, tell the operator the request id."),
    ),
    errors.ReleaseError: Kind(
        "no-release", 503, gettext_noop("No release can be served now"),
        gettext_noop("Try again later; the operator has to build or repair a release."),
    ),
}  # fmt: skip
"""From error to problem; the nearest class of an error's own ancestry counts."""

CLIENT_BUSY = Kind(
    "too-many-requests",
    429,
    gettext_noop("You have too many queries at once"),
    gettext_noop("Wait for your own queries, or until Retry-After has passed."),
)
ENGINE_SLOW = Kind(
    "engine-timeout",
    504,
    gettext_noop("The query engine did not answer in time"),
    gettext_noop("Try again later, or ask for less at once."),
)
BAD_REQUEST = Kind(
    "bad-request",
    400,
    gettext_noop("The request is wrong"),
    gettext_noop("Mend what the message names; the API reference describes every parameter."),
)
GONE = Kind("gone", 410, gettext_noop("This was withdrawn"), gettext_noop("Where something stands in its place, the message names it."))
WRONG_METHOD = Kind(
    "wrong-method",
    405,
    gettext_noop("This address does not answer to that method"),
    gettext_noop("Use one of the methods that Allow lists."),
)
INTERNAL = Kind("internal", 500, gettext_noop("Something broke on our side"), gettext_noop("Tell the operator the request id."))

BY_STATUS = {kind.status: kind for kind in (BAD_REQUEST, NOT_FOUND, GONE, WRONG_METHOD, INTERNAL)}
ALL = {kind.name: kind for kind in (*KINDS.values(), CLIENT_BUSY, ENGINE_SLOW, *BY_STATUS.values())}
"""Every kind by its name: `/problems/{name}` explains each."""


def kind_of(error: Exception) -> Kind:
    """The kind of problem that an error is."""
    if isinstance(error, errors.Busy) and error.client:
        return CLIENT_BUSY
    if isinstance(error, errors.EngineFailed) and error.timeout:
        return ENGINE_SLOW
    if isinstance(error, RequestValidationError):
        return BAD_REQUEST
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        return BY_STATUS.get(error.status_code) or Kind(
            name=phrase.lower().replace(" ", "-"), status=error.status_code, title=phrase, advice=""
        )
    return next((KINDS[each] for each in type(error).__mro__ if each in KINDS), INTERNAL)


def answer_problem(request: Request, error: Exception) -> Response:
    """The answer to a request that failed; never carries more than the error's own sentence."""
    kind = kind_of(error)
    state = state_of(request.scope)
    state.metrics.problems.labels(kind.name).inc()
    if kind is INTERNAL:
        log.error("unforeseen error", exc_info=error)
    problem: dict[str, object] = {
        "type": state.links.problem(kind.name) if kind.name in ALL else "about:blank",
        "title": kind.title,
        "status": kind.status,
        "detail": _detail(error, kind),
        "instance": f"urn:amicorum:request:{request_id()}",
    }
    for name in ("limit", "line", "column", "nearest"):
        if value := getattr(error, name, None):
            problem[name] = value
    headers = {"Vary": "Accept", "Cache-Control": "no-store"}
    if isinstance(error, HTTPException) and error.headers:
        headers |= error.headers
    if isinstance(error, errors.Busy):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, errors.SlowBody):
        headers["Connection"] = "close"  # the rest of the body may never come
    if _for_browser(request):
        return state.templates.answer(
            "problem.html", request=request, status=kind.status, headers=headers, kind=kind, problem=problem, explained=kind.name in ALL
        )
    return Response(json.dumps(problem, ensure_ascii=False), kind.status, headers, MEDIA_TYPE)


async def _on_error(request: Request, error: Exception) -> Response:
    return answer_problem(request, error)


async def _on_wrong_method(request: Request, error: Exception) -> Response:
    """405 with every method of the address; for OPTIONS the same as an answer, which serves as CORS preflight too."""
    methods = {"OPTIONS", *(each for each in METHODS if _answers(request, each))}
    if "GET" in methods:
        methods.add("HEAD")
    allow = ", ".join(sorted(methods))
    if request.method == "OPTIONS":
        headers = {
            "Allow": allow,
            "Access-Control-Allow-Methods": allow,
            "Access-Control-Allow-Headers": "*",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status_code=204, headers=headers)
    detail = f"{request.method} is not possible here; possible are {allow}"
    return answer_problem(request, HTTPException(405, detail, {"Allow": allow}))


def _answers(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": method}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def add_problem_handlers(app: FastAPI) -> None:
    """Have every error answered by the table."""
    for error in (errors.AmicorumError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(error, _on_error)
    app.add_exception_handler(405, _on_wrong_method)


def _detail(error: Exception, kind: Kind) -> str:
    if kind is INTERNAL:
        return kind.title
    if isinstance(error, HTTPException):
        return str(error.detail)
    if isinstance(error, RequestValidationError):
        return "; ".join(f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors())
    return str(error)


def _for_browser(request: Request) -> bool:
    if name := request.query_params.get("format"):
        return name.lower() == "html"
    ranges = parse_accept(request.headers.get("accept", ""))
    return HTML in ranges.values() and ranges.quality(HTML) > 0 and ranges.quality(HTML) >= max(ranges.quality(kind) for kind in PROGRAMS)
