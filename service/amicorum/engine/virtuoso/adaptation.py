"""A query as Virtuoso needs it, where the union of the release's graphs is a graph of its own there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit
from amicorum.engine.virtuoso.booleans import cast_truths
from amicorum.engine.virtuoso.dataset import hide_graphs, name_graphs
from amicorum.engine.virtuoso.distances import measure_distances
from amicorum.engine.virtuoso.patterns import bind_paths, isolate_negations
from amicorum.engine.virtuoso.values import spread_constants

_CHANGES = (spread_constants, bind_paths, isolate_negations, cast_truths, measure_distances)


def adapt(query: ParsedQuery) -> list[Edit]:
    """The changes for a query over any dataset."""
    return [edit for change in _CHANGES for edit in change(query)]


def adapt_dataset(query: ParsedQuery, ours: Collection[str], hidden: Collection[str]) -> tuple[list[Edit], Sequence[str]]:
    """The changes for a query over the union and our graphs, and the named graphs for its request.

    The hidden ones are other graphs of the server, the union among them.
    """
    edits, named = name_graphs(query, ours, hidden)
    return [*edits, *hide_graphs(query, hidden)], named
