"""The name of a thing in a report."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from amicorum.rdf.iris import NS

_PREFERRED = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
_OTHERS = (
    NamedNode(NS + "attestedName"),
    NamedNode("http://purl.org/dc/terms/title"),
    NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
)


def label_of(store: Store, iri: str) -> str:
    """What people call the thing, best by its preferred label, best in English; empty where it has no name."""
    thing = NamedNode(iri)
    preferred = set(_read(store, thing, _PREFERRED))
    names = preferred or {name for property_ in _OTHERS for name in _read(store, thing, property_)}
    return min(((name.language != "en", name.value) for name in names), default=(True, ""))[1]


def _read(store: Store, thing: NamedNode, property_: NamedNode) -> Iterator[Literal]:
    for quad in store.quads_for_pattern(thing, property_, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            yield quad.object
