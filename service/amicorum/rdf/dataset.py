"""Form the dataset that is published: named graphs, and a default graph that is their set union."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from pyoxigraph import DefaultGraph, Quad, Store

_PART = 200_000


def with_union(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Each quad in its graph and once more in the default graph; a store keeps it there once, however many graphs have it.

    The engine's own switch for a union (`use_default_graph_as_union`) counts a triple once for each graph instead. One pass over the
    quads: reading a file again would name its blank nodes anew.
    """
    for quad in quads:
        yield quad
        if not isinstance(quad.graph_name, DefaultGraph):
            yield Quad(quad.subject, quad.predicate, quad.object)


def fill(store: Store, quads: Iterable[Quad]) -> None:
    """Add quads to a store as `with_union` gives them, in parts: the engine holds all that it is given in one call until it is added."""
    left = with_union(quads)
    for first in left:
        store.extend(chain([first], islice(left, _PART)))


def remove(store: Store, quad: Quad) -> None:
    """Take a quad out of its graph, and out of the union where no other graph has it."""
    store.remove(quad)
    others = store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
    if all(isinstance(each.graph_name, DefaultGraph) for each in others):
        store.remove(Quad(quad.subject, quad.predicate, quad.object))
