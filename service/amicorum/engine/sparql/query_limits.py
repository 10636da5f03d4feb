"""A cheap look at a query before anything parses it: what is too long, too deep or too large is refused with a friendly word.

It keeps honest mistakes away from the workers and gives them a name; the defence against the rest is the worker's sandbox.
"""

from __future__ import annotations

from dataclasses import dataclass

from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening, read_tokens
from amicorum.errors import BadQuery, TooLarge
from amicorum.settings import Settings

_CLAUSES = frozenset({"OPTIONAL", "UNION", "MINUS", "BIND", "FILTER", "GRAPH", "EXISTS", "SERVICE", "LATERAL"})
"""Each puts one more layer on the algebra, as a pattern does."""
_OPERATORS = frozenset({"+", "-", "*", "|", "^", "!", "&&", "||", "=", "!=", "<", ">", "<=", ">="})
_OPERATORS_PER_PATTERN = 10


def check_limits(text: str, settings: Settings) -> None:
    """Raise `TooLarge` where the text is above a limit, naming it, and `BadQuery` where it is no text at all."""
    if not text.strip():
        raise BadQuery("The query is empty.")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise BadQuery("The query holds half a character (a lone surrogate).") from error
    if size > settings.query_bytes:
        raise TooLarge(f"The query has {size} bytes; at most {settings.query_bytes} are allowed.", limit="query_bytes")
    measure = _Measure()
    for token in read_tokens(text):
        measure.add(token)
        if measure.depth > settings.query_depth:
            raise TooLarge(f"The query is nested deeper than the {settings.query_depth} levels allowed.", limit="query_depth")
        if measure.patterns > settings.query_patterns or measure.operators > settings.query_patterns * _OPERATORS_PER_PATTERN:
            raise TooLarge(f"The query has more than the {settings.query_patterns} patterns allowed.", limit="query_patterns")


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
