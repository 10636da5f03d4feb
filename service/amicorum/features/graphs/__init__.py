"""Whole graphs: the read side of the SPARQL 1.1 Graph Store Protocol."""

from __future__ import annotations

from pyoxigraph import NamedNode

from amicorum.engine.port import Query
from amicorum.rdf.formats import Format
from amicorum.rdf.queries import load_query


def read_named_graph(iri: str, written: Format, client: str = "") -> Query:
    """The question for everything that one named graph says."""
    return Query(load_query(__package__, "named"), None, written, bindings={"graph": NamedNode(iri)}, client=client)


def read_default_graph(written: Format, client: str = "") -> Query:
    """The question for the default graph, the union of all."""
    return Query(load_query(__package__, "default"), None, written, client=client)
