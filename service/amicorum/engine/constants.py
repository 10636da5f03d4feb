"""A query's one-row VALUES, written into the filters that need them: Virtuoso's OPTIONAL does not see what is bound before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amicorum.engine.port import Form
from amicorum.engine.tokens import Kind, Token, is_closing, is_opening, read_tokens


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
            constants |= _read_constant(text, tokens, position)
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


def _read_constant(text: str, tokens: Sequence[Token], position: int) -> dict[str, str]:
    """The variable and its value where the clause is `VALUES ?x { value }`."""
    if len(tokens) < position + 5:
        return {}
    variable, opening, *rest = tokens[position + 1 : position + 8]
    end = next((at for at, token in enumerate(rest) if token.text == "}"), 0)
    value = rest[:end]
    single = len(value) == 1 or (len(value) == 2 and value[1].kind is Kind.TAG) or (len(value) == 3 and value[1].text == "^^")
    if variable.kind is not Kind.VARIABLE or opening.text != "{" or not single or value[0].upper == "UNDEF":
        return {}
    return {variable.text[1:]: text[value[0].start : value[-1].end]}


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
