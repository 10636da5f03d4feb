"""/mcp: the MCP server over HTTP (streamable, without sessions), for assistants."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from amicorum.mcp.knowledge import Knowledge
from amicorum.mcp.server import CLIENT, make_server
from amicorum.rdf import formats
from amicorum.web.http.negotiation import wants_page
from amicorum.web.state import AppState, client_key, state_of


class Endpoint:
    """Hands a request to the MCP server of the application; who comes with a browser is led to the reference."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = state_of(scope)
        request = Request(scope)
        if scope["method"] == "GET" and wants_page(request.headers.get("accept", ""), None, [formats.JSON]):
            await RedirectResponse(state.links.absolute("api"), 303)(scope, receive, send)
            return
        if state.assistants is None:
            raise RuntimeError("the application has not started")
        scope[CLIENT] = client_key(scope)
        await state.assistants.handle_request(scope, receive, send)


ROUTE = Route("/mcp", Endpoint(), methods=["GET", "POST", "DELETE"], include_in_schema=False)


@asynccontextmanager
async def run_assistants(state: AppState) -> AsyncIterator[None]:
    """The server while the application runs. Every origin may ask it, as with all other addresses: it reads public data alone."""
    knowledge = Knowledge(
        settings=state.settings,
        serving=lambda: (state.release, state.engine),
        indexes=state.indexes,
        networks=state.networks,
        reconciliation=state.reconciliation,
    )
    server = make_server(knowledge)
    server.streamable_http_app(
        stateless_http=True,
        json_response=True,
        max_request_body_size=state.settings.body_bytes,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    state.assistants = server.session_manager
    try:
        async with state.assistants.run():
            yield
    finally:
        state.assistants = None
