"""Endpoints of SERVICE that fail, drip, lie or send too much; and queries that end before their endpoints do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.engine.endpoints import PREFIX, THERE, Endpoint, StartHere, Write, respond, results, say

from amicorum.engine.admission import AdmissionController
from amicorum.engine.federation import Federation
from amicorum.engine.port import Priority
from amicorum.engine.rows import rows
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.errors import BadQuery, Busy, EngineFailed, LimitReached, QueryError
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio


URI = {"type": "uri", "value": "http://e/x"}


NESTED = b'{"type":"triple","value":{"subject":{"type":"uri","value":"a:b"},"predicate":{"type":"uri","value":"a:b"},"object":'


DEEP = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":' + NESTED * 8500 + b'{"type":"uri","value":"a:b"}' + b"}}" * 8500 + b"}]}}"
"""What overflows the stack of the library's reader."""


FAILURES: dict[str, tuple[Write, type[QueryError]]] = {
    "nothing": (say(), EngineFailed),
    "status": (say(respond(b"Words", "500 Broken")), EngineFailed),
    "bad-query": (say(respond(b"Words", "400 Bad Request")), BadQuery),
    "no-format": (say(respond(b"Words", "406 Not Acceptable")), EngineFailed),
    "busy": (say(respond(b"Words", "503 Busy")), Busy),
    "html": (say(respond(b"<p>Hello", header="Content-Type: text/html")), EngineFailed),
    "no-json": (say(respond(b"}")), EngineFailed),
    "half": (say(results(["s"], {"s": URI})[:-4]), EngineFailed),
    "truth": (say(respond(b'{"head":{},"boolean":true}')), EngineFailed),
    "no-variable": (say(results(["s) {} } SERVICE <http://evil/> {"])), EngineFailed),
    "no-iri": (say(results(["s"], {"s": {"type": "uri", "value": "http://e/> } SERVICE <http://evil/> {} #"}})), EngineFailed),
    "no-language": (say(results(["s"], {"s": {"type": "literal", "value": "x", "xml:lang": "en) }"}})), EngineFailed),
    "triple": (say(results(["s"], {"s": {"type": "triple", "value": {"subject": URI, "predicate": URI, "object": URI}}})), EngineFailed),
    "deep": (say(respond(DEEP)), EngineFailed),
    "deep-in-lists": (say(respond(b"[" * 500_000)), EngineFailed),
    "hidden-service": (say(results(["s"], {"s": {"type": "uri", "value": "urn:x)SERVICE"}})), EngineFailed),
    "silence": (say(b"", pause=1.0), EngineFailed),
    "drip": (say(*[b"HTTP/1.1 200 OK\r\nX: y", *[b"y"] * 40], pause=0.05), EngineFailed),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_a_failing_endpoint_is_named_or_silent(start_here: StartHere, there: Endpoint, name: str) -> None:
    there.misbehave, error = FAILURES[name]
    here = await start_here(query_seconds=1.2)
    text = f"{PREFIX}SELECT ?name WHERE {{ :vilnius :name ?name . SERVICE <{there.address}> {{ ?s ?p ?o }} }}"
    with pytest.raises(error, match=there.address) as caught:
        await rows(here, text)
    assert getattr(caught.value, "timeout", False) is (name in ("silence", "drip"))
    assert [row["name"] for row in await rows(here, text.replace("SERVICE", "SERVICE SILENT"))]
    assert here.stats().busy == 0


async def test_a_slot_that_is_taken_back_ends_the_request_also_where_silent(there: Endpoint) -> None:
    there.misbehave = say(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 100, pause=0.05)
    settings = Settings(service_targets=(there.address,))
    admission, federation = AdmissionController(settings), Federation(settings)
    slot = await admission.enter("greedy", Priority.PUBLIC)
    text = f"ASK {{ SERVICE SILENT <{there.address}> {{ ?s ?p ?o }} }}"
    task = asyncio.create_task(federation.fill(text, federation.find(ParsedQuery(text)), slot, 60.0))
    while not there.queries:
        await asyncio.sleep(0.01)
    slot.preempted = True
    assert slot.on_preempted is not None
    slot.on_preempted()
    with pytest.raises(Busy, match="client_budget") as caught:
        await task
    assert caught.value.client
    await asyncio.wait_for(there.gone.wait(), 3.0)
    await federation.close()


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(
    start_here: StartHere, there: Endpoint, open_endpoint: Callable[[str], Awaitable[Endpoint]], code: int
) -> None:
    elsewhere = await open_endpoint(THERE)
    there.misbehave = say(respond(b"", f"{code} Elsewhere", f"Location: {elsewhere.address}"))
    here = await start_here()
    with pytest.raises(EngineFailed, match="elsewhere"):
        await rows(here, f"SELECT * WHERE {{ SERVICE <{there.address}> {{ ?s ?p ?o }} }}")
    assert await rows(here, f"SELECT * WHERE {{ SERVICE SILENT <{there.address}> {{ ?s ?p ?o }} }}") == [{}]
    assert elsewhere.queries == []


@pytest.mark.parametrize("silent", ["", "SILENT"])
@pytest.mark.parametrize(
    ("limit", "answer"),
    [
        ("service_rows", results(["s"], *[{"s": URI}] * 4)),
        ("service_bytes", results(["s"], {"s": {"type": "literal", "value": "x" * 3000}})),
    ],
)
async def test_a_limit_is_ours_also_where_silent(start_here: StartHere, there: Endpoint, silent: str, limit: str, answer: bytes) -> None:
    """Both clauses together are above it; an answer cut at a limit would look complete."""
    there.misbehave = say(answer)
    here = await start_here(service_rows=7, service_bytes=5000)
    clause = f"SERVICE {silent} <{there.address}> {{ ?s ?p ?o }}"
    assert await rows(here, f"SELECT ?s WHERE {{ {clause} }}")
    with pytest.raises(LimitReached) as caught:
        await rows(here, f"SELECT ?s WHERE {{ {clause} {clause} }}")
    assert caught.value.limit == limit


async def test_who_goes_away_ends_the_request(start_here: StartHere, there: Endpoint) -> None:
    there.misbehave = say(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 100, pause=0.05)
    here = await start_here(query_seconds=20.0)
    task = asyncio.create_task(rows(here, f"SELECT * WHERE {{ SERVICE SILENT <{there.address}> {{ ?s ?p ?o }} }}"))
    while not there.queries:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(there.gone.wait(), 3.0)
    assert here.stats().busy == 0
