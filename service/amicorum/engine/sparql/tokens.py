"""SPARQL text cut into tokens, in linear time and without building a tree: what the limits check, the bindings and the optimizer read.

A lexer cannot hang or overflow, so the web process may run it on what strangers send; parsing proper happens in a worker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a token is. White space and comments are no tokens."""

    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    NAME = "name"
    """A prefixed name or a blank node's label."""
    NUMBER = "number"
    TAG = "tag"
    """A language tag."""
    WORD = "word"
    """A keyword, a function's name, `a`, `true`."""
    MARK = "mark"
    """Brackets, operators, separators."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text with its place in it."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def upper(self) -> str:
        """A word as keywords are compared: SPARQL ignores their case."""
        return self.text.upper() if self.kind is Kind.WORD else ""


# Possessive quantifiers, and strings that end with the text where their quote is missing: no input makes this backtrack. The order settles
# what could be read in two ways, as the longest match of the grammar's terminals does; a stray character is a mark of its own.
_IRI = r"[^<>\"{}|^`\\\x00-\x20]*+(?:\\[uU][0-9A-Fa-f]++[^<>\"{}|^`\\\x00-\x20]*+)*+>"
_LOCAL = r"(?:[\w.:\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*(?<!\.)"
_TOKEN = re.compile(
    rf"""
      (?P<skip>     \s++ | \#[^\r\n]*+ )
    | (?P<iri>      <{_IRI} )
    | (?P<string>   \"\"\"(?:[^"\\]|\\.|"(?!""))*+(?:\"\"\")?+ | '''(?:[^'\\]|\\.|'(?!''))*+(?:''')?+
                  | "(?:[^"\\\r\n]|\\.)*+"?+ | '(?:[^'\\\r\n]|\\.)*+'?+ )
    | (?P<variable> [?$]\w++ )
    | (?P<number>   (?:\d++(?:\.\d++)?+|\.\d++)(?:[eE][+-]?\d++)?+ )
    | (?P<name>     (?:[^\W\d_][\w.\-]{{0,99}}+(?<!\.))?+:{_LOCAL} | _:[\w.\-]*(?<!\.) )
    | (?P<tag>      @[A-Za-z][A-Za-z0-9\-]*+ )
    | (?P<word>     [^\W\d]\w*+ )
    | (?P<mark>     <<(?!{_IRI}) | >> | \{{\| | \|\}} | && | \|\| | \^\^ | != | <= | >= | . )
    """,
    re.VERBOSE | re.DOTALL,
)


def read_tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, in order."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is not None and kind != "skip":
            yield Token(Kind(kind), match.group(), match.start())


_OPENING = {"(": ")", "{": "}", "[": "]", "<<": ">>", "{|": "|}"}
_CLOSING = frozenset(_OPENING.values())


def is_opening(token: Token) -> bool:
    """Whether the token opens a bracket of any kind."""
    return token.kind is Kind.MARK and token.text in _OPENING


def is_closing(token: Token) -> bool:
    """Whether the token closes a bracket of any kind."""
    return token.kind is Kind.MARK and token.text in _CLOSING
