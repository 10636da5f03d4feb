"""A cheap look at a query before anything parses it: what is too long, too deep or too large is refused with a friendly word.

It keeps honest mistakes away from the workers and gives them a name; the defence against the rest is the worker's sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from amicorum.engine.port import Form
from amicorum.engine.tokens import Kind, Token, is_closing, is_opening, read_tokens
from amicorum.errors import BadQuery, Refused, TooLarge
from amicorum.settings import Settings

_FORMS = frozenset(Form)
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_CLAUSES = frozenset({"OPTIONAL", "UNION", "MINUS", "BIND", "FILTER", "GRAPH", "EXISTS", "SERVICE", "LATERAL"})
"""Each puts one more layer on the algebra, as a pattern does."""
_OPERATORS = frozenset({"+", "-", "*", "|", "^", "!", "&&", "||", "=", "!=", "<", ">", "<=", ">="})
_OPERATORS_PER_PATTERN = 10
# `?a<?b)SERVICE#>` is an IRI to the longest match, a comparison to a parser that knows where it is. We refuse what could be either.
_HIDDEN_SERVICE = re.compile(r"\).*\bSERVICE\b", re.IGNORECASE | re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def check_query(text: str, settings: Settings) -> None:
    """Raise `TooLarge` where the text is above a limit, naming it, and `BadQuery` where it is no text at all."""
    if not text.strip():
        raise BadQuery("The query is empty.")
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > settings.query_bytes:
        raise TooLarge(f"The query has {size} bytes; at most {settings.query_bytes} are allowed.", limit="query_bytes")
    measure = _Measure()
    for token in read_tokens(text):
        measure.add(token)
        if measure.depth > settings.query_depth:
            raise TooLarge(f"The query is nested deeper than the {settings.query_depth} levels allowed.", limit="query_depth")
        if measure.patterns > settings.query_patterns or measure.operators > settings.query_patterns * _OPERATORS_PER_PATTERN:
            raise TooLarge(f"The query has more than the {settings.query_patterns} patterns allowed.", limit="query_patterns")


def find_form(tokens: Sequence[Token]) -> Form:
    """The query's form, by its first word after the prologue. Raises `Refused` for an update and `BadQuery` for anything else."""
    skip = 0
    for token in tokens:
        if skip:
            skip -= token.kind in (Kind.IRI, Kind.STRING)
        elif token.upper in ("PREFIX", "BASE", "VERSION"):
            skip = 1
        elif token.upper in _FORMS:
            return Form(token.upper)
        elif token.upper in _UPDATES:
            raise Refused("This service answers queries only: SPARQL Update is not allowed. New data is published by a build.")
        else:
            break
    raise BadQuery("This is not a SPARQL query: it starts with none of SELECT, ASK, CONSTRUCT, DESCRIBE (after PREFIX and BASE).")


def names_service(text: str) -> bool:
    """Whether the query may hold a SERVICE clause, whatever its spelling. May say yes too often, never no to one that is there."""
    return any(_has_service(each) for each in {text, _unescape(text)})


def _has_service(text: str) -> bool:
    return any(
        token.upper == "SERVICE" or (token.kind is Kind.IRI and _HIDDEN_SERVICE.search(token.text) is not None)
        for token in read_tokens(text)
    )


def _unescape(text: str) -> str:
    """The text with its codepoint escapes read (SPARQL 1.1, section 19.2: they stand anywhere, also in a keyword)."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]

    return _ESCAPE.sub(character, text)


@dataclass(slots=True)
class _Level:
    """One open bracket: which one, and whether rows of VALUES stand in it."""

    bracket: str
    values: bool = False


class _Measure:
    """Counts depth, patterns and operators over the tokens."""

    def __init__(self) -> None:
        self._levels: list[_Level] = [_Level("")]
        self._values = False
        self._unary = 0
        self.patterns = self.operators = 0

    @property
    def depth(self) -> int:
        """Open brackets, and the signs in a row that stand before one operand."""
        return len(self._levels) - 1 + self._unary

    def add(self, token: Token) -> None:
        """Take one more token."""
        level = self._levels[-1]
        mark = token.text if token.kind is Kind.MARK else ""
        self._unary = self._unary + 1 if mark in ("!", "-", "+", "^") else 0
        if is_opening(token):
            inherits = level.values or self._values
            if mark == "{":
                self._values = False
            self._levels.append(_Level(mark, inherits))
        elif is_closing(token):
            if len(self._levels) > 1:
                self._levels.pop()
        elif token.upper == "VALUES":
            self._values = True
        elif token.upper in _CLAUSES or mark == "/":
            self.patterns += 1
        elif mark in _OPERATORS:
            self.operators += 1
        elif mark in (".", ";", ",") and level.bracket != "(":
            self.patterns += 1
