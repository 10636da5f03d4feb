"""Answers of the embedded engine: dropped, cancelled, slow, cut, and well-formed in each format."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tests.engine.embedded.queries import EXPORT, ONE, PRODUCT, ask, make_query, until

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Query
from amicorum.engine.rows import read_answer
from amicorum.errors import BadQuery, LimitReached, NoFormat
from amicorum.rdf import formats

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc, which only Linux has"),
]
StartEngine = Callable[..., Awaitable[EmbeddedEngine]]


async def test_an_answer_that_is_dropped_frees_its_worker(start_engine: StartEngine) -> None:
    engine = await start_engine(query_seconds=20.0, answer_bytes=10**9)
    answer = await engine.ask(make_query(EXPORT))
    assert await anext(answer.chunks())
    assert engine.stats().busy == 1
    await answer.close()
    await answer.close()
    assert engine.stats().busy == 0


async def test_a_question_that_is_cancelled_frees_its_worker(start_engine: StartEngine, find_workers: Callable[[], list[int]]) -> None:
    engine = await start_engine(query_seconds=20.0)
    for _ in range(5):
        task = asyncio.create_task(ask(engine, PRODUCT))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert engine.stats().busy == 0
    await until(lambda: len(find_workers()) == 3)
    assert b"http://e/7" in await ask(engine, ONE)


async def test_a_slow_client_does_not_hold_a_worker(start_engine: StartEngine) -> None:
    engine = await start_engine(query_seconds=5.0)
    answer = await engine.ask(make_query("SELECT * WHERE { ?a ?b ?c . ?d <http://e/number> ?e FILTER(?e < 20) }"))
    try:
        stream = answer.chunks()
        size = len(await anext(stream))
        await until(lambda: engine.stats().busy == 0)
        size += sum([len(chunk) async for chunk in stream])
        assert size > 4_000_000
    finally:
        await answer.close()


@pytest.mark.parametrize(
    ("settings", "limit"), [({"answer_seconds": 0.2}, "answer_seconds"), ({"answers_bytes": 500_000}, "answers_bytes")]
)
async def test_what_slow_clients_leave_is_bounded(start_engine: StartEngine, settings: dict[str, float], limit: str) -> None:
    engine = await start_engine(query_seconds=5.0, **settings)
    answer = await engine.ask(make_query("SELECT * WHERE { ?a ?b ?c . ?d <http://e/number> ?e FILTER(?e < 20) }"))
    try:
        stream = answer.chunks()
        await anext(stream)
        await asyncio.sleep(0.3)
        with pytest.raises(LimitReached) as caught:
            async for _ in stream:
                pass
        assert caught.value.limit == limit
    finally:
        await answer.close()
    assert engine.stats().busy == 0


async def test_a_failure_after_the_first_bytes_is_never_an_end(start_engine: StartEngine) -> None:
    engine = await start_engine(query_seconds=0.3)
    answer = await engine.ask(make_query(EXPORT))
    try:
        with pytest.raises(LimitReached):
            async for chunk in answer.chunks():
                assert not chunk.endswith(b"]}}")
    finally:
        await answer.close()


async def test_the_place_of_a_syntax_error(start_engine: StartEngine) -> None:
    engine = await start_engine()
    with pytest.raises(BadQuery) as caught:
        await ask(engine, "SELECT *\nWHERE { ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 16)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?s (COUNT(*) AS ?n) {\n ?s ?p ?o }", "The SELECT that ends at line 2, column 12 names a variable that is neither"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", "names a variable that is neither grouped by"),
        ("SELECT (?s + 1 AS ?x) (COUNT(*) AS ?n) { ?s ?p ?o }", "calculates with a variable that is neither grouped by"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "has * beside GROUP BY"),
        ("SELECT ?s ?s { ?s ?p ?o }", "gives one variable twice"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?s) }", "Syntax error at line 1, column 36"),
    ],
)
async def test_a_broken_rule_is_told_in_a_sentence(start_engine: StartEngine, query: str, told: str) -> None:
    engine = await start_engine()
    with pytest.raises(BadQuery) as caught:
        await ask(engine, query)
    assert told in str(caught.value)
    assert "[_]" not in str(caught.value)
    assert "unbound" not in str(caught.value)


@pytest.mark.parametrize("graph", [formats.XML_RESULTS, formats.RDFXML], ids=lambda each: each.name)
async def test_xml_is_well_formed_whatever_the_text(start_engine: StartEngine, graph: formats.Format) -> None:
    from xml.etree import ElementTree

    engine = await start_engine(query_bytes=100_000)
    bad = "x" * 65_400 + "\\u0001\\uFFFE\\uFFFF\\u0085ż" * 200
    text = (
        f"SELECT ?x WHERE {{ BIND('{bad}' AS ?x) }}"
        if graph is formats.XML_RESULTS
        else f"CONSTRUCT {{ <a:a> <a:b> ?x }} WHERE {{ BIND('{bad}' AS ?x) }}"
    )
    body = await read_answer(engine, Query(text, formats.XML_RESULTS, formats.RDFXML))
    assert "\N{REPLACEMENT CHARACTER}" in "".join(ElementTree.fromstring(body).itertext())


async def test_a_property_that_xml_cannot_name_is_refused(start_engine: StartEngine) -> None:
    engine = await start_engine()
    text = "CONSTRUCT { <a:a> <http://e/ns#1> 2 } WHERE { }"
    with pytest.raises(NoFormat):
        await read_answer(engine, Query(text, None, formats.RDFXML))
    assert b"ns#1" in await read_answer(engine, Query(text, None, formats.TURTLE))
