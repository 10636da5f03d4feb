"""A query in the address is answered as the route answers it, past the router."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from amicorum.web.middleware.query_shortcut import QueryShortcut

ASK = "/sparql?query=ASK%20%7B%7D"
CHANGING = ("x-request-id", "date", "server")


def strip(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the shortcut out of the application."""

    async def go_on(self: QueryShortcut, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    monkeypatch.setattr(QueryShortcut, "__call__", go_on)


@pytest.mark.parametrize(
    ("method", "address", "accept"),
    [
        ("GET", ASK, "*/*"),
        ("HEAD", ASK, "*/*"),
        ("GET", ASK, "text/csv"),
        ("GET", ASK, "text/html,*/*;q=0.5"),
        ("GET", ASK, "image/png"),
        ("GET", ASK + "&format=xml", "text/html"),
        ("GET", ASK + "&timeout=soon", "*/*"),
        ("GET", ASK + "&timeout=soon", "text/html"),
        ("GET", "/sparql?query=", "*/*"),
        ("GET", "/sparql?query=%ff", "*/*"),
        ("GET", "/sparql?query=ASK%20%7B", "*/*"),
        ("GET", "/sparql?format=ttl", "*/*"),
        ("GET", "/sparql?update=CLEAR%20ALL", "*/*"),
        ("GET", "/amicorum" + ASK, "*/*"),
        ("OPTIONS", ASK, "*/*"),
        ("DELETE", ASK, "*/*"),
    ],
)
def test_it_answers_as_the_route_does(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch, method: str, address: str, accept: str
) -> None:
    def ask() -> tuple[int, dict[str, str], str]:
        response = client.request(method, address, headers={"Accept": accept, "X-Request-Id": "same", "Cache-Control": "no-cache"})
        return response.status_code, {name: value for name, value in response.headers.items() if name not in CHANGING}, response.text

    client.app.state.amicorum.settings = app.state.amicorum.settings.model_copy(update={"cache_seconds": 0})  # type: ignore[attr-defined]
    short = ask()
    strip(app, monkeypatch)
    assert ask() == short
