"""A query's dataset, changed in its text for engines that do not keep to the rules: its own FROM dropped, graphs hidden, a base given."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from amicorum.engine.sparql.query_type import has_word
from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening, read_tokens


def drop_dataset(text: str) -> str:
    """The query without its FROM clauses."""
    parts, at = [], 0
    tokens = list(read_tokens(text))
    for position, token in enumerate(tokens):
        if token.upper == "FROM":
            named = tokens[position + 1 : position + 2] and tokens[position + 1].upper == "NAMED"
            last = tokens[min(position + (2 if named else 1), len(tokens) - 1)]
            parts.append(text[at : token.start])
            at = last.end
    return "".join([*parts, text[at:]])


def give_base(text: str, base: str) -> str:
    """The query with a base for its relative IRIs, where it brings none: without one, each engine takes another."""
    return text if has_word(text, "BASE") else f"BASE <{base}> {text}"


def hide_graphs(text: str, hidden: Collection[str]) -> str:
    """The query with a filter after each `GRAPH ?graph { … }`, so that the variable never is one of the hidden graphs.

    The variable is always bound there, so the filter means the same wherever the pattern stands.
    """
    if not hidden or not has_word(text, "GRAPH"):
        return text
    tokens = list(read_tokens(text))
    filters = {
        _find_end(tokens, position + 2): _write_filter(tokens[position + 1].text, hidden)
        for position, token in enumerate(tokens[:-2])
        if token.upper == "GRAPH" and tokens[position + 1].kind is Kind.VARIABLE
    }
    parts, at = [], 0
    for end in sorted(filters):
        parts += [text[at:end], filters[end]]
        at = end
    return "".join([*parts, text[at:]])


def _write_filter(variable: str, hidden: Collection[str]) -> str:
    return f" FILTER({' && '.join(f'{variable} != <{each}>' for each in sorted(hidden))})"


def _find_end(tokens: Sequence[Token], start: int) -> int:
    """Where the bracket that opens at `start` is closed; the end of the text where it is not."""
    depth = 0
    for token in tokens[start:]:
        depth += is_opening(token) - is_closing(token)
        if depth == 0:
            return token.end
    return tokens[-1].end
