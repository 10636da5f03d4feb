"""The columns of `SELECT *`, in the order in which the variables appear in the query."""

from __future__ import annotations

from collections.abc import Collection

from amicorum.engine.sparql.parsed_query import Star
from amicorum.engine.sparql.rewriting import Edit, rewrite


def name_columns(text: str, star: Star | None, variables: Collection[str]) -> str:
    """The query with its variables written out where it selects `*`; empty where it names them itself.

    `variables` are those in scope, as the engine found them: it gives them in an order of its own, and readers of tables expect that of the
    query.
    """
    if star is None or not variables:
        return ""
    names = [f"?{name}" for name in star.names if name in variables]
    return rewrite(text, [Edit(star.at, star.at + 1, " ".join(names))])
