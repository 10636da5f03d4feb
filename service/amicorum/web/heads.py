"""HEAD for every GET: the same headers, no body."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = "amicorum.head"


def is_head(scope: Scope) -> bool:
    """Whether the request was a HEAD, which routes see as a GET: who streams can stop after the headers."""
    return bool(scope.get(_HEAD))


class Heads:
    """Lets routes answer GET alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        inner = {**scope, "method": "GET", _HEAD: True}
        await self._app(inner, receive, send_head)
        scope["route"] = inner.get("route")
