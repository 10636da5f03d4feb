"""The members of the event stream: each thing that changed in a release, as it was then, in pages that never change again.

A member is a version of a thing: the thing's statements with the member in its place, each in the graph of its source, and beside them in
the default graph which thing it is a version of, since when, and what happened to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import IO

from pyoxigraph import Literal, NamedNode

from amicorum.errors import ReleaseError
from amicorum.rdf import iris
from amicorum.rdf.nquads import graph_of, subject_of
from amicorum.rdf.terms import DCT, RDF, XSD
from amicorum.release.history.changes import UNCOUNTED, Change, Changes

STREAM = NamedNode(iris.BASE + "ldes#stream")
SIZE = 200
"""Members of one page."""

_ACTIVITY = "https://www.w3.org/ns/activitystreams#"
CREATE, UPDATE, DELETE = (NamedNode(_ACTIVITY + name) for name in ("Create", "Update", "Delete"))
"""What happened to a thing, as the type of a member."""
VERSION_OF = NamedNode("http://purl.org/dc/terms/isVersionOf")
GENERATED = NamedNode("http://www.w3.org/ns/prov#generatedAtTime")
"""When a version came to be. Not `dct:created`, which says of schemes and documents when they were made themselves."""
MEMBER = NamedNode("https://w3id.org/tree#member")

_TAKEN = {f"<{term.value}>".encode() for term in (VERSION_OF, GENERATED)}
_UNCOUNTED = {f"<{graph}>".encode() for graph in UNCOUNTED}


def write_pages(changes: Changes, nquads: Path, *, key: str, published: datetime) -> Iterator[bytes]:
    """The pages of a release, as canonical N-Quads. `key` names the release in its history, `nquads` is the file of all its statements."""
    happened = [(what, each) for what, list_ in _by_kind(changes).items() for each in list_]
    happened.sort(key=lambda pair: pair[1].iri)
    with nquads.open("rb") as file:
        said = _Statements(file, {_node(each.iri) for what, each in happened if what is not DELETE})
        for number, start in enumerate(range(0, len(happened), SIZE), start=1):
            lines = {
                line
                for what, change in happened[start : start + SIZE]
                for line in _describe(what, change, said.list_lines(_node(change.iri)), f"{key}/{number}", published)
            }
            yield b"".join(sorted(lines))


def member_iri(page: str, thing: str) -> NamedNode:
    """The address of a version: that of the page which holds it, and in it the thing's own."""
    return NamedNode(f"{iris.BASE}ldes/{page}#{thing.removeprefix(iris.BASE).replace('#', '/')}")


def _by_kind(changes: Changes) -> Mapping[NamedNode, Sequence[Change]]:
    return {CREATE: changes.added, UPDATE: changes.changed, DELETE: changes.withdrawn}


def _describe(what: NamedNode, change: Change, said: Iterable[bytes], page: str, published: datetime) -> Iterator[bytes]:
    member, thing = member_iri(page, change.iri), NamedNode(change.iri)
    yield _line(STREAM, MEMBER, member)
    yield _line(member, RDF.type, what)
    yield _line(member, VERSION_OF, thing)
    yield _line(member, GENERATED, Literal(f"{published:%Y-%m-%dT%H:%M:%SZ}", datatype=XSD.dateTime))
    if what is DELETE and change.replaced_by:
        yield _line(member, DCT.isReplacedBy, NamedNode(change.replaced_by))
    old, new = _node(thing.value) + b" ", _node(member.value) + b" "
    for line in said:
        if (predicate := line.split(b" ", 2)[1]) in _TAKEN:
            raise ReleaseError(
                f"{change.iri} has {predicate.decode()}: in the event stream that would be taken for its version's, use another property"
            )
        yield new + line[len(old) :] if line.startswith(old) else line


def _line(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> bytes:
    return f"{subject} {predicate} {value} .\n".encode()


def _node(iri: str) -> bytes:
    return f"<{iri}>".encode()


class _Statements:
    """What a release says of some things, with the blank nodes that hang on them, but for what follows from statements about others.

    Only the places of the lines in the file are kept in memory: those of a thing stand together.
    """

    def __init__(self, file: IO[bytes], things: Collection[bytes]) -> None:
        self._file = file
        self._places: dict[bytes, tuple[int, int]] = {}
        at = 0
        for subject, lines in groupby(file, key=subject_of):
            end = at + sum(map(len, lines))
            if subject in things or subject.startswith(b"_:"):
                self._places[subject] = (at, end)
            at = end

    def list_lines(self, node: bytes) -> Iterator[bytes]:
        """The statements of a node and of the blank nodes that they lead to."""
        waiting, seen = [node], {node}
        while waiting:
            for line in self._read(waiting.pop()):
                yield line
                value = line.split(b" ", 3)[2]
                if value.startswith(b"_:") and value not in seen:
                    seen.add(value)
                    waiting.append(value)

    def _read(self, node: bytes) -> list[bytes]:
        start, end = self._places.get(node, (0, 0))
        self._file.seek(start)
        return [line for line in self._file.read(end - start).splitlines(keepends=True) if graph_of(line) not in _UNCOUNTED]
