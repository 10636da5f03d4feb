"""A client of HTTP/1.1 that costs little itself, so that the servers are measured and not it; every request has a deadline."""

from __future__ import annotations

import re
import socket
import time
import urllib.parse
from types import TracebackType
from typing import Self

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection:[ \t]*close", re.IGNORECASE)
_LAST_CHUNK = b"\r\n0\r\n\r\n"
_BLOCK = 256 * 1024


class Client:
    """One kept connection to the server of an address; a context manager."""

    def __init__(self, url: str) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.hostname is None or parts.port is None:
            raise ValueError(f"not an address with a port: {url}")
        self._address = (parts.hostname, parts.port)
        self._path = parts._replace(scheme="", netloc="").geturl() or "/"
        self._connection: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection. Safe to call twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def make_query(self, text: str, accept: str) -> bytes:
        """A query of the SPARQL 1.1 Protocol by GET."""
        return self.make_get(add_query(self._path, text), accept)

    def make_get(self, path: str, accept: str = "*/*") -> bytes:
        """A request for an address."""
        return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode()

    def make_form(self, path: str, fields: dict[str, str]) -> bytes:
        """A form that is sent."""
        body = urllib.parse.urlencode(fields).encode()
        lines = (
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join((*lines, "", "")).encode() + body

    def send(self, request: bytes, deadline: float) -> bytes:
        """The body of the answer, as it came (with the sizes of its chunks, where it has any).

        Raises `TimeoutError` where it is not whole at the deadline (of `time.monotonic`), `RuntimeError` where it is not a 200.
        """
        kept = self._connection is not None
        try:
            return self._exchange(request, deadline)
        except (ConnectionError, EOFError):
            self.close()
            if not kept:
                raise
            return self._exchange(request, deadline)  # it had closed a connection that was not used
        except BaseException:
            self.close()
            raise

    def _exchange(self, request: bytes, deadline: float) -> bytes:
        if self._connection is None:
            self._connection = socket.create_connection(self._address, timeout=_left(deadline))
            self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = self._connection
        connection.settimeout(_left(deadline))
        connection.sendall(request)
        answer = bytearray()
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._receive(deadline)
        head, body = bytes(answer[: end + 2]), answer[end + 4 :]
        if length := _LENGTH.search(head):
            while len(body) < int(length[1]):
                body += self._receive(deadline)
        elif _CHUNKED.search(head):
            while not body.endswith(_LAST_CHUNK) and body != _LAST_CHUNK[2:]:
                body += self._receive(deadline)
        else:
            raise RuntimeError(f"an answer without a length: {head[:300]!r}")
        if _CLOSE.search(head):
            self.close()
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{head[:40]!r}: {bytes(body[:300])!r}")
        return bytes(body)

    def _receive(self, deadline: float) -> bytes:
        assert self._connection is not None
        self._connection.settimeout(_left(deadline))
        if not (data := self._connection.recv(_BLOCK)):
            raise EOFError("the connection was closed in an answer")
        return data


def add_query(url: str, text: str) -> str:
    """The address of a query by GET, for an endpoint that may have parameters already."""
    return f"{url}{'&' if '?' in url else '?'}{urllib.parse.urlencode({'query': text})}"


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
