"""Canonical N-Quads by lines, one statement each: terms are found by the spaces between them, so that nothing needs to be parsed.

No IRI and no blank node label holds a space, and a literal is the third term of four, so the spaces around it are known from both ends.
No term is the beginning of another that goes on with what sorts before a space or `>`: so the order of the lines' bytes is that of their
subjects, predicates, objects and graphs.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from mmap import ACCESS_READ, mmap
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from amicorum.rdf.dataset import with_union
from amicorum.rdf.terms import RDF

TYPE = f"<{RDF.type.value}>".encode()
BATCH = 5000
"""Lines that are parsed at once."""
BLOCK = 32 << 20
"""Bytes that are loaded at once: the engine holds as much again until they are."""


def subject_of(line: bytes) -> bytes:
    """The subject of a line."""
    return line.partition(b" ")[0]


def graph_of(line: bytes) -> bytes:
    """The graph of a line that has one."""
    return line.rsplit(b" ", 2)[1]


def split_line(line: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Subject, predicate, object and graph of a line that has all four."""
    subject, predicate, rest = line.split(b" ", 2)
    value, graph, _ = rest.rsplit(b" ", 2)
    return subject, predicate, value, graph


def parse_by_graph(path: Path) -> Iterator[Quad]:
    """The statements of a file of sorted lines, by graph, then by subject with its types first: the order in which TriG reads well."""
    return parse_lines(_read_by_graph(path), RdfFormat.N_QUADS)


def parse_union(path: Path) -> Iterator[Triple]:
    """Each triple of a file of sorted lines once, whatever graphs it is in, by subject with its types first."""
    with path.open("rb") as file:
        triples = (triple + b" .\n" for triple, _ in groupby(line.rsplit(b" ", 2)[0] for line in file))
        for quad in parse_lines(_put_types_first(triples), RdfFormat.N_TRIPLES):
            yield quad.triple


def parse_lines(lines: Iterable[bytes], form: RdfFormat) -> Iterator[Quad]:
    """The statements of lines in their order, some thousands in memory at a time. Blank nodes keep their labels."""
    left = iter(lines)
    while batch := b"".join(islice(left, BATCH)):
        yield from parse(batch, format=form)


def load_with_union(store: Store, path: Path) -> tuple[int, int]:
    """Load a file of sorted lines, each statement in its graph and each triple once in the default graph; give the number of both.

    What `dataset.with_union` is for statements, as text that the engine parses itself. Blank nodes keep their labels, which the engine
    would make anew: so lines that hold any are parsed here.
    """
    statements = triples = 0
    before = b""
    with path.open("rb") as file:
        while lines := file.readlines(BLOCK):
            text: list[bytes] = []
            with_blank: list[bytes] = []
            for line in lines:
                triple = line.rsplit(b" ", 2)[0]
                if b"_:" in line:  # or text that looks so
                    with_blank.append(line)
                else:
                    text.append(line if triple == before else line + triple + b" .\n")
                triples += triple != before
                before = triple
            statements += len(lines)
            store.bulk_load(b"".join(text), RdfFormat.N_QUADS, lenient=True)
            store.extend(with_union(parse_lines(with_blank, RdfFormat.N_QUADS)))
    return statements, triples


def _read_by_graph(path: Path) -> Iterator[bytes]:
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        places: dict[bytes, array[int]] = {}
        at = 0
        for line in file:
            places.setdefault(graph_of(line), array("Q")).append(at)
            at += len(line)
        for _, found in sorted(places.items()):
            yield from _put_types_first(text[place : text.find(b"\n", place) + 1] for place in found)


def _put_types_first(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Sorted lines of one graph, or of none, with the types of each subject before its other statements."""
    for _, same_subject in groupby(lines, key=subject_of):
        yield from sorted(same_subject, key=lambda line: line.split(b" ", 2)[1] != TYPE)
