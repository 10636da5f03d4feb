"""Request bodies: refused before they are read where they are too large, whatever route they go to."""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amicorum.errors import TooLarge
from amicorum.web.problems import answer_problem


class BodyLimit:
    """Counts what comes in; a body above the limit is a 413 before its first byte is read, or as soon as it passes the limit."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._limit:
            await answer_problem(Request(scope), self._error())(scope, receive, send)
            return
        size = 0

        async def count() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._limit:
                raise self._error()
            return message

        await self._app(scope, count, send)

    def _error(self) -> TooLarge:
        return TooLarge(f"a body can have {self._limit} bytes at most", limit="body_bytes")
