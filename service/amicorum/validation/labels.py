"""The name of a thing in a report."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pyoxigraph import NamedNode, QuerySolutions, Store, Variable


def label_of(store: Store, iri: str) -> str:
    """What people call the thing; empty where it has no name."""
    rows = store.query(_query(), substitutions={Variable("thing"): NamedNode(iri)})
    assert isinstance(rows, QuerySolutions)  # noqa: S101  the query is a SELECT
    return next((row["name"].value for row in rows), "")


@cache
def _query() -> str:
    return files("amicorum.validation").joinpath("name.rq").read_text(encoding="utf-8")
