"""Cut SPARQL text into tokens, in linear time and without building a tree: what the limits check, the rewrites and the bindings read.

A lexer cannot hang or overflow, so the web process may run it on what strangers send; parsing proper happens in a worker.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


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


class Token(NamedTuple):
    """A piece of the text with its place in it."""

    kind: Kind
    text: str
    start: int
    upper: str = ""
    """A word as keywords are compared, for SPARQL ignores their case; empty for everything else."""

    @property
    def end(self) -> int:
        """Where the next token can start."""
        return self.start + len(self.text)


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


_KINDS = {kind.value: kind for kind in Kind}


def read_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a query, in order."""
    found = []
    for match in _TOKEN.finditer(text):
        name = match.lastgroup
        if name is not None and name != "skip":
            piece = match.group()
            found.append(Token(_KINDS[name], piece, match.start(), piece.upper() if name == "word" else ""))
    return tuple(found)


_OPENING = {"(": ")", "{": "}", "[": "]", "<<": ">>", "{|": "|}"}
_CLOSING = frozenset(_OPENING.values())


def is_opening(token: Token) -> bool:
    """Whether the token opens a bracket of any kind."""
    return token.kind is Kind.MARK and token.text in _OPENING


def is_closing(token: Token) -> bool:
    """Whether the token closes a bracket of any kind."""
    return token.kind is Kind.MARK and token.text in _CLOSING
