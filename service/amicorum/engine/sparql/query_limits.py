"""Refuse queries above `query_bytes`, `query_depth` or `query_patterns`, by their tokens alone.

This keeps honest mistakes away from the workers. It is no security boundary: that is `sandbox.py`.
"""

from __future__ import annotations

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.errors import BadQuery, TooLarge
from amicorum.settings import Settings

_OPERATORS_PER_PATTERN = 10


def check_length(text: str, settings: Settings) -> None:
    """Raise `TooLarge` for a query above `query_bytes`, and `BadQuery` for one that is no text at all."""
    try:
        size = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError as error:
        raise BadQuery("The query holds half a character (a lone surrogate).") from error
    if size > settings.query_bytes:
        raise TooLarge(f"a query can have {settings.query_bytes} bytes at most; this one has {size}", limit="query_bytes")


def read_query(text: str, settings: Settings) -> ParsedQuery:
    """The query, cut into tokens where it is not too long for that. Raises `TooLarge` and `BadQuery`."""
    if not text.strip():
        raise BadQuery("The query is empty.")
    check_length(text, settings)
    query = ParsedQuery(text)
    check_size(query, settings)
    return query


def check_size(query: ParsedQuery, settings: Settings) -> None:
    """Raise `TooLarge` where the query is nested too deep or has too many patterns."""
    if len(query.tokens) <= min(settings.query_depth, settings.query_patterns):
        return  # each token counts one at most
    size = query.size
    if size.depth > settings.query_depth:
        raise TooLarge(f"The query is nested deeper than the {settings.query_depth} levels allowed.", limit="query_depth")
    if size.patterns > settings.query_patterns or size.operators > settings.query_patterns * _OPERATORS_PER_PATTERN:
        raise TooLarge(f"The query has more than the {settings.query_patterns} patterns allowed.", limit="query_patterns")
