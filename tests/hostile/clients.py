"""Clients with an address of their own each: what they send, and how they take what comes."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

CUT = "cut"
WHOLE = "answer"
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"}


@dataclass(frozen=True)
class Outcome:
    """How a request ended: its status, and the kind of problem, `answer` where it came whole, `cut` where it did not."""

    status: int
    kind: str
    body: bytes = b""


def ask(port: int, source: str, query: str, *, accept: str = "*/*", timeout: float = 15.0) -> Outcome:
    """Send a query by POST from an address of the loopback network, and read the answer to its end."""
    return send(port, source, "POST", "/sparql", urlencode({"query": query}).encode(), {**_FORM, "Accept": accept}, timeout=timeout)


def send(
    port: int, source: str, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None, *, timeout: float = 15.0
) -> Outcome:
    """One request on a connection of its own. Fails where a program gets an error that is no typed problem."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout, source_address=(source, 0))
    status = 0
    try:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        status = response.status
        read = response.read()
    except (http.client.HTTPException, ConnectionError):
        return Outcome(status, CUT)
    finally:
        connection.close()
    if status < 400:
        return Outcome(status, WHOLE, read)
    assert response.headers["Content-Type"] == "application/problem+json", (status, read[:300])
    return Outcome(status, json.loads(read)["type"].rpartition("/")[2], read)


@contextlib.contextmanager
def connected(port: int, source: str, *, receive: int = 0) -> Iterator[socket.socket]:
    """A bare connection; `receive` bounds what the kernel takes for a client that does not read."""
    with socket.socket() as connection:
        if receive:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        connection.settimeout(30)
        connection.bind((source, 0))
        connection.connect(("127.0.0.1", port))
        yield connection


def head(target: str, *, method: str = "GET", more: str = "") -> bytes:
    """The head of a request, written by hand."""
    return f"{method} {target} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode()


def read_slowly(connection: socket.socket, pause: float, until: float) -> bytes:
    """Take a byte at a time until the time is up, and then all that is left, in the kernel too: what came of the answer."""
    taken = bytearray()
    while time.monotonic() < until:
        taken += connection.recv(1)
        time.sleep(pause)
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            taken += part
    return bytes(taken)


def write_slowly(connection: socket.socket, data: bytes, pause: float, until: float) -> bytes:
    """Send a byte at a time until the service answers or cuts; what it said. Fails where it does neither in time."""
    connection.settimeout(pause)
    for byte in data:
        assert time.monotonic() < until, "a slow writer was never given up"
        try:
            connection.sendall(bytes([byte]))
            return connection.recv(65536)
        except TimeoutError:
            continue
        except OSError:
            return b""
    return b""


def reset(connection: socket.socket) -> None:
    """Go away without a word: the service gets a reset, not an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
