"""The SERVICE clauses of a query, found by its tokens: where each stands, whom it asks, and the query that it asks there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amicorum.engine.sparql.query_type import names_service
from amicorum.engine.sparql.resolution import resolve, write_prologue
from amicorum.engine.sparql.rewriting import Edit, rewrite
from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening
from amicorum.errors import BadQuery, Refused


@dataclass(frozen=True, slots=True)
class ServiceClause:
    """`SERVICE endpoint { … }` from `start` to `end` of the text."""

    start: int
    end: int
    endpoint: str
    """The endpoint's IRI, absolute, with prefix, base and escapes read as the query's parser reads them."""
    silent: bool
    query: str
    """A SELECT of all that the group in the clause finds."""
    variables: frozenset[str]
    """Every variable that the group names."""


def find_clauses(text: str, tokens: Sequence[Token], base: str) -> list[ServiceClause]:
    """The SERVICE clauses of a query and its tokens, in order; `base` is for relative IRIs where the query brings none of its own.

    Raises `BadQuery` for a clause that is none, and `Refused` for one whose endpoint is a variable or that holds another one.
    """
    prologue = write_prologue(tokens, base)
    clauses: list[ServiceClause] = []
    for position, token in enumerate(tokens):
        if token.upper == "SERVICE" and not (clauses and token.start < clauses[-1].end):
            clauses.append(_read_clause(text, tokens, position, prologue, base))
    return clauses


def replace_clauses(text: str, clauses: Sequence[ServiceClause], replacements: Sequence[str]) -> str:
    """The query with something else in the place of each clause. Lines keep their numbers, for the sake of error messages."""
    return rewrite(
        text,
        (
            Edit(clause.start, clause.end, replacement + "\n" * text.count("\n", clause.start, clause.end))
            for clause, replacement in zip(clauses, replacements, strict=True)
        ),
    )


def _read_clause(text: str, tokens: Sequence[Token], position: int, prologue: str, base: str) -> ServiceClause:
    """The clause whose word SERVICE stands at this position."""
    at = position + 1
    silent = at < len(tokens) and tokens[at].upper == "SILENT"
    at += silent
    if len(tokens) < at + 2 or tokens[at + 1].text != "{":
        raise BadQuery("After SERVICE there must be an endpoint and a group in braces.")
    if tokens[at].kind is Kind.VARIABLE:
        raise Refused("The endpoint of SERVICE must be an IRI here: a variable could name any.")
    group = _read_group(tokens, at + 1)
    start, end = group[0].start, group[-1].end
    if names_service(text[start:end]):
        raise Refused("A SERVICE clause may not hold another one here: nobody knows where that would lead.")
    variables = frozenset(token.text[1:] for token in group if token.kind is Kind.VARIABLE)
    query = f"{prologue}\nSELECT * WHERE {text[start:end]}"
    return ServiceClause(tokens[position].start, end, _read_endpoint(tokens[at], prologue, base), silent, query, variables)


def _read_group(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """The tokens from the brace at `start` to the one that closes it."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += is_opening(tokens[position]) - is_closing(tokens[position])
        if depth == 0:
            return tokens[start : position + 1]
    raise BadQuery("The group after SERVICE has no end.")


def _read_endpoint(name: Token, prologue: str, base: str) -> str:
    """The IRI of an endpoint. Raises `BadQuery` where it is none."""
    if name.kind not in (Kind.IRI, Kind.NAME):
        raise BadQuery(f"{name.text} cannot be the endpoint of SERVICE.")
    endpoint = resolve(name, prologue, base)
    if endpoint is None:
        raise BadQuery(f"The endpoint of SERVICE cannot be read: {name.text} with the query's PREFIX and BASE is no IRI.")
    return endpoint
