"""Read a request of the SPARQL 1.1 Protocol: every way to send a query, once and strictly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from amicorum.errors import BadQuery, UpdateRefused, WrongMediaType

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_FIELDS = 1000
"""More parameters than any client sends; refused before they are taken apart."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks. `text` is None where it has no query at all: then it is about the service itself."""

    text: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None
    timeout: float | None = None


def read_parameters(query_string: bytes) -> dict[str, list[str]]:
    """The parameters of an address, strictly decoded, by name."""
    named: dict[str, list[str]] = {}
    for name, value in _decode_form(query_string):
        named.setdefault(name, []).append(value)
    return named


def read_get(query_string: bytes) -> Asked:
    """A query in the address."""
    return _read(_decode_form(query_string), None)


def read_post(query_string: bytes, content_type: str, coding: str, body: bytes) -> Asked:
    """A query in the body: as a form, or as it is. The dataset may stand in the address in both cases."""
    media_type, charset = _parse_content_type(content_type)
    if media_type == UPDATE:
        raise UpdateRefused("SPARQL Update is not possible here")
    if media_type not in (FORM, QUERY):
        named = f"not {media_type}" if media_type else "and the request names no type"
        raise WrongMediaType(f"a body must be {QUERY} or {FORM}, {named}")
    if charset not in ("", "utf-8", "utf8") or coding.lower() not in ("", "identity"):
        raise WrongMediaType("a body must be in UTF-8 and not compressed")
    fields = _decode_form(query_string)
    if media_type == FORM:
        asked = _read([*fields, *_decode_form(body)], None)
        if asked.text is None:
            raise BadQuery("the form has no field `query`")
        return asked
    try:
        return _read(fields, body.decode())
    except UnicodeDecodeError as error:
        raise BadQuery(f"the query is not UTF-8 at byte {error.start}") from error


def _read(fields: Sequence[tuple[str, str]], direct: str | None) -> Asked:
    named: dict[str, list[str]] = {}
    for name, value in fields:
        named.setdefault(name, []).append(value)
    queries = [*named.get("query", ()), *([] if direct is None else [direct])]
    if "update" in named:
        raise UpdateRefused("SPARQL Update is not possible here")
    if len(queries) > 1:
        raise BadQuery("a request must have one query, this one has several")
    return Asked(
        text=queries[0] if queries else None,
        default_graphs=_read_graphs(named.get("default-graph-uri")),
        named_graphs=_read_graphs(named.get("named-graph-uri")),
        format=",".join(filter(None, named.get("format", ()))) or None,  # SPARQLWrapper says it twice, in two spellings
        timeout=_read_timeout(_one(named, "timeout")),
    )


def _read_graphs(iris: list[str] | None) -> tuple[str, ...] | None:
    if iris is None:
        return None
    try:
        return tuple(NamedNode(iri).value for iri in iris)
    except ValueError as error:
        raise BadQuery(f"a graph must be named by an absolute IRI: {error}") from error


def _read_timeout(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError as error:
        raise BadQuery("timeout must be a number of seconds") from error
    if not (math.isfinite(seconds) and seconds > 0):
        raise BadQuery("timeout must be more than 0 seconds")
    return seconds


def _one(named: dict[str, list[str]], name: str) -> str | None:
    """The value of a parameter of our own; empty, as a form sends an untouched field, means not given."""
    values = named.get(name, [])
    if len(values) > 1:
        raise BadQuery(f"a request can have one {name}, this one has several")
    return values[0] or None if values else None


def _decode_form(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise BadQuery("parameters must be percent-encoded UTF-8") from error
    except ValueError as error:
        raise BadQuery(f"a request can have {MOST_FIELDS} parameters at most") from error


def _parse_content_type(value: str) -> tuple[str, str]:
    message = Message()
    message["content-type"] = value
    if not value.strip():
        return "", ""
    charset = message.get_content_charset("")
    return message.get_content_type() if "/" in value else value.strip().lower(), charset
