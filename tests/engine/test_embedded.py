"""The embedded engine under attack: every limit, every death, and the neighbours undisturbed."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Priority, Query
from amicorum.engine.rows import read_answer
from amicorum.errors import BadQuery, Busy, EngineFailed, LimitReached, NoFormat, QueryError, ReleaseError, TooLarge
from amicorum.rdf import formats
from amicorum.settings import Settings

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc, which only Linux has"),
]
StartEngine = Callable[..., Awaitable[EmbeddedEngine]]

ONE = "SELECT ?s WHERE { ?s <http://e/number> 7 }"
PRODUCT = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }"
EXPORT = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"


def make_query(text: str, client: str = "good", **more: object) -> Query:
    return Query(text, formats.JSON_RESULTS, formats.NTRIPLES, client=client, **more)  # type: ignore[arg-type]  # the test names the fields


async def ask(engine: EmbeddedEngine, text: str, client: str = "good", **more: object) -> bytes:
    return await read_answer(engine, make_query(text, client, **more))


async def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for what other processes do in their own time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.01)


def doubled(times: int) -> str:
    return (
        "SELECT ?x0 WHERE { BIND('"
        + "a" * 1000
        + "' AS ?x0) "
        + "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(times))
        + f"FILTER(STRLEN(?x{times}) > 1) }}"
    )


HOSTILE = {
    "product": (PRODUCT, LimitReached),
    "string-bomb": (doubled(30), LimitReached),
    "str-nesting": ("SELECT * WHERE { BIND(" + "STR(" * 960 + "1" + ")" * 960 + " AS ?x) }", LimitReached),
    "exists-nesting": ("SELECT * WHERE { ?s ?p ?o " + "FILTER NOT EXISTS { ?s ?p ?o " * 850 + "}" * 850 + "}", LimitReached),
    "group-nesting": ("SELECT * WHERE " + "{" * 5000 + "}" * 5000, LimitReached),
    "star": ("SELECT * WHERE { " + "".join(f"?s <http://e/p{n}> ?o{n} ." for n in range(300)) + "}", LimitReached),
    "sum": ("SELECT * WHERE { BIND(1" + "+1" * 20_000 + " AS ?x) }", LimitReached),
    "recursive-path": (
        "SELECT (COUNT(*) AS ?n) WHERE { ?a (<http://e/number>|!<http://e/x>|^!<http://e/y>)* ?b . ?c !<http://e/z>* ?d }",
        LimitReached,
    ),
    "regex": ("ASK { FILTER REGEX('" + "a" * 5000 + "', '^(a|aa|a*)*$" + "(a*)*" * 40 + "') }", None),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_query_harms_only_itself(start_engine: StartEngine, find_fork_server: Callable[[], int], name: str) -> None:
    """With the limits check's limits out of the way: what stops these is the worker's process."""
    text, error = HOSTILE[name]
    engine = await start_engine(query_bytes=10**6, query_depth=10**6, query_patterns=10**6, query_seconds=0.7)
    fork_server = find_fork_server()
    hostile = asyncio.create_task(ask(engine, text, "bad"))
    while not hostile.done():
        assert b"http://e/7" in await ask(engine, ONE)
        await asyncio.sleep(0.02)
    if error is None:
        assert hostile.exception() is None or isinstance(hostile.exception(), QueryError)
    else:
        assert isinstance(hostile.exception(), error)
    assert b"http://e/7" in await ask(engine, ONE)
    assert find_fork_server() == fork_server


@pytest.mark.parametrize("name", ["str-nesting", "exists-nesting", "group-nesting", "star", "sum"])
async def test_the_guard_names_the_limit_first(start_engine: StartEngine, name: str) -> None:
    engine = await start_engine()
    with pytest.raises(TooLarge) as caught:
        await ask(engine, HOSTILE[name][0])
    assert caught.value.limit in ("query_depth", "query_patterns")


@pytest.mark.parametrize(
    ("text", "settings", "limit"),
    [
        (PRODUCT, {"query_seconds": 0.3}, "query_seconds"),
        (EXPORT, {"answer_bytes": 200_000}, "answer_bytes"),
        (doubled(24), {"query_memory": 64, "query_seconds": 10.0}, "query_memory"),
        ("SELECT ?a WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?d ?f RAND()", {"query_memory": 64, "query_seconds": 20.0}, "query_memory"),
    ],
)
async def test_limits_are_named(start_engine: StartEngine, text: str, settings: dict[str, float], limit: str) -> None:
    engine = await start_engine(**settings)
    with pytest.raises(LimitReached) as caught:
        await ask(engine, text)
    assert caught.value.limit == limit


async def test_a_client_may_lower_its_deadline_and_not_raise_it(start_engine: StartEngine) -> None:
    engine = await start_engine(query_seconds=1.5)
    for timeout, given in ((0.1, "0.1 seconds"), (60.0, "1.5 seconds")):
        with pytest.raises(LimitReached, match=given):
            await ask(engine, PRODUCT, timeout=timeout)


async def test_a_worker_cannot_call_out(start_engine: StartEngine) -> None:
    """What the limits check does not see, the sandbox refuses: the socket itself."""
    engine = await start_engine()
    listener = await asyncio.start_server(lambda *_: pytest.fail("was reached"), "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener:
        with pytest.raises(QueryError):
            await ask(engine, f"SELECT * WHERE {{ BIND(1 AS ?a) FILTER(?a<2)SERVICE#>\n<http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
        assert b"http://e/7" in await ask(engine, ONE)


async def test_a_worker_that_is_killed_is_an_error_and_replaced(start_engine: StartEngine, find_workers: Callable[[], list[int]]) -> None:
    engine = await start_engine(query_seconds=5.0)
    hostile = asyncio.create_task(ask(engine, PRODUCT))
    await asyncio.sleep(1.2)
    before = find_workers()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(EngineFailed):
        await hostile
    await until(lambda: len(find_workers()) == 3 and not set(find_workers()) & set(before))
    assert b"http://e/7" in await ask(engine, ONE)


async def test_a_question_that_had_just_begun_is_asked_again(start_engine: StartEngine, find_workers: Callable[[], list[int]]) -> None:
    engine = await start_engine()
    before = find_workers()
    for pid in before:
        os.kill(pid, signal.SIGSTOP)
    running = asyncio.create_task(ask(engine, ONE, timeout=5.0))
    await asyncio.sleep(0.2)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert b"http://e/7" in await running


async def test_a_keeper_that_is_killed_is_started_again(
    start_engine: StartEngine, find_fork_server: Callable[[], int], find_workers: Callable[[], list[int]]
) -> None:
    engine = await start_engine(query_seconds=5.0)
    fork_server, workers = find_fork_server(), find_workers()
    running = asyncio.create_task(ask(engine, PRODUCT))
    await asyncio.sleep(1.2)
    os.kill(fork_server, signal.SIGKILL)
    with pytest.raises(EngineFailed):
        await running
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    assert b"http://e/7" in await ask(engine, ONE)
    assert find_fork_server() != fork_server


async def test_the_keeper_has_one_thread(start_engine: StartEngine, find_fork_server: Callable[[], int]) -> None:
    """Forking is only safe then."""
    await start_engine()
    assert len(list(Path(f"/proc/{find_fork_server()}/task").iterdir())) == 1


async def test_workers_are_replaced_when_worn(start_engine: StartEngine, find_workers: Callable[[], list[int]]) -> None:
    engine = await start_engine(worker_queries=2, workers=1)
    before = set(find_workers())
    for _ in range(8):
        await ask(engine, ONE)
    await until(lambda: len(find_workers()) == 2 and not before & set(find_workers()))


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


async def test_service_pages_have_their_own_place(start_engine: StartEngine) -> None:
    engine = await start_engine(query_seconds=60.0, client_workers=2)
    hostile = [asyncio.create_task(ask(engine, PRODUCT, f"bad-{n}")) for n in range(6)]
    await until(lambda: engine.stats().busy == 2)
    assert b"http://e/7" in await ask(engine, ONE, priority=Priority.SERVICE)
    assert engine.stats().busy == 2, "the public's queries had ended before"
    for task in hostile:
        task.cancel()
    await asyncio.gather(*hostile, return_exceptions=True)


async def test_good_clients_live_among_hostile_ones(start_engine: StartEngine) -> None:
    """Eight clients send products without end; a good one asks twenty short questions and gets twenty answers."""
    engine = await start_engine(query_seconds=1.0, queue_seconds=2.0, client_budget=0.4, client_refill=0.1)

    async def attack(name: str) -> None:
        while True:
            try:
                await ask(engine, PRODUCT, name)
            except Busy:
                await asyncio.sleep(0.05)
            except LimitReached:
                pass

    hostile = [asyncio.create_task(attack(f"bad-{n}")) for n in range(8)]
    try:
        for _ in range(20):
            assert b"http://e/7" in await ask(engine, ONE)
            await asyncio.sleep(0.05)
    finally:
        for task in hostile:
            task.cancel()
        await asyncio.gather(*hostile, return_exceptions=True)


async def test_close_leaves_no_process(
    start_engine: StartEngine, find_fork_server: Callable[[], int], find_workers: Callable[[], list[int]]
) -> None:
    engine = await start_engine(query_seconds=20.0)
    processes = [find_fork_server(), *find_workers()]
    running = asyncio.create_task(ask(engine, PRODUCT))
    await asyncio.sleep(0.1)
    await engine.close()
    with pytest.raises(EngineFailed):
        await running
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))
    with pytest.raises(EngineFailed):
        await ask(engine, ONE)


async def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    engine = EmbeddedEngine(Settings(), tmp_path)
    with pytest.raises(ReleaseError, match="release"):
        await engine.start()
    await engine.close()


async def test_a_release_that_opens_short_is_not_served(crowd: Path) -> None:
    engine = EmbeddedEngine(Settings(workers=1), crowd, triples=2001)
    with pytest.raises(ReleaseError, match="2000 statements instead of 2001"):
        await engine.start()
    await engine.close()


async def test_no_mutated_query_is_an_error_of_another_kind(start_engine: StartEngine) -> None:
    """Queries cut, doubled and stirred with a fixed seed: an answer, or an error of ours that says something."""
    chance = random.Random(7)
    engine = await start_engine(query_seconds=0.3, answer_bytes=1_000_000)
    words = [
        *re.findall(
            r"\S+|\s",
            " ".join([ONE, PRODUCT, "PREFIX e: <http://e/> CONSTRUCT WHERE { ?s e:number ?o } OPTIONAL UNION MINUS BIND(1 AS ?x)"]),
        )
    ]
    words += [
        "{",
        "}",
        "(",
        "SERVICE <http://e/>",
        "'",
        '"""',
        "\\u0000",
        "\N{REPLACEMENT CHARACTER}",
        "<<",
        "VALUES ?x { UNDEF }",
        "GRAPH ?g",
        "\x00",
        "NOW()",
    ]
    for _ in range(300):
        text = (
            chance.choice(["SELECT * WHERE { ", "ASK { ", "CONSTRUCT WHERE { ", "DESCRIBE ", ""])
            + " ".join(chance.choices(words, k=chance.randrange(12)))
            + chance.choice([" }", ""])
        )
        try:
            await ask(engine, text)
        except QueryError as error:
            assert str(error)
            assert not isinstance(error, EngineFailed), text
    assert b"http://e/7" in await ask(engine, ONE)
