"""A service over the tiny release and a fake engine, with and without a real HTTP server before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.fakes import FakeEngine
from tests.web.servers import Server, run_server

from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

BASE = "https://data.example/amicorum/"


@pytest.fixture
def engine(tiny_release: Release) -> FakeEngine:
    return FakeEngine(tiny_release)


@pytest.fixture
def settings(tiny_release: Release) -> Settings:
    return Settings(releases=tiny_release.folder.parent, base=BASE)


@pytest.fixture
def app(settings: Settings, engine: FakeEngine, tiny_release: Release) -> FastAPI:
    return create_app(settings, engine, tiny_release)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://inside.example", follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def server(app: FastAPI) -> Iterator[Server]:
    """The same over a real socket, for what only a connection shows."""
    with run_server(app) as server:
        yield server
