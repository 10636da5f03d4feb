"""The dataset that is published: named graphs, and a default graph that is their set union."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, Quad


def with_union(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Each quad in its graph and once more in the default graph; a store keeps it there once, however many graphs have it.

    The engine's own switch for a union (`use_default_graph_as_union`) counts a triple once for each graph instead. One pass over the
    quads: reading a file again would name its blank nodes anew.
    """
    for quad in quads:
        yield quad
        if not isinstance(quad.graph_name, DefaultGraph):
            yield Quad(quad.subject, quad.predicate, quad.object)
