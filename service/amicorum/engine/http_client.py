"""Requests to SPARQL endpoints and their responses, block by block: no redirect, no partial answer, no other content type.

httpx keeps the connections. What it leaves to its users is here: one deadline for everything, and answers that a lost connection ended.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any, NoReturn, TypeVar

import httpx2

from amicorum.engine.virtuoso.http import is_partial
from amicorum.errors import BadQuery, Busy, EngineFailed, NoFormat
from amicorum.rdf.formats import Format

_BLOCK_BYTES = 64 * 1024
_LONGEST_MESSAGE = 300
_ENDINGS = {"json": b"}", "jsonld": b"]}", "xml": b">", "rdfxml": b">"}
"""With which of these bytes a whole body ends, where the format has an end."""
_IDLE_SECONDS = 30.0
"""How long a connection is kept that nobody uses."""

T = TypeVar("T")


class SparqlClient:
    """Asks endpoints over kept connections, of which there are at most so many."""

    def __init__(self, connections: int) -> None:
        self._client = httpx2.AsyncClient(
            timeout=None,  # each step has what is left of the query's time
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_IDLE_SECONDS),
            trust_env=False,
        )

    def ask(
        self, endpoint: str, query: str, default: Sequence[str], named: Sequence[str], expected: Format, seconds: float | None
    ) -> Exchange:
        """The protocol's request for a query over these graphs, by POST; nothing is sent yet."""
        form = {"query": query, "default-graph-uri": list(default), "named-graph-uri": list(named)}
        # Not compressed: what a few bytes inflate to could not be bounded.
        headers = {"Accept": expected.media_type, "Accept-Encoding": "identity", "User-Agent": "amicorum"}
        request = self._client.build_request("POST", endpoint, data=form, headers=headers)
        return Exchange(self._client, request, expected, seconds)

    async def close(self) -> None:
        """Close every connection. Safe to call twice."""
        await self._client.aclose()


class Exchange:
    """One request and its response, in so many seconds if any are told.

    Only the time counts that the endpoint takes, not that between two reads.
    """

    def __init__(self, client: httpx2.AsyncClient, request: httpx2.Request, expected: Format, seconds: float | None) -> None:
        self._client, self._request, self._expected, self._seconds = client, request, expected, seconds
        self._response: httpx2.Response | None = None
        self._blocks: AsyncIterator[bytes] | None = None
        self._step: asyncio.Task[Any] | None = None
        self._aborted = False
        self._last = b""

    async def open(self) -> None:
        """Send the request. Raises a `QueryError` where what comes is not what was asked for."""
        await self._run(self._open, "The engine could not be reached, or broke off.")

    async def read(self) -> bytes:
        """The next bytes, none at the end. Raises `EngineFailed` where the body ends too early."""
        return await self._run(self._read, "The engine broke off in the middle of an answer.")

    def abort(self) -> None:
        """End the exchange at once; whoever waits for it gets an `EngineFailed`."""
        self._aborted = True
        if self._step is not None:
            self._step.cancel()

    async def close(self) -> None:
        """Give the connection back, or close it where the response has not been read to its end. Safe to call twice."""
        response, self._response = self._response, None
        if response is not None:
            with contextlib.suppress(httpx2.HTTPError, OSError):  # it is lost already
                await response.aclose()

    async def _open(self) -> None:
        self._response = response = await self._client.send(self._request, stream=True)
        self._blocks = response.aiter_raw(_BLOCK_BYTES)
        if response.status_code != 200:
            _refuse(response.status_code, await anext(self._blocks, b""))
        if is_partial(response.headers):
            raise EngineFailed("The engine gave a partial answer: its own time was up.", timeout=True)
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in (self._expected.media_type, *self._expected.aliases):
            raise EngineFailed(f"The engine answered with {media_type or 'no type'} instead of {self._expected.media_type}.")
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise EngineFailed("The engine compressed its answer, which was not asked for.")

    async def _read(self) -> bytes:
        if self._blocks is None:
            return b""
        block = await anext(self._blocks, b"")
        if block:
            self._last = block[-64:].rstrip()[-1:] or self._last
            return block
        self._blocks = None
        # A body without a length ends with the connection, also with one that was lost.
        ending = _ENDINGS.get(self._expected.name, b"")
        if ending and self._last not in ending:
            raise EngineFailed("The engine broke off in the middle of an answer.")
        return b""

    async def _run(self, step: Callable[[], Coroutine[Any, Any, T]], failure: str) -> T:
        """Do a step within what is left of the time."""
        if self._aborted:
            raise EngineFailed(failure)
        loop = asyncio.get_running_loop()
        began = loop.time()
        task: asyncio.Task[T] = asyncio.create_task(step())
        self._step = task
        try:
            done, _ = await asyncio.wait({task}, timeout=None if self._seconds is None else max(self._seconds, 0.0))
        finally:
            if self._seconds is not None:
                self._seconds -= loop.time() - began
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
        if not done:
            raise EngineFailed("The engine took longer than a query may take (query_seconds).", timeout=True)
        if task.cancelled():
            raise EngineFailed(failure)
        try:
            return task.result()
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            raise EngineFailed(failure) from error


def _refuse(status: int, body: bytes) -> NoReturn:
    """Raise what another status than 200 means."""
    message = " ".join(body.decode("utf-8", "replace").split())[:_LONGEST_MESSAGE]
    if status == 400:
        raise BadQuery(f"The engine cannot read the query: {message}")
    if status == 406:
        raise NoFormat("The engine has none of the formats asked for.")
    if status in (429, 503):
        raise Busy("The engine is busy.", retry_after=5)
    if status in (408, 504):
        raise EngineFailed("The engine took too long.", timeout=True)
    if status == 206:
        raise EngineFailed("The engine gave a partial answer.")
    if 300 <= status < 400:
        raise EngineFailed("The engine sends us elsewhere, which is not followed.")
    raise EngineFailed(f"The engine answered with status {status}.")
