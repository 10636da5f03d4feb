"""Request bodies: refused before they are read where they are too large, whatever route they go to."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amicorum.errors import SlowBody, TooLarge
from amicorum.web.responses.problem import answer_problem

SLOWEST = 1024
"""Bytes a second that a body must bring on the whole: who sends a byte now and then never stalls, and never ends either."""


class BodyLimit:
    """Counts what comes in; a body above the limit is a 413 before its first byte is read, or as soon as it passes the limit; one that does
    not come, or drips, is a 408."""

    def __init__(self, app: ASGIApp, limit: int, seconds: float) -> None:
        self._app, self._limit, self._seconds = app, limit, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._limit:
            await answer_problem(Request(scope), self._error())(scope, receive, send)
            return
        size, whole = 0, False
        clock = asyncio.get_running_loop().time
        began = clock()

        async def count() -> Message:
            nonlocal size, whole
            now = clock()
            deadline = min(now, began + size / SLOWEST) + self._seconds
            # Once the body is whole, the next message is that the client went away, and that may take its time.
            try:
                async with asyncio.timeout_at(None if whole else deadline):
                    message = await receive()
            except TimeoutError as error:
                raise SlowBody(f"the body stopped, or dripped, for {self._seconds:g} seconds (setting stall_seconds)") from error
            whole = not message.get("more_body", False)
            size += len(message.get("body", b""))
            if size > self._limit:
                raise self._error()
            return message

        await self._app(scope, count, send)

    def _error(self) -> TooLarge:
        return TooLarge(f"a body can have {self._limit} bytes at most", limit="body_bytes")
