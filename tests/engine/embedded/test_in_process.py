"""Cheap queries answered in the service's own process: the same bytes as a worker's, within the same limits, and only where it may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store
from tests.engine.embedded.queries import PRODUCT, until

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Answer, Priority, Query
from amicorum.errors import LimitReached
from amicorum.rdf import formats
from amicorum.rdf.formats import Format
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio

THINGS = """\
<http://e/a> <http://e/p> "b\\u0001c"@en <http://g/1> .
<http://e/a> <http://e/p> "b\\u0001c"@en <http://g/2> .
<http://e/a> <http://e/p> "\\u0142\\u00F3d\\u017A & <more>"@pl <http://g/1> .
<http://e/a> <http://e/number> "5"^^<http://www.w3.org/2001/XMLSchema#integer> <http://g/1> .
<http://e/a> <http://e/q> <http://e/b> <http://g/1> .
<http://e/b> <http://e/p> "x, y" <http://g/2> .
<http://e/b> <http://e/q> _:n <http://g/2> .
_:n <http://e/p> "of a blank node" <http://g/2> .
"""
CHEAP = {
    "all of a thing": "SELECT * { <http://e/a> ?p ?o }",
    "distinct values": "SELECT DISTINCT ?o ?p { VALUES ?s { <http://e/a> <http://e/b> } ?s ?p ?o }",
    "a join": "PREFIX e: <http://e/> SELECT ?x ?o { ?x e:p ?o . e:a e:q ?x }",
    "three steps": "PREFIX e: <http://e/> SELECT * { e:a e:q ?x . ?x e:q ?y . ?y e:p ?o }",
    "a filter and an order": 'SELECT ?o { <http://e/a> ?p ?o FILTER(LANG(?o) = "pl" || CONTAINS(?o, "c")) } ORDER BY DESC(?o) LIMIT 5',
    "a graph": "SELECT ?p ?o { GRAPH <http://g/2> { <http://e/a> ?p ?o } }",
    "by a value": "SELECT ?s { ?s <http://e/number> 5 }",
    "a question": "ASK { <http://e/a> <http://e/q> <http://e/b> }",
    "nothing": "SELECT ?o { <http://e/none> <http://e/none> ?o }",
}
StartEngine = Callable[..., Awaitable[EmbeddedEngine]]


@pytest.fixture
def things(tmp_path: Path) -> Path:
    path = tmp_path / "things.nq"
    path.write_text(THINGS, encoding="utf-8")
    return path


@pytest.fixture
async def start(things: Path) -> AsyncIterator[StartEngine]:
    """`await start(answer_bytes=…)`: an engine, once it has loaded what it answers by itself."""
    async with AsyncExitStack() as stack:

        async def start_engine(*, wait: bool = True, **given: object) -> EmbeddedEngine:
            defaults = {"workers": 1, "service_workers": 1, "query_memory": 256, "query_seconds": 5.0}
            engine = EmbeddedEngine(Settings.model_validate(defaults | given), things)
            stack.push_async_callback(engine.close)
            await engine.start()
            if wait and given.get("in_process", True):
                await until(lambda: engine.ask_now(make_query("ASK { <http://e/a> ?p ?o }", client="first")) is not None)
            return engine

        yield start_engine


def make_query(text: str, results: Format = formats.JSON_RESULTS, client: str = "good", **more: object) -> Query:
    return Query(text, results, None, client=client, **more)  # type: ignore[arg-type]  # the test names the fields


async def read(answer: Answer | None) -> bytes:
    assert answer is not None
    try:
        return b"".join([chunk async for chunk in answer.chunks()])
    finally:
        await answer.close()


@pytest.mark.parametrize("text", CHEAP.values(), ids=CHEAP)
async def test_the_answer_is_that_of_a_worker(start: StartEngine, text: str) -> None:
    engine = await start()
    for results in formats.RESULTS:
        query = make_query(text, results)
        answer = engine.ask_now(query)
        assert answer is not None
        asked = await engine.ask(query)
        assert (answer.form, answer.format) == (asked.form, asked.format)
        assert await read(answer) == await read(asked)


async def test_values_are_bound_first(start: StartEngine) -> None:
    engine = await start()
    query = make_query("SELECT ?o { ?s <http://e/p> ?o }", bindings={"s": NamedNode("http://e/b")})
    assert b"x, y" in await read(engine.ask_now(query))
    assert engine.ask_now(make_query("SELECT ?o { ?s <http://e/p> ?o }")) is None


@pytest.mark.parametrize(
    "query",
    [
        make_query(CHEAP["a question"], default_graphs=("http://g/1",)),
        make_query(CHEAP["a question"], named_graphs=()),
        make_query("SELECT ?o { <http://e/a> <http://e/q>/<http://e/q> ?o }"),
        make_query("SELECT ?o { <http://e/a> <http://e/p> ?o"),
        make_query("SELECT ?o ?o { <http://e/a> <http://e/p> ?o }"),
        make_query("DELETE WHERE { <http://e/a> ?p ?o }"),
        make_query(""),
        make_query("\ud800"),
        make_query("SELECT * { <http://e/a> ?p ?o } #" + "x" * 70_000),
        Query("SELECT * { <http://e/a> ?p ?o }", None, formats.TURTLE),
        Query("SELECT * { <http://e/a> ?p ?o }", formats.TURTLE, None),
        make_query("SELECT * { <http://e/a> ?p ?s }", bindings={"s": Literal("\\")}),
    ],
    ids=str,
)
async def test_everything_else_goes_the_long_way(start: StartEngine, query: Query) -> None:
    engine = await start()
    assert engine.ask_now(query) is None


async def test_a_setting_turns_it_off(start: StartEngine) -> None:
    engine = await start(in_process=False)
    assert engine.ask_now(make_query(CHEAP["a question"])) is None
    assert b"true" in await read(await engine.ask(make_query(CHEAP["a question"])))


async def test_an_answer_above_the_limit_is_left_to_a_worker_who_says_so(start: StartEngine) -> None:
    engine = await start(answer_bytes=1024)
    several = make_query("SELECT ?p ?o ?q { VALUES ?s { " + "<http://e/a> " * 18 + "} ?s ?p ?o }")
    assert engine.ask_now(several) is None
    assert (await start()).ask_now(several) is not None
    with pytest.raises(LimitReached, match="1024 bytes"):
        await read(await engine.ask(several))


async def test_it_is_answered_while_every_worker_is_busy_and_charged_to_the_client(start: StartEngine) -> None:
    engine = await start(client_workers=1, query_seconds=60.0)
    product = PRODUCT.replace("?g ?h ?i", "?g ?h ?i" + "".join(f" . ?a{n} ?b{n} ?c{n}" for n in range(20)))
    busy = [asyncio.create_task(engine.ask(make_query(product, client=client))) for client in ("bad", "worse")]
    await until(lambda: engine.stats().busy == 1 and engine.stats().waiting == 1)
    query = make_query(CHEAP["a question"])
    assert b"true" in await read(engine.ask_now(query))
    assert b"true" in await read(engine.ask_now(make_query(CHEAP["a question"], client="", priority=Priority.SERVICE)))
    assert engine.stats().busy == 1
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)


async def test_nothing_is_answered_by_a_closed_engine(start: StartEngine) -> None:
    engine = await start()
    await engine.close()
    assert engine.ask_now(make_query(CHEAP["a question"])) is None


async def test_what_was_loaded_must_be_what_the_workers_have(
    start: StartEngine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amicorum.engine.embedded.engine.load_memory", lambda path: Store())
    engine = await start(in_process=True, wait=False)
    await until(lambda: "loads with 0 statements" in caplog.text)
    assert engine.ask_now(make_query(CHEAP["a question"])) is None
