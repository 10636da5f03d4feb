"""A query's one-row VALUES, written into the filters that need them: Virtuoso's OPTIONAL does not see what is bound before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amicorum.engine.port import Form
from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening, read_tokens


def spread_constants(text: str) -> str:
    """The query with `?x` as its value in `OPTIONAL { … FILTER(… ?x …) }` after a `VALUES ?x { value }`, both right inside WHERE.

    There the variable has that value in every row, and nowhere else is this done: a subquery, a MINUS or a group of its own
    does not see the variable.
    """
    tokens = list(read_tokens(text))
    constants: dict[str, str] = {}
    parts, at = [], 0
    for position, depth in _walk(tokens):
        token = tokens[position]
        if depth == 1 and token.upper == "VALUES":
            constants |= _read_row(text, tokens, position)
        elif depth == 1 and token.upper == "OPTIONAL":
            for variable in _find_filtered(tokens, position + 1):
                if variable.text[1:] in constants:
                    parts += [text[at : variable.start], constants[variable.text[1:]]]
                    at = variable.end
    return "".join([*parts, text[at:]])


def _walk(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Each position inside the WHERE of a SELECT or ASK, with the depth of brackets there."""
    forms = [token.upper for token in tokens if token.upper in set(Form)]
    if not forms or forms[0] not in (Form.SELECT, Form.ASK):
        return
    depth, inside = 0, False
    for position, token in enumerate(tokens):
        inside = inside or (depth == 0 and token.text == "{")
        depth += is_opening(token) - is_closing(token)
        if inside and depth == 0:
            return
        if inside:
            yield position, depth


def _read_row(text: str, tokens: Sequence[Token], position: int) -> dict[str, str]:
    """The variables and their values where the clause is `VALUES ?x { value }` or `VALUES (?x ?y) { (value value) }`, with one row."""
    clause = tokens[position + 1 :]
    opening = next((at for at, token in enumerate(clause) if token.text == "{"), 0)
    ending = next((at for at, token in enumerate(clause) if token.text == "}"), 0)
    variables = [token for token in clause[:opening] if token.kind is Kind.VARIABLE]
    values = list(_read_terms(text, clause[opening + 1 : ending]))
    if len(variables) != len(values):
        return {}
    return {variable.text[1:]: value for variable, value in zip(variables, values, strict=True) if value.upper() != "UNDEF"}


def _read_terms(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """The terms of a data block, each with its language or datatype."""
    first: Token | None = None
    last: Token | None = None
    for token in tokens:
        goes_on = last is not None and (token.kind is Kind.TAG or token.text == "^^" or last.text == "^^")
        if first is not None and last is not None and not goes_on:
            yield text[first.start : last.end]
            first = None
        if token.text not in ("(", ")"):
            first, last = first or token, token
        else:
            last = None
    if first is not None and last is not None:
        yield text[first.start : last.end]


def _find_filtered(tokens: Sequence[Token], start: int) -> Iterator[Token]:
    """The variables in the filters right inside the group that opens at `start`, but for those in a group of the filter's own."""
    depth, filtering = 0, False
    for position in range(start, len(tokens)):
        token = tokens[position]
        depth += is_opening(token) - is_closing(token)
        if depth == 0:
            return
        if depth == 1:
            filtering = token.upper == "FILTER" or (filtering and token.kind is Kind.WORD)
        elif token.text == "{":
            filtering = False
        elif filtering and token.kind is Kind.VARIABLE and tokens[position - 2].upper != "BOUND":  # a value may not stand there
            yield token
