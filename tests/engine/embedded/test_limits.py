"""Hostile queries to the embedded engine: every limit is named, and the neighbours are undisturbed."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tests.engine.embedded.queries import EXPORT, ONE, PRODUCT, ask, doubled, until

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Priority
from amicorum.errors import Busy, EngineFailed, LimitReached, QueryError, TooLarge

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc, which only Linux has"),
]
StartEngine = Callable[..., Awaitable[EmbeddedEngine]]


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
