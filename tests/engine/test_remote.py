"""The remote engine against endpoints that are slow, lie, break off or send us elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs

import pytest

from amicorum.engine.port import Query
from amicorum.engine.remote import RemoteEngine
from amicorum.engine.rows import read_answer
from amicorum.errors import BadQuery, Busy, EngineFailed, LimitReached, NoFormat, QueryError
from amicorum.rdf import formats
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]
JSON = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/sparql-results+json\r\n"


@asynccontextmanager
async def serve(behave: Behaviour) -> AsyncIterator[tuple[RemoteEngine, list[bytes]]]:
    """A remote engine over an endpoint that behaves so, and what the endpoint was sent."""
    requests: list[bytes] = []
    handling: set[asyncio.Task[None] | None] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handling.add(asyncio.current_task())
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next((int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-length:")), 0)
            requests.append(head + await reader.readexactly(length))
            await behave(writer)
        except ConnectionError:
            pass  # the client has gone
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    engine = RemoteEngine(Settings(query_seconds=0.5, answer_bytes=100_000, workers=2), f"http://127.0.0.1:{port}/sparql")
    try:
        yield engine, requests
    finally:
        await engine.close()
        server.close()
        await asyncio.wait({task for task in handling if task is not None} or {asyncio.create_task(asyncio.sleep(0))})


def answer(*parts: bytes, pause: float = 0.0) -> Behaviour:
    async def behave(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


def status(code: int, *headers: bytes) -> Behaviour:
    return answer(
        b"HTTP/1.1 %d Some\r\nConnection: close\r\n" % code + b"".join(each + b"\r\n" for each in headers) + b"\r\nWords of the engine"
    )


LIES: dict[str, tuple[Behaviour, type[QueryError], bool]] = {
    "nothing": (answer(), EngineFailed, False),
    "no-http": (answer(b"220 smtp\r\n"), EngineFailed, False),
    "bad-query": (status(400), BadQuery, False),
    "forbidden": (status(403), EngineFailed, False),
    "no-format": (status(406), NoFormat, False),
    "busy": (status(503), Busy, False),
    "broken": (status(500), EngineFailed, False),
    "gateway-timeout": (status(504), EngineFailed, True),
    "redirect": (status(302, b"Location: http://127.0.0.1:1/"), EngineFailed, False),
    "partial-206": (status(206, b"Content-Type: application/sparql-results+json"), EngineFailed, False),
    "partial-200": (answer(OK + b"X-SQL-State: S1TAT\r\n\r\n" + JSON), EngineFailed, True),
    "html": (answer(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n<p>Hello"), EngineFailed, False),
    "no-type": (answer(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + JSON), EngineFailed, False),
    "shorter-than-said": (answer(OK + b"Content-Length: 500\r\n\r\n" + JSON), EngineFailed, False),
    "chunk-missing": (answer(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n" + JSON[:5] + b"\r\n"), EngineFailed, False),
    "cut-without-length": (answer(OK + b"\r\n" + JSON[:-10]), EngineFailed, False),
    "silent": (answer(b"", pause=1.0), EngineFailed, True),
    "slow-head": (answer(*(bytes([byte]) for byte in OK), pause=0.05), EngineFailed, True),
    "drip": (answer(OK + b"\r\n", *(b" " for _ in range(60)), pause=0.05), EngineFailed, True),
    "compressed": (answer(OK + b"Content-Encoding: gzip\r\n\r\n" + JSON), EngineFailed, False),
    "endless": (answer(OK + b"\r\n", *(b" " * 10_000 for _ in range(20))), LimitReached, False),
}


@pytest.mark.parametrize("name", LIES)
async def test_a_bad_endpoint_is_a_clear_error_in_time(name: str) -> None:
    behave, error, timeout = LIES[name]
    async with serve(behave) as (engine, _):
        with pytest.raises(error) as caught:
            await read_answer(engine, Query("SELECT ?x WHERE { }", formats.JSON_RESULTS, None))
        assert getattr(caught.value, "timeout", False) is timeout
        assert engine.stats().busy == 0


async def test_a_good_answer_passes_as_it_is() -> None:
    async with serve(answer(OK + b"\r\n" + JSON)) as (engine, requests):
        query = Query("SELECT ?x WHERE { }", formats.JSON_RESULTS, None, default_graphs=("http://g/1",), named_graphs=("http://g/2",))
        assert await read_answer(engine, query) == JSON
    assert requests[0].startswith(b"POST /sparql HTTP/1.1")
    assert b"application/sparql-results+json" in requests[0]
    body = requests[0].rsplit(b"\r\n\r\n", 1)[1]
    assert parse_qs(body.decode())["default-graph-uri"] == ["http://g/1"]
    assert parse_qs(body.decode())["named-graph-uri"] == ["http://g/2"]


async def test_an_endpoint_that_is_not_there() -> None:
    engine = RemoteEngine(Settings(query_seconds=0.5), "http://127.0.0.1:1/sparql")
    with pytest.raises(EngineFailed):
        await engine.start()
    await engine.close()


async def test_a_cancelled_question_ends_the_exchange() -> None:
    async with serve(answer(b"", pause=0.3)) as (engine, requests):
        task = asyncio.create_task(read_answer(engine, Query("ASK { }", formats.JSON_RESULTS, None)))
        while not requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert engine.stats().busy == 0


async def test_connections_are_used_again() -> None:
    connections = 0
    body = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: %d\r\n\r\n" % len(JSON) + JSON

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        with suppress(asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(
                    next(int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-length:"))
                )
                writer.write(body)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        engine = RemoteEngine(Settings(), f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/sparql")
        for _ in range(5):
            assert await read_answer(engine, Query("SELECT ?x WHERE { }", formats.JSON_RESULTS, None)) == JSON
        await engine.close()
    assert connections == 1
