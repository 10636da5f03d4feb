"""The size of a query, counted over its tokens: depth of nesting, patterns, operators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening

_CLAUSES = frozenset({"OPTIONAL", "UNION", "MINUS", "BIND", "FILTER", "GRAPH", "EXISTS", "SERVICE", "LATERAL"})
"""Each puts one more layer on the algebra, as a pattern does."""
_OPERATORS = frozenset({"+", "-", "*", "|", "^", "!", "&&", "||", "=", "!=", "<", ">", "<=", ">="})


class QuerySize(NamedTuple):
    """The deepest nesting, and how many patterns and operators there are in all."""

    depth: int
    patterns: int
    operators: int


def measure(tokens: Iterable[Token]) -> QuerySize:
    """Count over all tokens, of what may be no query at all."""
    count, deepest = _Measure(), 0
    for token in tokens:
        count.add(token)
        deepest = max(deepest, count.depth)
    return QuerySize(deepest, count.patterns, count.operators)


class _Level(NamedTuple):
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
