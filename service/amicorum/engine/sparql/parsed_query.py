"""A query's text with all that its tokens tell: read once, then handed on to the limits, the rewrites, the engines and their workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from amicorum.engine.port import Form
from amicorum.engine.sparql import query_size, query_type, resolution, service_clauses
from amicorum.engine.sparql.dataset_clauses import DatasetClause, find_dataset_clauses
from amicorum.engine.sparql.query_size import QuerySize
from amicorum.engine.sparql.service_clauses import ServiceClause
from amicorum.engine.sparql.tokens import Kind, Token, read_tokens
from amicorum.rdf import iris


class Star(NamedTuple):
    """The `*` of a SELECT, and every variable that the query names, in order: its columns are those of them that are in scope."""

    at: int
    names: tuple[str, ...]


class ParsedQuery:
    """One query. It is cut into tokens at once; what else is to be known is found out when it is first asked for, and kept."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: Sequence[Token] = read_tokens(text)

    @cached_property
    def form(self) -> Form:
        """The query form. Raises `Refused` for an update and `BadQuery` for what is no query."""
        return query_type.find_form(self.tokens)

    @cached_property
    def size(self) -> QuerySize:
        """How deep it is nested, and of how many patterns and operators it consists."""
        return query_size.measure(self.tokens)

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Its words, in capitals."""
        return frozenset(token.upper for token in self.tokens)

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that it declares with absolute IRIs: a Turtle answer is written with them."""
        found = {}
        for word, name, iri in zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False):
            if word.upper == "PREFIX" and name.kind is Kind.NAME and iri.kind is Kind.IRI and ":" in iri.text and "\\" not in iri.text:
                found[name.text.removesuffix(":")] = iri.text[1:-1]
        return found

    @cached_property
    def dataset_clauses(self) -> Sequence[DatasetClause]:
        """Its FROM and FROM NAMED clauses."""
        return find_dataset_clauses(self.tokens)

    @cached_property
    def names_service(self) -> bool:
        """Whether it may hold a SERVICE clause, whatever the spelling. May say yes too often, never no to one that is there."""
        return query_type.names_service(self.text, self.tokens)

    @cached_property
    def service_clauses(self) -> Sequence[ServiceClause]:
        """Its SERVICE clauses. Raises `BadQuery` for one that is none, and `Refused` for one whose endpoint cannot be known before."""
        return service_clauses.find_clauses(self.text, self.tokens, iris.BASE)

    def resolve(self, name: Token) -> str | None:
        """The IRI that one of its tokens stands for, an IRI or a prefixed name; None where it is none."""
        return resolution.resolve(name, resolution.write_prologue(self.tokens, iris.BASE), iris.BASE)

    @cached_property
    def star(self) -> Star | None:
        """The `*` of `SELECT *`; None where the columns are named."""
        start = next((position for position, token in enumerate(self.tokens) if token.upper == "SELECT"), None)
        if start is None:
            return None
        rest = [token for token in self.tokens[start + 1 : start + 3] if token.upper not in ("DISTINCT", "REDUCED")]
        if not rest or rest[0].text != "*":
            return None
        return Star(rest[0].start, tuple(dict.fromkeys(token.text[1:] for token in self.tokens if token.kind is Kind.VARIABLE)))
