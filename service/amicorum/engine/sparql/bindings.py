"""Put values in the place of a query's variables, token by token: the same for every engine, and safe whatever the values hold.

Where a term may not stand in the variable's place, what stands there means the same: a projected variable becomes
`(value AS ?variable)`, one to group or order by `(value)`, and `BOUND(?variable)` is true. With `SELECT *` a bound variable is no column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pyoxigraph import BlankNode

from amicorum.engine.port import Term
from amicorum.engine.sparql.rewriting import Edit, rewrite
from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening, read_tokens
from amicorum.errors import BadQuery

_CLAUSES = {"SELECT": "SELECT", "GROUP": "BY", "ORDER": "BY", "VALUES": "VALUES"} | dict.fromkeys(
    ("WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "CONSTRUCT", "DESCRIBE", "ASK"), ""
)
"""Words that begin a clause, and how it treats a variable; the last ones only end the clause before."""


def bind(text: str, bindings: Mapping[str, Term]) -> str:
    """The query with the values in place. Raises `BadQuery` where a value cannot stand for a variable."""
    if not bindings:
        return text
    for name, value in bindings.items():
        if isinstance(value, BlankNode):
            raise BadQuery(f"A blank node cannot be the value of ?{name}: it has no name to ask for.")
    tokens = _read_template(text)
    clauses = _Clauses()
    edits = []
    for position, token in enumerate(tokens):
        if token.kind is Kind.VARIABLE and token.text[1:] in bindings:
            edits.append(_replace(tokens, position, clauses.current, bindings[token.text[1:]]))
        else:
            clauses.pass_by(token)
    return rewrite(text, edits)


@lru_cache(maxsize=256)
def _read_template(text: str) -> Sequence[Token]:
    """The tokens of a query that gets values: always one of our own, asked again and again."""
    return read_tokens(text)


class _Clauses:
    """In which clause a token stands, for each open bracket."""

    def __init__(self) -> None:
        self._open = [""]

    @property
    def current(self) -> str:
        return self._open[-1]

    def pass_by(self, token: Token) -> None:
        """Take note of a token that opens or ends a clause or a bracket."""
        if is_opening(token):
            self._open.append("VALUES" if token.text == "(" and self.current == "VALUES" else "")
        elif is_closing(token) and len(self._open) > 1:
            self._open.pop()
            if token.text == "}" and self.current in ("SELECT", "VALUES"):
                self._open[-1] = ""
        elif token.upper in _CLAUSES:
            self._open[-1] = _CLAUSES[token.upper]


def _replace(tokens: Sequence[Token], position: int, clause: str, value: Term) -> Edit:
    """What stands for the variable at `position`."""
    token = tokens[position]
    before = [each.upper or each.text for each in tokens[max(position - 2, 0) : position]]
    if before[-1:] == ["AS"] or clause == "VALUES":
        raise BadQuery(f"{token.text} has a value already, so the query cannot give it another.")
    if before == ["BOUND", "("]:
        # The name is replaced apart from its brackets: `BOUND(?x)` becomes `(true)`.
        return Edit(tokens[position - 2].start, token.end, "(true")
    term = str(value)
    if clause == "SELECT":
        return Edit(token.start, token.end, f"({term} AS ?{token.text[1:]})")
    return Edit(token.start, token.end, f"({term})" if clause == "BY" else f" {term} ")
