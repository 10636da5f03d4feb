"""Find the values that a question is asked with in its VALUES clauses, and replace them, as terms and never as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from amicorum.engine.sparql.rewriting import Edit, rewrite
from amicorum.engine.sparql.tokens import Kind, Token, read_tokens
from amicorum.errors import BadQuery
from amicorum.rdf import iris

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_OURS = "<id/"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that a question is given a value for, and the value that stands there; several where it asks of several things."""

    name: str
    values: tuple[str, ...]
    is_thing: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """One value of one variable, and the span of the text that holds it."""

    name: str
    text: str
    start: int
    end: int
    kind: Kind


def list_parameters(query: str) -> list[Parameter]:
    """What can be said otherwise than the question's file says it."""
    found: dict[str, list[_Place]] = {}
    for rows in _read_blocks(query):
        for row in rows:
            for place in row:
                found.setdefault(place.name, []).append(place)
    return [
        Parameter(name, tuple(dict.fromkeys(_show(each) for each in places)), places[0].kind in (Kind.IRI, Kind.NAME))
        for name, places in found.items()
    ]


def fill(query: str, values: Mapping[str, str]) -> str:
    """The question asked with these values. Raises `BadQuery` for a name that it has not, or a value of another kind than stands there."""
    known = {each.name for each in list_parameters(query)}
    if unknown := sorted(values.keys() - known):
        raise BadQuery(f"the question has no parameter {unknown[0]}; it has: {', '.join(sorted(known)) or 'none'}")
    edits = []
    for rows in _read_blocks(query):
        if any(place.name in values for place in rows[0]):
            edits += [Edit(place.start, place.end, _write(place, values[place.name])) for place in rows[0] if place.name in values]
            edits += [Edit(row[0].start, row[-1].end, "") for row in rows[1:]]
    return rewrite(query, edits)


def _read_blocks(query: str) -> Iterator[list[list[_Place]]]:
    """The rows of each VALUES clause that holds a value to choose: one row, or things of ours alone."""
    tokens = read_tokens(query)
    for at, token in enumerate(tokens):
        if token.upper == "VALUES":
            rows = _read_block(query, tokens, at + 1)
            if rows and (len(rows) == 1 or all(place.text.startswith(_OURS) for row in rows for place in row)):
                yield rows


def _read_block(query: str, tokens: Sequence[Token], at: int) -> list[list[_Place]]:
    bracketed = tokens[at].text == "("
    names: list[str] = []
    while tokens[at].text != "{":
        if tokens[at].kind is Kind.VARIABLE:
            names.append(tokens[at].text[1:])
        at += 1
    rows: list[list[_Place]] = []
    row: list[_Place] = []
    at += 1
    while tokens[at].text != "}":
        if tokens[at].kind is not Kind.MARK:
            last = _find_end(tokens, at)
            start, end = tokens[at].start, tokens[last].end
            row.append(_Place(name=names[len(row)], text=query[start:end], start=start, end=end, kind=tokens[at].kind))
            at = last
            if len(row) == len(names):
                rows.append(row)
                row = []
        at += 1
    return rows if bracketed or len(names) == 1 else []


def _find_end(tokens: Sequence[Token], at: int) -> int:
    """The last token of a term: a string may have a language or a datatype behind it."""
    if tokens[at].kind is Kind.STRING:
        if tokens[at + 1].kind is Kind.TAG:
            return at + 1
        if tokens[at + 1].text == "^^":
            return at + 2
    return at


def _show(place: _Place) -> str:
    """A value as a person writes it: an address of ours by what stands behind `/id/`, a text without quotes."""
    if place.kind is Kind.IRI:
        return iris.local_path(place.text[1:-1])
    return place.text.partition("^^")[0].strip("\"'") if place.kind is Kind.STRING else place.text


def _write(place: _Place, value: str) -> str:
    """A value as a term of the kind that stands in its place."""
    if place.kind in (Kind.IRI, Kind.NAME):
        try:
            return str(NamedNode(value if "://" in value else f"{iris.BASE}{'' if value.startswith('scheme/') else 'id/'}{value}"))
        except ValueError as error:
            raise BadQuery(f"{place.name}: {value} is no address of a thing") from error
    if place.kind is Kind.NUMBER:
        if not _NUMBER.fullmatch(value.strip()):
            raise BadQuery(f"{place.name}: {value} is no number")
        return value.strip()
    text = str(Literal(value))
    _, mark, suffix = place.text.rpartition("^^")
    return text + mark + suffix if mark else text
