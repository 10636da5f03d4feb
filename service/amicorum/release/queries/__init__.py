"""The build's own queries: one `.rq` file each, read by name; values enter as bindings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from pyoxigraph import BlankNode, Literal, NamedNode, QueryTriples, Store, Triple, Variable


@cache
def read_query(name: str) -> str:
    """The text of a query of this package."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def construct(store: Store, name: str, **values: NamedNode | Literal | BlankNode) -> Iterator[Triple]:
    """The triples of a CONSTRUCT query of this package, with its variables bound to the values."""
    answer = store.query(read_query(name), substitutions={Variable(variable): value for variable, value in values.items()})
    if not isinstance(answer, QueryTriples):
        raise TypeError(f"{name} is not a CONSTRUCT query")
    return answer
