"""The graphs that a query sees, where the union of all is one more graph of the server, named in the request."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit
from amicorum.engine.sparql.tokens import Kind
from amicorum.engine.virtuoso.groups import find_end

_NO_GRAPH = "urn:amicorum:no-graph"
"""A graph that nothing holds."""


def hide_graphs(query: ParsedQuery, hidden: Collection[str]) -> list[Edit]:
    """A filter after each `GRAPH ?graph { … }`, so that the variable never is one of the hidden graphs.

    The variable is always bound there, so the filter means the same wherever the pattern stands.
    """
    if not hidden or "GRAPH" not in query.keywords:
        return []
    tokens = query.tokens
    edits = []
    for position, token in enumerate(tokens[:-2]):
        if token.upper == "GRAPH" and tokens[position + 1].kind is Kind.VARIABLE:
            last = find_end(tokens, position + 2)
            end = tokens[-1 if last is None else last].end
            edits.append(Edit(end, end, _write_filter(tokens[position + 1].text, hidden)))
    return edits


def _write_filter(variable: str, hidden: Collection[str]) -> str:
    return f" FILTER({' && '.join(f'{variable} != <{each}>' for each in sorted(hidden))})"


def name_graphs(query: ParsedQuery, ours: Collection[str], hidden: Collection[str]) -> tuple[list[Edit], Sequence[str]]:
    """The named graphs for the request, where the query names one in `GRAPH <graph> { … }`, and what changes in the query.

    Where the request names a default graph and no others, Virtuoso finds nothing in a graph that the query names, though in one that a
    variable stands for. So the request names those of the query; all of ours where there are variables as well, which then range over
    them. A hidden graph is replaced by one that nothing holds.
    """
    if "GRAPH" not in query.keywords:
        return [], ()
    edits: list[Edit] = []
    named: set[str] = set()
    for token, name in zip(query.tokens, query.tokens[1:], strict=False):
        if token.upper == "GRAPH" and name.kind in (Kind.IRI, Kind.NAME):
            graph = query.resolve(name)
            if graph in hidden:
                edits.append(Edit(name.start, name.end, f" <{_NO_GRAPH}> "))
                graph = _NO_GRAPH
            if graph is not None:
                named.add(graph)
    if named and any(
        token.upper == "GRAPH" and name.kind is Kind.VARIABLE for token, name in zip(query.tokens, query.tokens[1:], strict=False)
    ):
        named |= set(ours)
    return edits, sorted(named)
