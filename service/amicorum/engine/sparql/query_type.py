"""What a query is, by its tokens: its form, the format that its answer will have, whether it names another endpoint."""

from __future__ import annotations

import re
from collections.abc import Sequence

from amicorum.engine.port import Form
from amicorum.engine.sparql.tokens import Kind, Token, read_tokens
from amicorum.errors import BadQuery, NoFormat, Refused
from amicorum.rdf import formats
from amicorum.rdf.formats import Format

_FORMS = frozenset(Form)
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
# `?a<?b)SERVICE#>` is an IRI to the longest match, a comparison to a parser that knows where it is. We refuse what could be either,
# and so where a quote or `#` in such an IRI may begin a string or a comment. What begins like `<http://` is no comparison.
_HIDDEN_SERVICE = re.compile(r"\).*\bSERVICE\b", re.IGNORECASE | re.DOTALL)
_AMBIGUOUS = re.compile(r"<(?![A-Za-z][\w+.\-]*://).*['#]", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def find_form(tokens: Sequence[Token]) -> Form:
    """The query's form, by its first word after the prologue. Raises `Refused` for an update and `BadQuery` for anything else."""
    skip = 0
    for token in tokens:
        if skip:
            skip -= token.kind in (Kind.IRI, Kind.STRING)
        elif token.upper in ("PREFIX", "BASE", "VERSION"):
            skip = 1
        elif token.upper in _FORMS:
            return Form(token.upper)
        elif token.upper in _UPDATES:
            raise Refused("This service answers queries only: SPARQL Update is not allowed. New data is published by a build.")
        else:
            break
    raise BadQuery("This is not a SPARQL query: it starts with none of SELECT, ASK, CONSTRUCT, DESCRIBE (after PREFIX and BASE).")


def choose_format(form: Form, results: Format | None, graph: Format | None) -> Format:
    """The format for an answer of this form. Raises `NoFormat` where the client accepts none."""
    rows = form in (Form.SELECT, Form.ASK)
    offered = formats.RESULTS if rows else formats.GRAPHS
    chosen = results if rows else graph
    if chosen not in offered or chosen is None:
        raise NoFormat(f"The answer to {form} can be had as {', '.join(each.media_type for each in offered)}.")
    return chosen


def names_service(text: str, tokens: Sequence[Token] | None = None) -> bool:
    """Whether the query may hold a SERVICE clause, whatever its spelling. May say yes too often, never no to one that is there.

    `tokens` are the text's, where they have been read already.
    """
    plain = _unescape(text) if "\\" in text else text
    return _has_service(text, tokens) or (plain != text and _has_service(plain, None))


def _has_service(text: str, tokens: Sequence[Token] | None) -> bool:
    if "SERVICE" not in text.upper():
        return False
    return any(token.upper == "SERVICE" or _may_hide(token) for token in (read_tokens(text) if tokens is None else tokens))


def _may_hide(token: Token) -> bool:
    """Whether a parser could read on from this token otherwise than we do, and so find the word SERVICE in what is a string to us.

    A backslash stands in names, IRIs and strings alone: where it is a token, a name with rarer letters than ours goes on there.
    """
    if token.kind is Kind.IRI:
        return _HIDDEN_SERVICE.search(token.text) is not None or _AMBIGUOUS.match(token.text) is not None
    return token.kind is Kind.MARK and token.text == "\\"


def _unescape(text: str) -> str:
    """The text with its codepoint escapes read (SPARQL 1.1, section 19.2: they stand anywhere, also in a keyword)."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]

    return _ESCAPE.sub(character, text)
