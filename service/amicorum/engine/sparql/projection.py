"""The columns of `SELECT *`, in the order in which the variables appear in the query."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from amicorum.engine.sparql.tokens import Kind, Token


def name_columns(text: str, tokens: Sequence[Token], variables: Collection[str]) -> str:
    """The query with its variables written out where it selects `*`; empty where it names them itself.

    `variables` are those in scope, as the engine found them: it gives them in an order of its own, and readers of tables expect that of the
    query.
    """
    start = next((position for position, token in enumerate(tokens) if token.upper == "SELECT"), None)
    if start is None:
        return ""
    rest = [token for token in tokens[start + 1 : start + 3] if token.upper not in ("DISTINCT", "REDUCED")]
    if not rest or rest[0].text != "*" or not variables:
        return ""
    names = dict.fromkeys(token.text[1:] for token in tokens if token.kind is Kind.VARIABLE and token.text[1:] in variables)
    star = rest[0]
    return f"{text[: star.start]}{' '.join(f'?{name}' for name in names)}{text[star.end :]}"
