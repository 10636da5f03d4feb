"""Bodies in a content coding, bodies that are too large, and bodies that are both."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import httpx2
import pytest
import zstandard
from fastapi.testclient import TestClient
from tests.web.fakes import FakeEngine
from tests.web.servers import Server

from amicorum.settings import Settings

QUERY = b"ASK {}"
HEADERS = {"Content-Type": "application/sparql-query"}
BOMB_BYTES = 64 * 1024 * 1024


def compress_raw(data: bytes) -> bytes:
    """What some clients send for deflate: without the zlib header."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


CODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", compress_raw),
    "brotli": ("br", brotli.compress),
    "zstandard": ("zstd", zstandard.ZstdCompressor().compress),
    "capitals": ("GZIP", gzip.compress),
}


@pytest.mark.parametrize(("coding", "compress"), CODINGS.values(), ids=CODINGS.keys())
def test_a_body_in_a_coding_is_inflated(client: TestClient, engine: FakeEngine, coding: str, compress: Callable[[bytes], bytes]) -> None:
    answer = client.post("/sparql", content=compress(QUERY), headers=HEADERS | {"Content-Encoding": coding})
    assert answer.status_code == 200
    assert [each.text for each in engine.asked] == [QUERY.decode()]


@pytest.mark.parametrize(("coding", "compress"), CODINGS.values(), ids=CODINGS.keys())
def test_a_bomb_is_refused_at_the_limit(client: TestClient, engine: FakeEngine, coding: str, compress: Callable[[bytes], bytes]) -> None:
    answer = client.post("/sparql", content=compress(b" " * BOMB_BYTES), headers=HEADERS | {"Content-Encoding": coding})
    assert (answer.status_code, answer.json()["limit"]) == (413, "body_bytes")
    assert engine.asked == []


def test_a_coding_that_is_not_known_is_refused_by_name(client: TestClient) -> None:
    answer = client.post("/sparql", content=QUERY, headers=HEADERS | {"Content-Encoding": "compress"})
    assert answer.status_code == 415
    assert "gzip, deflate, br, zstd" in answer.json()["detail"]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_not_in_its_coding_is_said(client: TestClient, coding: str) -> None:
    answer = client.post("/sparql", content=b"\xff\x00\xfe" * 9, headers=HEADERS | {"Content-Encoding": coding})
    assert answer.status_code == 400
    assert "content coding" in answer.json()["detail"]


def test_a_client_that_is_still_sending_gets_its_answer(server: Server, settings: Settings) -> None:
    """17 MB with a length, as a program sends them that reads the answer only after its last byte."""
    size = settings.body_bytes + 9 * 1024 * 1024
    with server.connect() as connection:
        head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: {size}\r\n\r\n"
        connection.sendall(head.encode() + b"#" * size)
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"body_bytes" in answer


def test_a_client_that_asks_first_is_told_at_once(server: Server, settings: Settings) -> None:
    with server.connect() as connection:
        head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nExpect: 100-continue\r\n"
        connection.sendall(f"{head}Content-Length: {settings.body_bytes + 1}\r\n\r\n".encode())
        assert connection.recv(16).startswith(b"HTTP/1.1 413")


def test_httpx_gets_the_answer_too(server: Server, settings: Settings) -> None:
    answer = httpx2.post(server.url + "/sparql", content=b"#" * (settings.body_bytes * 2 + 1), headers=HEADERS)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
