"""Add the headers that every response has: CORS for any origin, and a policy that forbids what no page of ours needs."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amicorum.web.http.conditional import coded_tag

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No inline script, nothing from elsewhere; a route may send another policy for its own page."""

DEFAULTS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Location, Retry-After, X-Request-Id",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}

_RAW_DEFAULTS = tuple((name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in DEFAULTS.items())


class DefaultHeaders:
    """Adds what a route has not set itself, and gives compressed bodies a tag of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name for name, _ in given}
                message["headers"] = [*given, *(pair for pair in _RAW_DEFAULTS if pair[0] not in names)]
                headers = MutableHeaders(scope=message)
                if b"content-encoding" in names and (tag := headers.get("etag")):
                    headers["etag"] = coded_tag(tag, headers["content-encoding"])
                _vary_by_coding(headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _vary_by_coding(headers: MutableHeaders) -> None:
    """Whether a body is compressed depends on what the client accepts, also where this one was not."""
    vary = [each.strip() for each in headers.get("vary", "").split(",") if each.strip()]
    if "accept-encoding" not in {each.lower() for each in vary}:
        headers["vary"] = ", ".join([*vary, "Accept-Encoding"])
