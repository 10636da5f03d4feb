"""Ask the engine for what the network is made of, and read the answers."""

from __future__ import annotations

import json
from collections.abc import Iterable

from amicorum.engine.port import Priority, Query
from amicorum.rdf.formats import JSON_RESULTS
from amicorum.rdf.queries import load_query


def make_query(name: str) -> Query:
    """A query of this feature, by the name of its file."""
    return Query(load_query(__package__, name), results=JSON_RESULTS, graph=None, priority=Priority.SERVICE)


def read_rows(answer: bytes) -> Iterable[list[str]]:
    """The rows of an answer, each with the text of its values in the order of the columns; empty for what is not there."""
    found = json.loads(answer)
    columns = found["head"]["vars"]
    for row in found["results"]["bindings"]:
        yield [row[name]["value"] if name in row else "" for name in columns]


def key_of(iri: str) -> str:
    """The end of an address: what tells things of one kind apart."""
    return iri.rpartition("/")[2]
