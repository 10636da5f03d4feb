"""Every pattern of an IRI in our namespace, written once."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

BASE = "https://w3id.org/amicorum/"
THINGS = BASE + "id/"
"""Behind it stand the kind and the key of a thing."""
SCHEMES = BASE + "scheme/"
"""Behind it stand the scheme and the key of a concept."""
NS = BASE + "ns#"
FN = BASE + "fn#"
"""Functions that the mapping queries may call (see `ingest/functions.py`)."""
CELL = "https://w3id.org/amicorum/cell#"
"""A register's columns, as properties of its rows while they are mapped."""


@lru_cache(maxsize=4096)
def thing(kind: str, key: str) -> str:
    """The IRI of a thing: `kind` such as `city`, `key` such as `krakow`."""
    return f"{THINGS}{kind}/{quote(key, safe='-._~')}"


def local_path(iri: str) -> str:
    """What stands behind `doc/` in the address of the document about a thing or a concept: `city/krakow`, `scheme/statuses/signed`."""
    return iri.removeprefix(BASE).removeprefix("id/")


def document(kind: str, key: str) -> str:
    """The IRI of the document about a thing."""
    return f"{BASE}doc/{kind}/{quote(key, safe='-._~')}"


def concept(scheme: str, key: str) -> str:
    """The IRI of a concept in one of our schemes."""
    return f"{SCHEMES}{scheme}/{key}"


def graph(name: str) -> str:
    """The IRI of a named graph: `curated`, `links`, `inferred`, `ontology`, `schemes`, `catalogue`."""
    return f"{BASE}graph/{name}"


def source_graph(key: str) -> str:
    """The IRI of the graph that holds what one source document says."""
    return graph(f"source/{key}")


def assessment_graph(key: str) -> str:
    """The IRI of the graph that holds what the curators make of it: how sure they are, remarks, types of our lists."""
    return graph(f"assessment/{key}")


def assessment_of(source_graph_iri: str) -> str:
    """The IRI of the graph of what the curators make of a source, from that of the source's graph."""
    return assessment_graph(source_graph_iri.removeprefix(source_graph("")))


def source(key: str) -> str:
    """The IRI of a source document."""
    return thing("source", key)
