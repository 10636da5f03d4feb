"""Whole graphs: the read side of the SPARQL 1.1 Graph Store Protocol."""

from __future__ import annotations

from importlib.resources import files

from pyoxigraph import NamedNode

from amicorum.engine.port import Query
from amicorum.rdf.formats import Format


def read_named_graph(iri: str, written: Format, client: str = "") -> Query:
    """The question for everything that one named graph says."""
    return Query(_text("named"), None, written, bindings={"graph": NamedNode(iri)}, client=client)


def read_default_graph(written: Format, client: str = "") -> Query:
    """The question for the default graph, the union of all."""
    return Query(_text("default"), None, written, client=client)


def _text(name: str) -> str:
    return files(__package__).joinpath(f"{name}.rq").read_text(encoding="utf-8")
