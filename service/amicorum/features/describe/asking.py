"""Asking the engine the questions of this feature: the `.rq` files beside the code, with a thing bound to `?thing`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from amicorum.engine.port import Engine, Lane, Query, Term
from amicorum.errors import EngineFailed
from amicorum.features.describe.statements import Statement, Statements
from amicorum.formats import JSON_RESULTS


@cache
def read_query(name: str) -> str:
    """The text of a query of this feature."""
    return resources.files(__package__).joinpath(f"{name}.rq").read_text(encoding="utf-8")


async def ask_rows(engine: Engine, name: str, bindings: Mapping[str, Term]) -> QuerySolutions:
    """The rows of a SELECT query of this feature."""
    query = Query(read_query(name), results=JSON_RESULTS, graph=None, bindings=bindings, lane=Lane.SERVICE)
    answer = await engine.ask(query)
    try:
        body = b"".join([chunk async for chunk in answer.chunks()])
    finally:
        await answer.close()
    rows = parse_query_results(body, QueryResultsFormat.JSON)
    if not isinstance(rows, QuerySolutions):
        raise EngineFailed(f"the engine answers the question {name} with a truth value instead of rows")
    return rows


async def ask_statements(engine: Engine, name: str, thing: NamedNode, **bindings: Term) -> Statements:
    """The statements that a query of this feature selects about a thing.

    Its rows are `?graph ?subject ?predicate ?object`; a row without `?subject` is about the thing itself.
    """
    rows = await ask_rows(engine, name, {"thing": thing, **bindings})
    found = [
        Statement(subject, row["predicate"], row["object"], row["graph"])
        for row in rows
        if isinstance(subject := row["subject"] or thing, NamedNode | BlankNode)
    ]
    # The engine's order may differ from one start to the next; the pages of one release never do.
    return Statements(sorted(found, key=lambda each: (each.subject.value, each.predicate.value, each.object.value, each.graph.value)))


def text_of(term: Term | None) -> str:
    """The text of a term, empty where there is none."""
    return term.value if isinstance(term, NamedNode | Literal) else ""
