"""Truth values: Virtuoso makes a number of one that an expression has, and writes it as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import Edit
from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening
from amicorum.engine.virtuoso.groups import find_end

_BOOLEAN = "<http://www.w3.org/2001/XMLSchema#boolean>"
_OPERATORS = frozenset({"||", "&&", "=", "!=", "<", ">", "<=", ">="})
_FUNCTIONS = frozenset(
    {
        "BOUND",
        "SAMETERM",
        "ISIRI",
        "ISURI",
        "ISBLANK",
        "ISLITERAL",
        "ISNUMERIC",
        "LANGMATCHES",
        "CONTAINS",
        "STRSTARTS",
        "STRENDS",
        "REGEX",
        "EXISTS",
    }
)
"""Those whose value is a truth value (SPARQL 1.1 Query, section 17.4)."""


def cast_truths(query: ParsedQuery) -> list[Edit]:
    """`(expression AS ?x)` as `(xsd:boolean(expression) AS ?x)`, where the expression is a truth value by its form; the cast keeps it."""
    if "AS" not in query.keywords:
        return []
    tokens = query.tokens
    edits: list[Edit] = []
    for start, end in _find_assignments(tokens):
        expression = tokens[start:end]
        if _is_truth(expression):
            edits += [
                Edit(expression[0].start, expression[0].start, f"{_BOOLEAN}("),
                Edit(expression[-1].end, expression[-1].end, ")"),
            ]
    return edits


def _find_assignments(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """From where to where the expression of each `(… AS ?x)` goes."""
    opened: list[int] = []
    for position, token in enumerate(tokens):
        if is_opening(token):
            opened.append(position)
        elif is_closing(token) and opened:
            opened.pop()
        elif token.upper == "AS" and opened and tokens[opened[-1]].text == "(":
            yield opened[-1] + 1, position


def _is_truth(expression: Sequence[Token]) -> bool:
    """Whether the value can only be a truth value or an error. Says no where that is not plain."""
    if not expression:
        return False
    depth = 0
    for token in expression:
        if depth == 0 and (token.upper == "IN" or (token.kind is Kind.MARK and token.text in _OPERATORS)):
            return True  # these bind weaker than all others
        depth += is_opening(token) - is_closing(token)
    if expression[0].text == "!" or expression[0].upper == "NOT":
        return True
    if len(expression) == 1:
        return expression[0].text.lower() in ("true", "false")
    if expression[0].text == "(" and find_end(expression, 0) == len(expression) - 1:
        return _is_truth(expression[1:-1])
    return expression[0].upper in _FUNCTIONS and find_end(expression, 1) == len(expression) - 1
