"""Parts of a query that its tokens show: groups in brackets, property paths."""

from __future__ import annotations

from collections.abc import Sequence

from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening

_PREDICATES = frozenset({Kind.IRI, Kind.NAME})


def find_end(tokens: Sequence[Token], start: int) -> int | None:
    """The position of the bracket that closes the one at `start`; None where nothing does."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += is_opening(tokens[position]) - is_closing(tokens[position])
        if depth == 0:
            return position
    return None


def read_repeated_path(tokens: Sequence[Token], start: int, repeats: str) -> int | None:
    """The position after a path of one repeated element, such as `p+`, `^p*` or `(p|^q)+`; None where another one begins at `start`.

    `repeats` are the signs of repetition that count.
    """
    at = start + (start < len(tokens) and tokens[start].text == "^")
    if at >= len(tokens):
        return None
    if tokens[at].text == "(":
        end = find_end(tokens, at)
        if end is None:
            return None
        at = end
    elif tokens[at].kind not in _PREDICATES and tokens[at].text != "a":
        return None
    return at + 2 if at + 1 < len(tokens) and tokens[at + 1].text in repeats else None
