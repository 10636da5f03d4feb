"""`geof:distance` of two points, in the functions that Virtuoso has in its place."""

from __future__ import annotations

from collections.abc import Sequence

from amicorum.engine.geosparql import GEOF
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit
from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening
from amicorum.engine.virtuoso.groups import find_end

_DISTANCE = GEOF + "distance"
_METRE = "http://www.opengis.net/def/uom/OGC/1.0/metre"
_METRES = 6_371_008.8 / 6_367.43568
"""One of Virtuoso's kilometres in metres: its globe has another radius than the mean one of the embedded engine."""
_POINT = '"^ *POINT *[(]", "i"'
_NONE = "?amicorum_none"
"""A variable without a value: Virtuoso would end the query at what is no point, where the function has an error and so no value."""


def measure_distances(query: ParsedQuery) -> list[Edit]:
    """`geof:distance(?a, ?b, uom:metre)` of variables or literals, by Virtuoso's `st_distance`; other calls are left alone."""
    tokens = query.tokens
    edits: list[Edit] = []
    for position, token in enumerate(tokens[:-1]):
        if token.kind in (Kind.IRI, Kind.NAME) and "distance" in token.text and tokens[position + 1].text == "(":
            end = find_end(tokens, position + 1)
            arguments = _split(tokens[position + 2 : end]) if end else []
            if end and len(arguments) == 3 and query.resolve(token) == _DISTANCE and _is_metre(query, arguments[2]):
                points = [_write(query.text, each) for each in arguments[:2]]
                if all(points):
                    edits.append(Edit(token.start, tokens[end].end, _write_distance(*points)))
    return edits


def _split(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """The arguments of a call."""
    found: list[Sequence[Token]] = []
    depth = start = 0
    for position, token in enumerate(tokens):
        depth += is_opening(token) - is_closing(token)
        if depth == 0 and token.text == ",":
            found.append(tokens[start:position])
            start = position + 1
    return [*found, tokens[start:]]


def _is_metre(query: ParsedQuery, argument: Sequence[Token]) -> bool:
    return len(argument) == 1 and argument[0].kind in (Kind.IRI, Kind.NAME) and query.resolve(argument[0]) == _METRE


def _write(text: str, argument: Sequence[Token]) -> str:
    """A variable, or a literal with its datatype, as it is written; empty for any other expression."""
    if len(argument) == 1 and argument[0].kind is Kind.VARIABLE:
        return argument[0].text
    if len(argument) == 3 and argument[0].kind is Kind.STRING and argument[1].text == "^^":
        return text[argument[0].start : argument[2].end]
    return ""


def _write_distance(here: str, there: str) -> str:
    checks = " && ".join(f"REGEX(STR({each}), {_POINT})" for each in (here, there))
    points = ", ".join(f"<bif:st_geomfromtext>(STR({each}))" for each in (here, there))
    return f"IF({checks}, <bif:st_distance>({points}) * {_METRES!r}e0, {_NONE})"
