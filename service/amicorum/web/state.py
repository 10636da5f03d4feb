"""What every route needs, made once by the app factory and reached through FastAPI's dependencies."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class AppState:
    """The service as its routes see it. Only `serving` and `ready` change, at a switch of the release, at start and at stop."""

    settings: Settings
    links: Links
    templates: Templates
    metrics: Metrics
    serving: Serving
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
    def engine(self) -> Engine:
        """The engine of the release that is served now."""
        return self.serving.engine

    @property
    def release(self) -> Release:
        """The release that is served now."""
        return self.serving.release

    async def network(self) -> Network:
        """The partnerships of the release that is served now, as a network."""
        return await self.networks.get(self.serving.release, self.serving.engine)


def state_of(scope: Scope) -> AppState:
    """The site of the application that handles this request."""
    return cast(AppState, scope["app"].state.amicorum)


def client_key(scope: Scope) -> str:
    """Who is asking, for budgets: the address (the server sets it from a trusted proxy's header alone), IPv6 by its /64 network."""
    peer = scope.get("client")
    if not peer:
        return ""
    try:
        address = ipaddress.ip_address(peer[0].partition("%")[0])
    except ValueError:
        return str(peer[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


async def _state(request: Request) -> AppState:  # not `def`, which would be called in a thread
    return state_of(request.scope)


StateNeeded = Annotated[AppState, Depends(_state)]
"""For a route's parameter: `state: StateNeeded`."""
