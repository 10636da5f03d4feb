"""A small part of SPARQL, read strictly: joins of triple patterns and VALUES, filters whose work is linear in the text of a row.

What is read here must be what the engine reads, or a bound on it would be false. So everything that two readers could take differently is
not understood: escapes, rarer letters in names, relative IRIs, a prefix declared twice, the word SERVICE anywhere in a name's place. And
so is everything whose cost depends on more than the rows of its patterns: paths, subqueries, OPTIONAL, UNION, MINUS, EXISTS, aggregates,
BIND, regular expressions, functions that make long texts of short ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from amicorum.engine.sparql.tokens import Kind, Token

MOST_BYTES = 4096
MOST_TOKENS = 250
"""Longer queries are not read."""
MOST_ELEMENTS = 5
"""Triple patterns and VALUES that a query can have at most."""
MOST_VALUES = 20
"""Values that one VALUES can have at most."""
_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:(?:[!#-$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*>")
"""An absolute IRI in ASCII."""
_NAME = re.compile(r"((?:[A-Za-z](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?)?):([A-Za-z0-9_](?:[A-Za-z0-9_.:\-]*[A-Za-z0-9_:\-])?)?")
"""A prefixed name in the letters that every reader of SPARQL takes alike."""
_VARIABLE = re.compile(r"[?$][A-Za-z0-9_]+")
_NUMBER = re.compile(r"[0-9]{1,15}")
_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_COMPARISONS = frozenset({"=", "!=", "<", ">", "<=", ">=", "&&", "||"})
_FUNCTIONS = frozenset(
    {"BOUND", "CONTAINS", "DATATYPE", "ISBLANK", "ISIRI", "ISLITERAL", "ISNUMERIC", "ISURI", "LANG", "LANGMATCHES"}
    | {"LCASE", "SAMETERM", "STR", "STRENDS", "STRLEN", "STRSTARTS", "UCASE"}
)
"""Functions whose result is no longer than a few times their arguments, in a time linear in them."""
_BYTES_PER_CHARACTER = 4
_DEEPEST_FILTER = 8
_AFTER_NUMBER = frozenset({")", "}", ";", ","})


class NotUnderstood(Exception):
    """The query is not of the part of SPARQL that is read here, or is no query at all."""


class Pattern(NamedTuple):
    """A triple pattern in the default graph, or in one graph that is named. A variable starts with `?`, an IRI with `<`; a literal
    is empty, for what is bounded does not depend on which it is."""

    subject: str
    predicate: str
    object: str

    @property
    def variables(self) -> frozenset[str]:
        """Its variables."""
        return frozenset(term for term in self if term.startswith("?"))


class Values(NamedTuple):
    """VALUES of one variable: its values."""

    variable: str
    terms: tuple[str, ...]

    @property
    def variables(self) -> frozenset[str]:
        """Its variable."""
        return frozenset((self.variable,))


Element = Pattern | Values


class Reading(NamedTuple):
    """What a query of this part of SPARQL consists of."""

    elements: tuple[Element, ...]
    columns: tuple[str, ...]
    """The variables that the answer has; none for ASK."""
    star: bool
    """Whether the columns come from `SELECT *`."""
    distinct: bool
    sort_keys: int
    operations: int
    """Operators and functions in all filters."""
    longest_constant: int
    """Bytes of the longest literal that the query brings along, at most."""
    in_graphs: bool
    """Whether some of it is about a named graph."""


def without_constants(reading: Reading) -> Reading:
    """The same for all queries that differ in their subjects, objects and values alone: these do not count where they are not counted."""
    elements: list[Element] = []
    for each in reading.elements:
        if isinstance(each, Values):
            elements.append(Values(each.variable, ("",) * len(each.terms)))
        else:
            subject, predicate, target = each
            elements.append(Pattern(subject if subject[:1] == "?" else "", predicate, target if target[:1] == "?" else ""))
    return reading._replace(elements=tuple(elements))


def read(text: str, tokens: Sequence[Token]) -> Reading:
    """Read a query of this text and these tokens. Raises `NotUnderstood`, also for much that is perfectly good SPARQL."""
    if len(text) > MOST_BYTES or len(tokens) > MOST_TOKENS or "\\" in text:
        raise NotUnderstood
    for token, after in pairwise(tokens):
        if token.end == after.start and not _may_touch(token, after):
            raise NotUnderstood
    return _Reader(tokens).read()


def _may_touch(token: Token, after: Token) -> bool:
    """Whether nothing but one reading is possible where two tokens follow each other without a space.

    `<p>?x` could be a path and a name, `5.e3:x` a number and a name.
    """
    if token.kind is Kind.NUMBER:
        return after.text in _AFTER_NUMBER
    return token.kind is Kind.MARK or after.kind is Kind.MARK or (token.kind is Kind.STRING and after.kind is Kind.TAG)


class _Reader:
    """Goes over the tokens once, from the left to the right."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._at = [*tokens, Token(Kind.MARK, "", 0)], 0
        self._next = self._tokens[0]
        self._prefixes: dict[str, str] = {}
        self._elements: list[Element] = []
        self._operations = self._longest = 0
        self._in_graphs = False

    def read(self) -> Reading:
        while self._accept_word("PREFIX"):
            self._read_prefix()
        columns: list[str] = []
        star = distinct = False
        if self._accept_word("SELECT"):
            distinct = self._accept_word("DISTINCT") or self._accept_word("REDUCED")
            star = self._accept("*")
            while not star and self._next.kind is Kind.VARIABLE:
                columns.append(self._read_variable())
            if not star and not columns:
                raise NotUnderstood
        elif not self._accept_word("ASK"):
            raise NotUnderstood
        self._accept_word("WHERE")
        self._read_group()
        sort_keys = self._read_modifiers()
        if self._next.text:
            raise NotUnderstood
        if star:
            columns = sorted(frozenset[str]().union(*(each.variables for each in self._elements)))
        return Reading(tuple(self._elements), tuple(columns), star, distinct, sort_keys, self._operations, self._longest, self._in_graphs)

    def _take(self) -> Token:
        """The next token; at the end an empty mark, which nothing is made of."""
        token = self._next
        self._at += token.text != ""
        self._next = self._tokens[self._at]
        return token

    def _accept(self, mark: str) -> bool:
        found = self._next.text == mark and self._next.kind is Kind.MARK
        if found:
            self._take()
        return found

    def _accept_word(self, word: str) -> bool:
        found = self._next.upper == word
        if found:
            self._take()
        return found

    def _expect(self, mark: str) -> None:
        if not self._accept(mark):
            raise NotUnderstood

    def _read_prefix(self) -> None:
        name = _NAME.fullmatch(self._take().text)
        if name is None or name[2] or name[1] in self._prefixes:
            raise NotUnderstood
        self._prefixes[name[1]] = self._read_iri(self._take())[1:-1]

    def _read_variable(self) -> str:
        token = self._take()
        if token.kind is not Kind.VARIABLE or not _VARIABLE.fullmatch(token.text):
            raise NotUnderstood
        return "?" + token.text[1:]

    def _read_iri(self, token: Token) -> str:
        """An IRI that means itself: where `/.` is in one, the engine may resolve it to another."""
        iri = token.text
        if token.kind is Kind.NAME and (name := _NAME.fullmatch(iri)) and name[1] in self._prefixes:
            iri = f"<{self._prefixes[name[1]]}{name[2] or ''}>"
        elif token.kind is not Kind.IRI or not _IRI.fullmatch(iri):
            raise NotUnderstood
        if "/." in iri or ":." in iri:
            raise NotUnderstood
        return iri

    def _read_constant(self) -> str:
        token = self._take()
        if token.kind is Kind.STRING:
            self._longest = max(self._longest, _BYTES_PER_CHARACTER * len(token.text))
            if self._next.kind is Kind.TAG:
                self._take()
            elif self._accept("^^"):
                self._read_iri(self._take())
            return ""
        if token.kind is Kind.NUMBER or token.upper in ("TRUE", "FALSE"):
            return ""
        return self._read_iri(token)

    def _read_term(self) -> str:
        return self._read_variable() if self._next.kind is Kind.VARIABLE else self._read_constant()

    def _read_group(self, *, in_graph: bool = False) -> None:
        """What stands in braces. In a graph that is named only patterns: the engine does not reorder a group with its own filter."""
        self._expect("{")
        while not self._accept("}"):
            if in_graph:
                self._read_triples()
            elif self._accept_word("FILTER"):
                self._read_filter()
            elif self._accept_word("VALUES"):
                self._read_values()
            elif self._accept_word("GRAPH"):
                self._in_graphs = True
                self._read_iri(self._take())
                self._read_group(in_graph=True)
            else:
                self._read_triples()
            self._accept(".")
            if len(self._elements) > MOST_ELEMENTS:
                raise NotUnderstood

    def _read_triples(self) -> None:
        subject = self._read_term()
        while True:
            if self._next.kind is Kind.WORD and self._next.text == "a":
                self._take()
                verb = _RDF_TYPE
            elif self._next.kind is Kind.VARIABLE:
                verb = self._read_variable()
            else:
                verb = self._read_iri(self._take())
            self._elements.append(Pattern(subject, verb, self._read_term()))
            while self._accept(","):
                self._elements.append(Pattern(subject, verb, self._read_term()))
            if not self._accept(";"):
                return

    def _read_values(self) -> None:
        variable, terms = self._read_variable(), []
        self._expect("{")
        while not self._accept("}"):
            terms.append(self._read_constant())
            if len(terms) > MOST_VALUES:
                raise NotUnderstood
        self._elements.append(Values(variable, tuple(terms)))

    def _read_filter(self) -> None:
        if self._next.text == "(":
            self._expect("(")
            self._read_expression(0)
            self._expect(")")
        else:
            self._read_call(0)

    def _read_expression(self, depth: int) -> None:
        """Operands and operators in turn: so no `<` can be taken for an operator here and for an IRI elsewhere, or the other way round."""
        if depth > _DEEPEST_FILTER:
            raise NotUnderstood
        while True:
            self._operations += 1
            while self._accept("!"):
                self._operations += 1
            if self._accept("("):
                self._read_expression(depth + 1)
                self._expect(")")
            elif self._next.kind is Kind.WORD and self._next.upper not in ("TRUE", "FALSE"):
                self._read_call(depth)
            else:
                self._read_term()
            if not (self._next.kind is Kind.MARK and self._next.text in _COMPARISONS):
                return
            self._take()

    def _read_call(self, depth: int) -> None:
        if self._take().upper not in _FUNCTIONS:
            raise NotUnderstood
        self._operations += 1
        self._expect("(")
        self._read_expression(depth + 1)
        while self._accept(","):
            self._read_expression(depth + 1)
        self._expect(")")

    def _read_modifiers(self) -> int:
        """ORDER BY, LIMIT and OFFSET; how many keys there are to sort by. A limit is no bound: what it leaves out may have to be found."""
        keys = 0
        if self._accept_word("ORDER"):
            if not self._accept_word("BY"):
                raise NotUnderstood
            while self._next.kind is Kind.VARIABLE or self._next.upper in ("ASC", "DESC"):
                if self._next.kind is Kind.VARIABLE:
                    self._read_variable()
                else:
                    self._take()
                    self._expect("(")
                    self._read_variable()
                    self._expect(")")
                keys += 1
        while self._accept_word("LIMIT") or self._accept_word("OFFSET"):
            if not _NUMBER.fullmatch(self._take().text):
                raise NotUnderstood
        return keys
