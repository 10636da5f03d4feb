"""Create the application: state, middleware, routers, and the lifespan that starts and stops the engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from amicorum import __version__
from amicorum.engine.port import Engine
from amicorum.features.reconciliation.service import ReconciliationService
from amicorum.features.submissions.service import SubmissionValidator
from amicorum.rdf import formats
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.html.templates import Templates
from amicorum.web.html.urls import Links
from amicorum.web.middleware.body_limit import BodyLimit
from amicorum.web.middleware.default_headers import DefaultHeaders
from amicorum.web.middleware.head import HeadMiddleware
from amicorum.web.middleware.response_cache import AnswerCache
from amicorum.web.observability.access_log import AccessLog
from amicorum.web.observability.metrics import Metrics
from amicorum.web.responses.problem import MEDIA_TYPE, add_problem_handlers
from amicorum.web.routes import (
    catalogue,
    compare,
    explore,
    graphs,
    home,
    mcp,
    openapi,
    operations,
    opportunities,
    overviews,
    path,
    problems,
    reconcile,
    reconcile_choice,
    redirects,
    releases,
    reports,
    search,
    sparql,
    static,
    statistics,
    stream,
    things,
    validate,
    vocabulary,
    void,
)
from amicorum.web.routes.mcp import run_assistants
from amicorum.web.state import AppState, Serving, Servings

ROUTERS = tuple(
    each.router
    for each in (
        sparql,
        graphs,
        operations,
        problems,
        openapi,
        overviews,
        explore,
        path,
        compare,
        opportunities,
        statistics,
        reports,
        things,
        vocabulary,
        search,
        reconcile,
        reconcile_choice,
        catalogue,
        void,
        releases,
        stream,
        validate,
        static,
        home,
        redirects,
    )
)
"""Every router, in the order in which paths are matched."""

Background = Callable[[AppState], AbstractAsyncContextManager[None]]
"""What runs beside the service while it runs."""


class Application(FastAPI):
    """FastAPI with our layers around all of it, its own error page included."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Paths are matched without the prefix of the base address, whether the proxy before us takes it off or not."""
        if scope["type"] == "http":
            scope["root_path"] = self.state.amicorum.links.prefix
        await super().__call__(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """From the outside: watch, cache, headers, size of bodies, compression, HEAD, queries that are answered at once; then FastAPI."""
        state: AppState = self.state.amicorum
        stack: ASGIApp = HeadMiddleware(sparql.CheapQueries(super().build_middleware_stack(), state))
        stack = CompressMiddleware(stack)
        stack = BodyLimit(stack, state.settings.body_bytes, state.settings.stall_seconds)
        stack = DefaultHeaders(stack)
        stack = AnswerCache(stack, state.settings.cache_bytes, lambda: state.release.id, state.metrics)
        return AccessLog(stack, state.metrics)


def create_app(
    settings: Settings, engine: Engine, release: Release, background: Background | None = None, shared: Path | None = None
) -> FastAPI:
    """The service over one release and an engine that has not started; `background` runs beside it, such as a watch for new releases.

    `shared` is a folder of all processes of one service, in which they keep who has which place.
    """
    links = Links(settings.base)
    validator = SubmissionValidator(
        seconds=settings.validate_seconds, memory=settings.validate_memory, places=settings.validate_places, shared=shared
    )
    reconciliation = ReconciliationService(
        places=settings.reconcile_places, seconds=settings.query_seconds, base=settings.base, shared=shared
    )
    state = AppState(
        settings=settings,
        links=links,
        templates=Templates(links),
        metrics=Metrics(),
        servings=Servings(Serving(release, engine)),
        validator=validator,
        reconciliation=reconciliation,
    )
    state.metrics.watch_engine(lambda: state.engine.stats())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await state.engine.start()
        await asyncio.to_thread(state.indexes.get, state.release)
        await state.reconciliation.get(state.release)
        state.ready = True
        try:
            async with run_assistants(state), background(state) if background else nullcontext():
                yield
        finally:
            state.ready = False
            await state.validator.close()
            await state.engine.close()

    app = Application(
        title="Amicorum",
        version=__version__,
        summary="Who works with whom in European culture, since when, on what, and who says so",
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.amicorum = state
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.append(mcp.ROUTE)
    add_problem_handlers(app)
    for kind in (*(each.media_type for each in formats.ALL), MEDIA_TYPE):
        add_compress_type(kind)
    return app
