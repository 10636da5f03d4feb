"""GET /sparql with a query, handed to its route at once: routing and the resolution of dependencies take longer than a small query."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amicorum.errors import AmicorumError
from amicorum.web.responses.problem import answer_problem
from amicorum.web.state import AppState, state_of

Ask = Callable[[AppState, Request], Awaitable[Response]]


class QueryShortcut:
    """Answers as the route does whose function `ask` is; `paths` are its addresses with and without the prefix of the service."""

    def __init__(self, app: ASGIApp, route: BaseRoute, ask: Ask, paths: frozenset[str]) -> None:
        self._app, self._route, self._ask, self._paths = app, route, ask, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"] not in self._paths or not scope["query_string"]:
            await self._app(scope, receive, send)
            return
        scope["route"] = self._route
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        request = Request(scope, receive, send)
        try:
            response = await self._ask(state_of(scope), request)
            await response(scope, receive, watch)
        except Exception as error:
            if started:
                raise
            await answer_problem(request, error)(scope, receive, send)
            if not isinstance(error, AmicorumError):  # for the log, as Starlette does with what nobody foresaw
                raise
