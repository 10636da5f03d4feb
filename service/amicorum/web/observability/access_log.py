"""Give each request an id; write one log line and count the metrics at its end. Outermost, so that nothing escapes it."""

from __future__ import annotations

import logging
import os
import re
import time
from contextvars import ContextVar

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amicorum.web.http.scope import ABORTED, CACHED
from amicorum.web.observability.metrics import Metrics

log = logging.getLogger("amicorum.access")

HEADER = b"x-request-id"

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")


def request_id() -> str:
    """The id of the request that this code runs for, `-` outside of one."""
    return _request_id.get()


class AccessLog:
    """Gives each request its id (a proxy's `X-Request-Id` is kept where it is harmless) and writes down how it ended.

    Neither log nor metrics ever carry a query: that is personal, and at debug level only.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        identity = given if _SAFE_ID.fullmatch(given) else os.urandom(16).hex()
        token = _request_id.set(identity)
        start, status, size, whole = time.perf_counter(), 0, 0, False

        async def watch(message: Message) -> None:
            nonlocal status, size, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER, identity.encode())]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        self._metrics.running.inc()
        try:
            await self._app(scope, receive, watch)
        finally:
            self._metrics.running.dec()
            seconds = time.perf_counter() - start
            route = _route(scope)
            self._metrics.requests.labels(route, _method(scope), str(status)).inc()
            self._metrics.seconds.labels(route).observe(seconds)
            reason = scope.get(ABORTED) or ("" if whole else "disconnected")
            if reason:
                self._metrics.cut.labels(reason).inc()
            log.info(
                "%s %s %s",
                scope["method"],
                scope["path"],
                status,
                extra={
                    "request": identity,
                    "method": scope["method"],
                    "path": scope["path"],
                    "route": route,
                    "status": status,
                    "bytes": size,
                    "milliseconds": round(seconds * 1000, 1),
                    "cached": bool(scope.get(CACHED)),
                    "cut": reason,
                },
            )
            _request_id.reset(token)


def _route(scope: Scope) -> str:
    """The route's pattern, so that the number of time series stays small whatever is asked."""
    return str(getattr(scope.get("route"), "path", None) or scope.get(CACHED) or "unknown")


def _method(scope: Scope) -> str:
    method = str(scope["method"])
    return method if method in {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"} else "other"
