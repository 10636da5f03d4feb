"""What the service itself asks an engine, as terms: rows of a SELECT, triples of a CONSTRUCT or DESCRIBE, the truth of an ASK."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple, parse, parse_query_results

from amicorum.engine.port import Engine, Lane, Query, Term
from amicorum.errors import EngineFailed
from amicorum.formats import JSON_RESULTS, NTRIPLES

_NO_BINDINGS: Mapping[str, Term] = {}


async def rows(
    engine: Engine, text: str, bindings: Mapping[str, Term] = _NO_BINDINGS, *, lane: Lane = Lane.SERVICE
) -> list[dict[str, Term]]:
    """The rows of a SELECT, each with the variables that have a value in it."""
    found = parse_query_results(await read_answer(engine, _results(text, bindings, lane)), format=QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise EngineFailed("The engine answered with a truth value where rows were asked for.")
    names = [variable.value for variable in found.variables]
    return [{name: cast("Term", value) for name in names if (value := row[name]) is not None} for row in found]


async def holds(engine: Engine, text: str, bindings: Mapping[str, Term] = _NO_BINDINGS, *, lane: Lane = Lane.SERVICE) -> bool:
    """The truth of an ASK."""
    found = parse_query_results(await read_answer(engine, _results(text, bindings, lane)), format=QueryResultsFormat.JSON)
    if not isinstance(found, QueryBoolean):
        raise EngineFailed("The engine answered with rows where a truth value was asked for.")
    return bool(found)


async def triples(engine: Engine, text: str, bindings: Mapping[str, Term] = _NO_BINDINGS, *, lane: Lane = Lane.SERVICE) -> list[Triple]:
    """The triples of a CONSTRUCT or DESCRIBE."""
    body = await read_answer(engine, Query(text, results=None, graph=NTRIPLES, bindings=bindings, lane=lane))
    return [quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)]


async def read_answer(engine: Engine, query: Query) -> bytes:
    """The whole answer, at once."""
    answer = await engine.ask(query)
    try:
        return b"".join([chunk async for chunk in answer.chunks()])
    finally:
        await answer.close()


def _results(text: str, bindings: Mapping[str, Term], lane: Lane) -> Query:
    return Query(text, results=JSON_RESULTS, graph=None, bindings=bindings, lane=lane)
