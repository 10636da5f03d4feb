"""Ask an engine for the service itself: the rows of a SELECT as terms, from the slots kept for the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from amicorum.engine.port import Engine, Priority, Query, Term
from amicorum.errors import EngineFailed
from amicorum.rdf.formats import JSON_RESULTS

_NO_BINDINGS: Mapping[str, Term] = {}


async def rows(engine: Engine, text: str, bindings: Mapping[str, Term] = _NO_BINDINGS) -> list[dict[str, Term]]:
    """The rows of a SELECT, each with the variables that have a value in it."""
    query = Query(text, results=JSON_RESULTS, graph=None, bindings=bindings, priority=Priority.SERVICE)
    found = parse_query_results(await read_answer(engine, query), format=QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise EngineFailed("The engine answered with a truth value where rows were asked for.")
    names = [variable.value for variable in found.variables]
    return [{name: cast("Term", value) for name in names if (value := row[name]) is not None} for row in found]


async def read_answer(engine: Engine, query: Query) -> bytes:
    """The whole answer, at once."""
    answer = engine.ask_now(query) or await engine.ask(query)
    try:
        return b"".join([chunk async for chunk in answer.chunks()])
    finally:
        await answer.close()
