"""Read documents: files in an RDF syntax, each statement in its graph, each subject with the line where it first stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from amicorum.errors import SourceError
from amicorum.ingest import json_ld
from amicorum.ingest.decoding import decode
from amicorum.rdf import formats

FORMATS: Mapping[str, RdfFormat] = {f".{form.extension}": syntax for form, syntax in formats.RDF_SYNTAX.items()}
"""The syntaxes we read, by the end of a file's name."""

_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_POSITION = re.compile(r"^Parser error at line \d+ .*?: ")
_NESTED_ENTITY = re.compile(r"""<!ENTITY\s+(?:%\s+)?(?P<name>\S+)\s+(["'])(?:(?!\2).)*&(?!#|amp;|lt;|gt;|quot;|apos;)""", re.DOTALL)
_NO_CONTEXTS: Mapping[str, str] = MappingProxyType({})
_BASE = re.compile(r"^\s*@?base\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """The statements of one file, in its order, and the lines of their subjects."""

    file: str
    quads: tuple[Quad, ...]
    lines: Mapping[str, int]


def read_document(path: Path, *, file: str = "", graph: NamedNode | None = None, contexts: Mapping[str, str] = _NO_CONTEXTS) -> Document:
    """Read a file. Statements outside any graph go to `graph`, or stay in the default graph. Raises a `SourceError`.

    `contexts` are the texts of the JSON-LD contexts that are known, by their IRIs; no other is fetched.
    """
    file = file or str(path)
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise SourceError(f"no format is known by the ending {path.suffix!r}; known: .csv {' '.join(FORMATS)}", file=file)
    text = decode(path.read_bytes(), file)
    if form is RdfFormat.JSON_LD:
        text = json_ld.prepare(text, file, contexts)
    elif form is RdfFormat.RDF_XML:
        _refuse_nested_entities(text, file)
    try:
        quads = [_place(quad, graph) for quad in parse(text, format=form, base_iri=path.resolve().as_uri())]
    except SyntaxError as error:
        message = _POSITION.sub("", error.msg)
        raise SourceError(f"not {form.name}: {message}", file=file, line=error.lineno or 0, column=error.offset or 0) from None
    return Document(
        file, tuple(dict.fromkeys(quads)), _find_lines(text, {q.subject.value for q in quads if isinstance(q.subject, NamedNode)})
    )


def _refuse_nested_entities(text: str, file: str) -> None:
    """An entity of entities can stand for more text than any memory holds; nobody needs one in RDF."""
    if nested := _NESTED_ENTITY.search(text):
        message = f"the entity {nested['name']} is made of other entities: write its text out"
        raise SourceError(message, file=file, line=text.count("\n", 0, nested.start()) + 1)


def _place(quad: Quad, graph: NamedNode | None) -> Quad:
    if graph is None or not isinstance(quad.graph_name, DefaultGraph):
        return quad
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _find_lines(text: str, subjects: Iterable[str]) -> dict[str, int]:
    """The line on which each subject is first written at the beginning of a line, in full or with a prefix; else first written at all.

    A best effort: pyoxigraph tells no positions.
    """
    base = next(iter(_BASE.findall(text)), "")
    prefixes = [(name, iri if ":" in iri else base + iri) for name, iri in _PREFIX.findall(text)]
    spelt: dict[str, str] = {}
    for iri in subjects:
        spelt[f"<{iri}>"] = iri
        if base and iri.startswith(base):
            spelt[f"<{iri.removeprefix(base)}>"] = iri
        for name, namespace in prefixes:
            if iri.startswith(namespace):
                spelt[f"{name}:{iri.removeprefix(namespace)}"] = iri
    leading, anywhere = dict[str, int](), dict[str, int]()
    for number, line in enumerate(text.splitlines(), start=1):
        for place, word in enumerate(line.split()):
            if subject := spelt.get(word) or spelt.get(word.rstrip(";,.")):
                anywhere.setdefault(subject, number)
                if place == 0:
                    leading.setdefault(subject, number)
    return anywhere | leading
