"""A SELECT query asked page by page (SPARQL 1.1 Query Language, section 15: LIMIT and OFFSET tell pages only under an order)."""

from __future__ import annotations

from amicorum.engine.port import Form
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit, rewrite
from amicorum.engine.sparql.tokens import Kind, is_closing, is_opening
from amicorum.errors import BadQuery


def page_query(query: ParsedQuery, limit: int, offset: int) -> str:
    """The query for `limit` of its rows from `offset` on, in the order of all their values; a LIMIT of its own bounds all pages together.

    Raises `BadQuery` for a query that has no rows (ASK, CONSTRUCT, DESCRIBE) or is none, `Refused` for an update.
    """
    if query.form is not Form.SELECT:
        raise BadQuery(f"only SELECT has rows, and this query is {query.form}")
    start = next(token.start for token in query.tokens if token.upper == "SELECT")
    clauses = query.dataset_clauses
    # A subquery has no dataset clauses: they go before the outer pattern.
    dataset = "".join(f"{query.text[each.start : each.end]} " for each in clauses)
    inner = rewrite(query.text, [Edit(each.start, each.end, "") for each in clauses])
    order = " ".join(f"?{name}" for name in _list_columns(query))
    # A line of its own ends the comment that the query may end with.
    return f"{inner[:start]}SELECT * {dataset}WHERE {{ {{\n{inner[start:]}\n}} }}\nORDER BY {order} LIMIT {limit} OFFSET {offset}"


def _list_columns(query: ParsedQuery) -> list[str]:
    """The variables that the query selects, or may select where it says `*`."""
    if query.star is not None:
        return list(query.star.names)
    names: list[str] = []
    depth = 0
    after_as = False
    selecting = False
    for token in query.tokens:
        if token.upper == "SELECT":
            selecting = True
        if not selecting:
            continue
        if depth == 0 and (token.text == "{" or token.upper in ("WHERE", "FROM")):
            break
        if token.kind is Kind.VARIABLE and (depth == 0 or after_as):
            names.append(token.text[1:])
        depth += is_opening(token) - is_closing(token)
        after_as = token.upper == "AS"
    return names
