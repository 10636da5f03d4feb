"""A query made ready for an endpoint elsewhere, whichever it is: with a base, and with one dataset."""

from __future__ import annotations

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit


def give_base(query: ParsedQuery, base: str) -> list[Edit]:
    """A base for the query's relative IRIs, where it brings none: without one, each engine takes another."""
    return [] if "BASE" in query.keywords else [Edit(0, 0, f"BASE <{base}> ")]


def drop_dataset(query: ParsedQuery) -> list[Edit]:
    """The query without its FROM clauses: where the request names graphs those do not count (SPARQL 1.1 Protocol, section 2.1.4), which
    not every engine knows.
    """
    return [Edit(clause.start, clause.end, "") for clause in query.dataset_clauses]
