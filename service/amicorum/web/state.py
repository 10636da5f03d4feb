"""The application's state: what every route needs, made once by the app factory and reached through FastAPI's dependencies."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, cast

from fastapi import Depends, Request
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.types import Scope

from amicorum.engine.port import Engine
from amicorum.features.changes.history import History
from amicorum.features.network.cache import NetworkCache
from amicorum.features.network.model import Network
from amicorum.features.reconciliation.service import ReconciliationService
from amicorum.features.search.index import Index, open_index
from amicorum.features.submissions.service import SubmissionValidator
from amicorum.release.cache import ReleaseCache
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.html.templates import Templates
from amicorum.web.html.urls import Links
from amicorum.web.observability.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Serving:
    """The release that is served and the engine that answers over it. A switch replaces both in one step."""

    release: Release
    engine: Engine


class Servings:
    """The pairs that can be served, by generation, and which of them is: a number that several processes may share.

    So a switch is one write of that number: no request that begins after it sees the old release, in whatever process.
    """

    def __init__(self, first: Serving, generation: int = 0) -> None:
        self.generation: Callable[[], int] = lambda: generation
        self._held = {generation: first}

    @property
    def now(self) -> Serving:
        """The pair that is served."""
        return self._held[self.generation()]

    def hold(self, generation: int, serving: Serving) -> None:
        """Have the pair of a generation ready."""
        self._held[generation] = serving

    def drop(self, generation: int) -> Serving | None:
        """Forget the pair of a generation and give it back."""
        return self._held.pop(generation, None)


@dataclass(slots=True)
class AppState:
    """The service as its routes see it. Only `serving` and `ready` change, at a switch of the release, at start and at stop."""

    settings: Settings
    links: Links
    templates: Templates
    metrics: Metrics
    servings: Servings
    validator: SubmissionValidator
    reconciliation: ReconciliationService
    ready: bool = False
    assistants: StreamableHTTPSessionManager | None = None
    """The MCP server, while the application runs."""
    indexes: ReleaseCache[Index] = field(default_factory=lambda: ReleaseCache(open_index))
    """The names of each release that is served."""
    networks: NetworkCache = field(default_factory=NetworkCache)
    """The partnerships of each release that is served, as a network."""
    history: History = field(default_factory=History)

    @property
    def serving(self) -> Serving:
        """The pair that is served now: who needs both of it asks once."""
        return self.servings.now

    @serving.setter
    def serving(self, serving: Serving) -> None:
        self.servings = Servings(serving)

    @property
    def engine(self) -> Engine:
        """The engine of the release that is served now."""
        return self.serving.engine

    @property
    def release(self) -> Release:
        """The release that is served now."""
        return self.serving.release

    async def network(self) -> Network:
        """The partnerships of the release that is served now, as a network."""
        serving = self.serving
        return await self.networks.get(serving.release, serving.engine)


def state_of(scope: Scope) -> AppState:
    """The state of the application that handles this request."""
    return cast(AppState, scope["app"].state.amicorum)


def client_key(scope: Scope) -> str:
    """Who is asking, for budgets: the address (the server sets it from a trusted proxy's header alone), IPv6 by its /64 network."""
    peer = scope.get("client")
    return _network_of(str(peer[0])) if peer else ""


@lru_cache(maxsize=4096)
def _network_of(host: str) -> str:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


async def _state(request: Request) -> AppState:  # not `def`, which would be called in a thread
    return state_of(request.scope)


StateNeeded = Annotated[AppState, Depends(_state)]
"""For a route's parameter: `state: StateNeeded`."""
