"""The members of the event stream: each thing that changed in a release, as it was then, in pages that never change again.

A member is a version of a thing: the thing's statements with the member in its place, each in the graph of its source, and beside them in
the default graph which thing it is a version of, since when, and what happened to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from amicorum.errors import ReleaseError
from amicorum.rdf import iris
from amicorum.rdf.canonical import sort_nquads
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

_UNCOUNTED = tuple(f"<{graph}>".encode() for graph in UNCOUNTED)


def write_pages(changes: Changes, nquads: bytes, *, key: str, published: datetime) -> list[bytes]:
    """The pages of a release, as canonical N-Quads. `key` names the release in its history, `nquads` are all its statements."""
    happened = [(what, each) for what, list_ in _by_kind(changes).items() for each in list_]
    happened.sort(key=lambda pair: pair[1].iri)
    said = _collect(nquads, {each.iri for what, each in happened if what is not DELETE})
    pages = (happened[start : start + SIZE] for start in range(0, len(happened), SIZE))
    return [
        sort_nquads(
            quad for what, change in page for quad in _describe(what, change, said.get(change.iri, ()), f"{key}/{number}", published)
        )
        for number, page in enumerate(pages, start=1)
    ]


def member_iri(page: str, thing: str) -> NamedNode:
    """The address of a version: that of the page which holds it, and in it the thing's own."""
    return NamedNode(f"{iris.BASE}ldes/{page}#{thing.removeprefix(iris.BASE).replace('#', '/')}")


def _by_kind(changes: Changes) -> Mapping[NamedNode, Sequence[Change]]:
    return {CREATE: changes.added, UPDATE: changes.changed, DELETE: changes.withdrawn}


def _describe(what: NamedNode, change: Change, said: Iterable[Quad], page: str, published: datetime) -> Iterator[Quad]:
    member = member_iri(page, change.iri)
    yield Quad(STREAM, MEMBER, member)
    yield Quad(member, RDF.type, what)
    yield Quad(member, VERSION_OF, NamedNode(change.iri))
    yield Quad(member, GENERATED, Literal(f"{published:%Y-%m-%dT%H:%M:%SZ}", datatype=XSD.dateTime))
    if what is DELETE and change.replaced_by:
        yield Quad(member, DCT.isReplacedBy, NamedNode(change.replaced_by))
    for quad in said:
        if quad.predicate in (VERSION_OF, GENERATED):
            raise ReleaseError(
                f"{change.iri} has {quad.predicate}: in the event stream that would be taken for its version's, use another property"
            )
        subject = member if quad.subject == NamedNode(change.iri) else quad.subject
        yield Quad(subject, quad.predicate, quad.object, quad.graph_name)


def _collect(nquads: bytes, things: set[str]) -> dict[str, list[Quad]]:
    """What is said of each thing, with the blank nodes that hang on it, but for what follows from statements about other things."""
    wanted = {f"<{thing}>".encode(): thing for thing in things}
    lines: dict[bytes, list[bytes]] = defaultdict(list)
    for line in nquads.splitlines(keepends=True):
        subject = line.partition(b" ")[0]
        if (subject in wanted or subject.startswith(b"_:")) and line.rsplit(b" ", 2)[-2] not in _UNCOUNTED:
            lines[subject].append(line)
    return {thing: list(parse(b"".join(_close(node, lines)), format=RdfFormat.N_QUADS)) for node, thing in wanted.items()}


def _close(node: bytes, lines: Mapping[bytes, Sequence[bytes]]) -> Iterator[bytes]:
    """The statements of a node and of the blank nodes that they lead to."""
    waiting, seen = [node], {node}
    while waiting:
        for line in lines.get(waiting.pop(), ()):
            yield line
            value = line.split(b" ", 3)[2]
            if value.startswith(b"_:") and value not in seen:
                seen.add(value)
                waiting.append(value)
