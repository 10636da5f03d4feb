"""Limit request bodies: refuse what is too large before it is read, on every route, and inflate within the same limit."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
import zstandard
from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from amicorum.errors import BadQuery, SlowBody, TooLarge, WrongMediaType
from amicorum.web.responses.problem import answer_problem

SLOWEST = 1024
"""Bytes a second that a body must bring on the whole: who sends a byte now and then never stalls, and never ends either."""
DRAINED_BYTES = 64 * 1024 * 1024
"""Of a body that was refused, what is read and dropped at most."""
DRAIN_SECONDS = 10.0


class Inflater(Protocol):
    """Undoes a content coding, piece by piece, giving out at most so many bytes at a time."""

    def inflate(self, data: bytes, most: int) -> bytes: ...


class _Zlib:
    """gzip, and deflate with or without the zlib header that HTTP asks for (RFC 9110, section 8.4.1.2)."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._object = zlib.decompressobj(bits)
        self._begun = False

    def inflate(self, data: bytes, most: int) -> bytes:
        if not self._begun and data and self._bits == zlib.MAX_WBITS and data[0] & 0x0F != 8:
            self._object = zlib.decompressobj(-zlib.MAX_WBITS)
        self._begun = self._begun or bool(data)
        return self._object.decompress(data, most)


class _Brotli:
    def __init__(self) -> None:
        self._object = brotli.Decompressor()

    def inflate(self, data: bytes, most: int) -> bytes:
        return bytes(self._object.process(data, output_buffer_limit=most))


class _Zstandard:
    def __init__(self) -> None:
        # A window of 8 MiB is what every decoder must offer (RFC 8878, section 3.1.1.1.2); the pieces that come in are small.
        self._object = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024).decompressobj()

    def inflate(self, data: bytes, most: int) -> bytes:
        found = bytearray()
        for at in range(0, len(data), 1024):
            found += self._object.decompress(data[at : at + 1024])
            if len(found) > most:
                break
        return bytes(found)


CODINGS: dict[str, Callable[[], Inflater]] = {
    "gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    "deflate": lambda: _Zlib(zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _Zstandard,
}
"""The content codings of requests that are read."""


class BodyLimit:
    """Counts what comes in, and what it inflates to; a body above the limit is a 413 before its first byte is read, or as soon as it passes
    the limit; one that does not come, or drips, is a 408. After a refusal the rest of the body is read and dropped for a while: a client
    that is still sending would see a broken connection instead of the answer."""

    def __init__(self, app: ASGIApp, limit: int, seconds: float) -> None:
        self._app, self._limit, self._seconds = app, limit, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        announced = headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > self._limit:
            await self._refuse(self._error(), scope, receive, send)
            return
        coding = headers.get("content-encoding", "identity").strip().lower()
        if coding not in (*CODINGS, "identity", ""):
            error = WrongMediaType(f"a body can come in these content codings: {', '.join(CODINGS)}; not {coding}")
            await self._refuse(error, scope, receive, send)
            return
        reader = _Reader(receive, self._limit, self._seconds, self._error)
        if coding in CODINGS:
            # What comes after us reads plain bytes, of a length that nobody told.
            plain = [(name, value) for name, value in scope["headers"] if name not in (b"content-encoding", b"content-length")]
            await self._app(
                {**scope, "headers": plain}, _Inflated(reader.receive, CODINGS[coding](), self._limit, self._error).receive, send
            )
            return
        await self._app(scope, reader.receive, send)

    async def _refuse(self, error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, then drop what still comes, then end the answer: the connection is closed with nothing unread."""

        async def send_and_drain(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                await send({**message, "more_body": True})
                await _drain(receive)
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        await answer_problem(Request(scope), error)(scope, receive, send_and_drain)

    def _error(self) -> TooLarge:
        return TooLarge(f"a body can have {self._limit} bytes at most, also when it is inflated", limit="body_bytes")


async def _drain(receive: Receive) -> None:
    dropped = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while dropped < DRAINED_BYTES:
                message = await receive()
                dropped += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


class _Reader:
    """Reads a body within a size and a time."""

    def __init__(self, receive: Receive, limit: int, seconds: float, error: Callable[[], TooLarge]) -> None:
        self._receive, self._limit, self._seconds, self._error = receive, limit, seconds, error
        self._size, self._whole = 0, False
        self._clock = asyncio.get_running_loop().time
        self._began = self._clock()

    async def receive(self) -> Message:
        deadline = min(self._clock(), self._began + self._size / SLOWEST) + self._seconds
        # Once the body is whole, the next message is that the client went away, and that may take its time.
        try:
            async with asyncio.timeout_at(None if self._whole else deadline):
                message = await self._receive()
        except TimeoutError as error:
            raise SlowBody(f"the body stopped, or dripped, for {self._seconds:g} seconds (setting stall_seconds)") from error
        self._whole = not message.get("more_body", False)
        self._size += len(message.get("body", b""))
        if self._size > self._limit:
            await _drain(self._receive)
            raise self._error()
        return message


class _Inflated:
    """Gives out the plain bytes of a coded body."""

    def __init__(self, receive: Receive, inflater: Inflater, limit: int, error: Callable[[], TooLarge]) -> None:
        self._receive, self._inflater, self._limit, self._error = receive, inflater, limit, error
        self._size = 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        try:
            body = self._inflater.inflate(message.get("body", b""), self._limit - self._size + 1)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise BadQuery(f"the body is not in the content coding that its header names: {error}") from error
        self._size += len(body)
        if self._size > self._limit:
            raise self._error()
        return {**message, "body": body}
