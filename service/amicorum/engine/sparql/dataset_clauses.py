"""The dataset clauses of a query, FROM and FROM NAMED, found by its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from amicorum.engine.sparql.tokens import Token


class DatasetClause(NamedTuple):
    """`FROM <graph>` or `FROM NAMED <graph>`, from `start` to `end` of the text; the graph as it is written."""

    start: int
    end: int
    graph: str
    named: bool


def find_dataset_clauses(tokens: Sequence[Token]) -> Sequence[DatasetClause]:
    """The clauses in order. One that the text breaks off in has no graph."""
    found = []
    for position, token in enumerate(tokens):
        if token.upper == "FROM":
            named = tokens[position + 1 : position + 2] and tokens[position + 1].upper == "NAMED"
            at = position + (2 if named else 1)
            last = tokens[min(at, len(tokens) - 1)]
            found.append(DatasetClause(token.start, last.end, last.text if at < len(tokens) else "", bool(named)))
    return found
