"""Stream an engine's answer as a response: one object that takes the answer, sends it and gives it back, whatever happens between."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass
from typing import TypeVar

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from amicorum.engine.port import Answer, Query
from amicorum.errors import LimitReached, NoFormat, QueryError
from amicorum.rdf import formats
from amicorum.rdf.formats import Format
from amicorum.web.http.conditional import make_tag, matched_tag, not_modified
from amicorum.web.http.negotiation import Choice, no_format
from amicorum.web.http.scope import ABORTED, is_head
from amicorum.web.state import AppState

log = logging.getLogger(__name__)

T = TypeVar("T")

WHOLE_BYTES = 64 * 1024
"""An answer up to this size is read to its end before anything is sent: it has a length, can be cached, and its errors are errors."""

OLD_HTTP_BYTES = 8 * 1024 * 1024
"""Largest answer over HTTP/1.0. It has no chunks, so a cut answer would look whole: it gets only what was read to its end."""

# What gives another answer each time; a word inside a literal only costs the tag. Blank nodes of a CONSTRUCT
# template are minted anew; an escape may spell any of the words.
_VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b|\bCONSTRUCT\b.*?(?:\[|_:)|\\u", re.IGNORECASE | re.DOTALL)
_MAY_BE_VOLATILE = ("NOW", "RAND", "UUID", "BNODE", "SERVICE", "CONSTRUCT", "\\U")
"""One of these is in every text that is volatile, in capitals: most have none, which is seen sooner."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The format for either kind of query; None where the client accepts none."""

    results: Choice | None
    graph: Choice | None

    def query_formats(self) -> tuple[Format | None, Format | None]:
        """As a query wants them."""
        return (self.results.format if self.results else None), (self.graph.format if self.graph else None)

    def content_type(self, answer: Answer) -> str:
        """The content type of an answer that came in one of the two formats."""
        for choice in (self.results, self.graph):
            if choice and choice.format is answer.format:
                return choice.content_type
        return answer.format.content_type


class AnswerResponse(Response):
    """Asks the engine when it is sent, not before, so that nothing can be left open between a route and its response.

    Until the first bytes leave, a failure is raised and becomes a problem. After that the connection is cut without its last chunk,
    so that a truncated answer never looks complete. When the client goes away the query is stopped.
    """

    def __init__(self, state: AppState, query: Query, choices: Choices, headers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._state, self._serving, self._query, self._choices = state, state.serving, query, choices
        self._more = headers or {}
        self._tried = False
        self.tag = self._make_tag()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not await self.send_at_once(scope, receive, send):
            await run_while_there(receive, self._serve(scope, send))

    async def send_at_once(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Send what needs no waiting: that the client has it already, or an answer that the engine gives at once. Whether it was sent."""
        if self._tried:
            return False
        self._tried = True
        if self.tag and (known := matched_tag(Headers(scope=scope).get("if-none-match"), self.tag)):
            await not_modified(known, self._fields().items())(scope, receive, send)
            return True
        answer = self._serving.engine.ask_now(self._query)
        if answer is None:
            return False
        await self._send_answer(answer, scope, send)
        return True

    async def _serve(self, scope: Scope, send: Send) -> None:
        try:
            answer = await self._serving.engine.ask(self._query)
        except NoFormat as error:
            raise no_format(formats.GRAPHS if self._query.graph is None else formats.RESULTS) from error
        try:
            await self._send_answer(answer, scope, send)
        finally:
            await answer.close()

    async def _send_answer(self, answer: Answer, scope: Scope, send: Send) -> None:
        old = scope.get("http_version") == "1.0"
        room = OLD_HTTP_BYTES if old else WHOLE_BYTES
        stream = answer.chunks()
        first, whole = await _read_ahead(stream, room)
        if old and not whole:
            raise LimitReached(f"over HTTP/1.0 an answer can have {room} bytes at most: use HTTP/1.1", limit="http_1_0")
        headers = {"Content-Type": self._choices.content_type(answer), **self._fields()}
        if whole:
            headers["Content-Length"] = str(len(first))
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        if is_head(scope):
            await send({"type": "http.response.body", "body": b""})
            return
        try:
            await self._send_body(first, more=not whole, send=send)
            if not whole:
                async for chunk in stream:
                    await self._send_body(chunk, more=True, send=send)
                await self._send_body(b"", more=False, send=send)
        except QueryError as error:
            scope[ABORTED] = type(error).__name__
            log.warning("answer cut: %s", error)
        except TimeoutError:
            scope[ABORTED] = "stalled"
            log.warning("answer cut: the client took nothing for %s seconds", self._state.settings.stall_seconds)

    async def _send_body(self, body: bytes, *, more: bool, send: Send) -> None:
        async with asyncio.timeout(self._state.settings.stall_seconds):
            await send({"type": "http.response.body", "body": body, "more_body": more})

    def _make_tag(self) -> str | None:
        query = self._query
        capitals = query.text.upper()
        if any(word in capitals for word in _MAY_BE_VOLATILE) and _VOLATILE.search(query.text):
            return None
        kinds = [choice and choice.content_type for choice in (self._choices.results, self._choices.graph)]
        bindings = sorted((name, str(value)) for name, value in query.bindings.items())
        return make_tag(self._serving.release.id, query.text, query.default_graphs, query.named_graphs, bindings, kinds)

    def _fields(self) -> dict[str, str]:
        headers = {"Vary": "Accept", **self._more}
        if self.tag:
            headers |= {"ETag": self.tag, "Cache-Control": f"public, max-age={self._state.settings.cache_seconds}"}
        else:
            headers["Cache-Control"] = "no-store"
        return headers


async def run_while_there(receive: Receive, work: Coroutine[None, None, T]) -> T | None:
    """The result of some work for a client; where the client goes away first, the work is cancelled and there is None."""
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_wait_until_gone(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        leaving.result()
        return None
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)
        # A task holds its exception, which holds this frame: a circle, freed by any thread, but what the engine gave must be by this one.
        del working, leaving, task


async def _read_ahead(stream: AsyncIterator[bytes], room: int) -> tuple[bytes, bool]:
    """What fits into `room`, and whether that is all of it."""
    parts, size = [], 0
    async for chunk in stream:
        parts.append(chunk)
        size += len(chunk)
        if size > room:
            return b"".join(parts), False
    return b"".join(parts), True


async def _wait_until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
