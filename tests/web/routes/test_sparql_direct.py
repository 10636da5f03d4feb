"""/sparql is answered as it would be by a route whose dependencies FastAPI resolves."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from amicorum.engine.port import Engine
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app
from amicorum.web.routes.sparql import DirectRoute

ASK = "/sparql?query=ASK%20%7B%7D"
CHANGING = ("x-request-id", "date", "server")
REQUESTS = (
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
    ("POST", "/sparql", "*/*"),
    ("POST", ASK, "*/*"),
    ("OPTIONS", ASK, "*/*"),
    ("DELETE", ASK, "*/*"),
)
Answer = tuple[int, dict[str, str], str]


def ask_all(app: FastAPI) -> dict[tuple[str, str, str], Answer]:
    answers = {}
    with TestClient(app, base_url="http://inside.example", follow_redirects=False, raise_server_exceptions=False) as client:
        for method, address, accept in REQUESTS:
            response = client.request(method, address, headers={"Accept": accept, "X-Request-Id": "same", "Cache-Control": "no-cache"})
            headers = {name: value for name, value in response.headers.items() if name not in CHANGING}
            answers[method, address, accept] = (response.status_code, headers, response.text)
    return answers


def test_it_answers_as_any_route_does(settings: Settings, engine: Engine, tiny_release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings.model_copy(update={"cache_seconds": 0})
    app = create_app(settings, engine, tiny_release)
    answers = ask_all(app)
    monkeypatch.setattr(DirectRoute, "get_route_handler", APIRoute.get_route_handler)
    other = create_app(settings, engine, tiny_release)
    assert answers == ask_all(other)
    assert app.openapi() == other.openapi()
