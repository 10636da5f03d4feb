"""The build's own queries: one `.rq` file each; values enter as bindings."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, QueryTriples, Store, Triple, Variable

from amicorum.rdf.queries import load_query


def construct(store: Store, name: str, **values: NamedNode | Literal | BlankNode) -> Iterator[Triple]:
    """The triples of a CONSTRUCT query of this package, with its variables bound to the values."""
    answer = store.query(load_query(__name__, name), substitutions={Variable(variable): value for variable, value in values.items()})
    if not isinstance(answer, QueryTriples):
        raise TypeError(f"{name} is not a CONSTRUCT query")
    return answer
