"""Queries over the crowd, small and hostile, and ways to ask them of an embedded engine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Query
from amicorum.engine.rows import read_answer
from amicorum.rdf import formats

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
