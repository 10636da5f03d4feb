"""The SERVICE clauses of a query, found by its tokens: where each stands, whom it asks, and the query that it asks there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, RdfFormat, parse

from amicorum.engine.sparql.query_type import names_service
from amicorum.engine.sparql.rewriting import Edit, rewrite
from amicorum.engine.sparql.tokens import Kind, Token, is_closing, is_opening
from amicorum.errors import BadQuery, Refused

_DECLARATIONS = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
"""Words of the prologue, each with how many tokens its declaration has."""


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
    declarations = list(_read_declarations(tokens))
    if not any(each.upper().startswith("BASE") for each in declarations):
        declarations.insert(0, f"BASE <{base}>")  # only there: Virtuoso knows one base in a query
    prologue = "\n".join(declarations)
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


def _read_declarations(tokens: Sequence[Token]) -> Iterator[str]:
    """The prefixes and bases that the query declares, in order; not the version, which an older endpoint does not know."""
    at = 0
    while at < len(tokens) and (length := _DECLARATIONS.get(tokens[at].upper)):
        if tokens[at].upper != "VERSION":
            yield " ".join(token.text for token in tokens[at : at + length])
        at += length


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
    return ServiceClause(tokens[position].start, end, _resolve(tokens[at], prologue, base), silent, query, variables)


def _read_group(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """The tokens from the brace at `start` to the one that closes it."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += is_opening(tokens[position]) - is_closing(tokens[position])
        if depth == 0:
            return tokens[start : position + 1]
    raise BadQuery("The group after SERVICE has no end.")


def _resolve(name: Token, prologue: str, base: str) -> str:
    """The IRI that a token stands for.

    A Turtle document with the same declarations says it: Turtle has this part of its grammar from SPARQL, and the library reads both alike.
    """
    if name.kind not in (Kind.IRI, Kind.NAME):
        raise BadQuery(f"{name.text} cannot be the endpoint of SERVICE.")
    try:
        document = f"{prologue}\n<urn:x> <urn:x> {name.text} ."
        found = [quad.object for quad in parse(document, format=RdfFormat.TURTLE, base_iri=base)]
    except SyntaxError as error:
        raise BadQuery(f"The endpoint of SERVICE cannot be read: {name.text} with the query's PREFIX and BASE is no IRI.") from error
    if len(found) != 1 or not isinstance(found[0], NamedNode):
        raise BadQuery(f"{name.text} cannot be the endpoint of SERVICE.")
    return found[0].value
