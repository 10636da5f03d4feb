"""Constants that a query gives in VALUES, written where Virtuoso needs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from amicorum.engine.port import Form
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit
from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening
from amicorum.engine.virtuoso.groups import read_repeated_path


class _Row(NamedTuple):
    """A VALUES clause with one row: its first and last token, and its variables with their values."""

    first: int
    last: int
    values: Mapping[str, str]


def spread_constants(query: ParsedQuery) -> list[Edit]:
    """`?x` as its value in `OPTIONAL { … FILTER(… ?x …) }` and in `?x path* ?y` after a `VALUES ?x { value }`, all right inside WHERE.

    Virtuoso's OPTIONAL does not see what is bound before it, and its paths of any length need an end that a pattern binds. There the
    variable has that value in every row, and nowhere else is this done: a subquery, a MINUS or a group of its own does not see the
    variable. Where the variable then stands nowhere else inside WHERE, the clause goes to its end: it is joined with the other patterns in
    any order, and Virtuoso does not come to an end with some.
    """
    text, tokens = query.text, query.tokens
    if "VALUES" not in query.keywords:
        return []
    rows: list[_Row] = []
    constants: dict[str, str] = {}
    replaced: list[Token] = []
    inside: list[Token] = []
    closing = 0
    for position, depth in _walk(tokens):
        token, closing = tokens[position], position + 1
        inside.append(token)
        if depth == 1 and token.upper == "VALUES" and (row := _read_row(text, tokens, position)):
            rows.append(row)
            constants |= row.values
        elif depth == 1 and token.upper == "OPTIONAL":
            replaced += [each for each in _find_filtered(tokens, position + 1) if each.text[1:] in constants]
        elif depth == 1:
            replaced += [each for each in _find_path_ends(tokens, position) if each.text[1:] in constants]
    counts = Counter(token.text[1:] for token in inside if token.kind is Kind.VARIABLE)
    counts.subtract(token.text[1:] for token in replaced)
    edits = [Edit(token.start, token.end, constants[token.text[1:]]) for token in replaced]
    if replaced and closing < len(tokens):
        for row in rows:
            if all(counts[name] == 1 for name in row.values):
                edits += _move(text, tokens, row, tokens[closing].start)
    return edits


def _move(text: str, tokens: Sequence[Token], row: _Row, end: int) -> list[Edit]:
    """The clause taken to `end`, where its group ends, if the patterns around it stay apart without it."""
    if tokens[row.first - 1].text not in ("{", "}", "."):
        return []
    after = tokens[row.last + 1]
    start, stop = tokens[row.first].start, tokens[row.last].end
    return [Edit(start, after.end if after.text == "." else stop, ""), Edit(end, end, f" {text[start:stop]} ")]


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


def _read_row(text: str, tokens: Sequence[Token], position: int) -> _Row | None:
    """The clause where it is `VALUES ?x { value }` or `VALUES (?x ?y) { (value value) }`, with one row and a value for each variable."""
    clause = tokens[position + 1 :]
    opening = next((at for at, token in enumerate(clause) if token.text == "{"), 0)
    ending = next((at for at, token in enumerate(clause) if token.text == "}"), 0)
    variables = [token for token in clause[:opening] if token.kind is Kind.VARIABLE]
    values = list(_read_terms(text, clause[opening + 1 : ending]))
    if not variables or len(variables) != len(values):
        return None
    found = {variable.text[1:]: value for variable, value in zip(variables, values, strict=True) if value.upper() != "UNDEF"}
    return _Row(position, position + 1 + ending, found)


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


def _find_path_ends(tokens: Sequence[Token], position: int) -> Iterator[Token]:
    """The variables at the ends of a path of any length, where its triple begins right after `position`."""
    if tokens[position].text not in ("{", "}", ".", ";"):
        return
    verb = position + (1 if tokens[position].text == ";" else 2)
    last = read_repeated_path(tokens, verb, "*+")
    if last is not None and last < len(tokens):
        yield from (each for each in (tokens[verb - 1], tokens[last]) if each.kind is Kind.VARIABLE)
