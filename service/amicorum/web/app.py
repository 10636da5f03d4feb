"""The app factory: what the routes need, the layers around them, and the engine's life with the application's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from amicorum import __version__
from amicorum.engine.port import Engine
from amicorum.features.validating.desk import Desk
from amicorum.rdf import formats
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.bodies import BodyLimit
from amicorum.web.cache import AnswerCache
from amicorum.web.headers import DefaultHeaders
from amicorum.web.heads import Heads
from amicorum.web.links import Links
from amicorum.web.metrics import Metrics
from amicorum.web.observation import Observation
from amicorum.web.pages import Pages
from amicorum.web.problems import MEDIA_TYPE, add_problem_handlers
from amicorum.web.routes import (
    catalogue,
    graphs,
    home,
    operating,
    problems,
    reference,
    releases,
    search,
    sparql,
    static,
    stream,
    things,
    validate,
    vocabulary,
)
from amicorum.web.site import Serving, Site

ROUTERS = tuple(
    each.router
    for each in (
        sparql,
        graphs,
        operating,
        problems,
        reference,
        things,
        vocabulary,
        search,
        catalogue,
        releases,
        stream,
        validate,
        static,
        home,
    )
)
"""Every router, in the order in which paths are matched."""

Background = Callable[[Site], AbstractAsyncContextManager[None]]
"""What runs beside the service while it runs."""


class Application(FastAPI):
    """FastAPI with our layers around all of it, its own error page included."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Paths are matched without the prefix of the base address, whether the proxy before us takes it off or not."""
        if scope["type"] == "http":
            scope["root_path"] = self.state.site.links.prefix
        await super().__call__(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """From the outside: watch, cache, headers, size of bodies, compression, HEAD; then FastAPI."""
        site: Site = self.state.site
        stack: ASGIApp = Heads(super().build_middleware_stack())
        stack = CompressMiddleware(stack)
        stack = BodyLimit(stack, site.settings.body_bytes, site.settings.stall_seconds)
        stack = DefaultHeaders(stack)
        stack = AnswerCache(stack, site.settings.cache_bytes, lambda: site.release.id, site.metrics)
        return Observation(stack, site.metrics)


def create_app(settings: Settings, engine: Engine, release: Release, background: Background | None = None) -> FastAPI:
    """The service over one release and an engine that has not started; `background` runs beside it, such as a watch for new releases."""
    links = Links(settings.base)
    desk = Desk(seconds=settings.validate_seconds, memory=settings.validate_memory, places=settings.validate_places)
    site = Site(settings, links, Pages(links), Metrics(), Serving(release, engine), desk)
    site.metrics.watch_engine(lambda: site.engine.stats())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await site.engine.start()
        await asyncio.to_thread(site.indexes.get, site.release)
        site.ready = True
        try:
            async with background(site) if background else nullcontext():
                yield
        finally:
            site.ready = False
            await site.engine.close()

    app = Application(
        title="Amicorum",
        version=__version__,
        summary="Who works with whom in European culture, since when, on what, and who says so",
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.site = site
    for router in ROUTERS:
        app.include_router(router)
    add_problem_handlers(app)
    for kind in (*(each.media_type for each in formats.ALL), MEDIA_TYPE):
        add_compress_type(kind)
    return app
