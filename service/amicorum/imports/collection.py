"""A collection: one imported dataset in a folder, with its source and its tables or statements; the folder's name is its key.

`source.ttl` tells where it is from (`<>` stands for the source), each `NAME.csv` is mapped by the `NAME.rq` beside it, and
`statements.nt.gz` holds what `amicorum import` has mapped already, with the lines of the table as comments (`rejected.csv` the rows
that it left out). All statements go to the
graph of the source.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from amicorum.errors import SourceError, SourceErrors
from amicorum.imports.mapper import MappedRow, map_lines, read_mapping
from amicorum.imports.readers import open_rows
from amicorum.ingest.decoding import decode
from amicorum.rdf import iris
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import CC, DCT, FOAF, RDF

SOURCE = "source.ttl"
STATEMENTS, REJECTED = "statements.nt.gz", "rejected.csv"
SHOWN = 20
"""Faulty rows that are told one by one."""
_TABLE, _LINE = "# table ", "# line "
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NEEDED = {
    DCT.title: 'a title (dct:title "…"@en)',
    DCT.license: "the licence (dct:license <…>)",
    DCT.issued: 'the day it was issued (dct:issued "2026-01-31"^^xsd:date)',
    AMI.confidence: "how far to trust it (ami:confidence <https://w3id.org/amicorum/scheme/confidence/medium>)",
    FOAF.page: "an address where it can be looked up (foaf:page <https://…>)",
    CC.attributionName: 'who is to be named (cc:attributionName "…")',
}


@dataclass(frozen=True, slots=True)
class Collection:
    """An imported dataset on disk. `name` is its folder as people know it, for messages."""

    folder: Path
    name: str

    @property
    def key(self) -> str:
        """The key of its source and its graph."""
        return self.folder.name

    def read(self) -> Iterator[Quad]:
        """All its statements, each in its graph. Raises a `SourceError` for what cannot be read or mapped."""
        if not KEY.fullmatch(self.key):
            raise SourceError("the name of a collection is small letters, digits and single hyphens", file=self.name)
        yield from read_source(self.folder / SOURCE, self.key, self._file(SOURCE))
        graph = NamedNode(iris.source_graph(self.key))
        for table in self._list_tables():
            yield from (_place(triple, graph) for triple in self._map(table))
        if (statements := self.folder / STATEMENTS).is_file():
            yield from (_place(triple, graph) for triple in _read_statements(statements, self._file(STATEMENTS)))

    def find_lines(self, things: Set[str]) -> Iterator[tuple[str, str, int]]:
        """Where it speaks of things: the thing, the name of the table, the line; 0 where no line is known."""
        for table in self._list_tables():
            for row in self._map_rows(table):
                for thing in {each.subject.value for each in row.triples if isinstance(each.subject, NamedNode)} & things:
                    yield thing, self._file(table.name), row.line
        if (self.folder / STATEMENTS).is_file():
            yield from _find_lines(self.folder / STATEMENTS, self._file(STATEMENTS), things)

    def _list_tables(self) -> list[Path]:
        return sorted(set(self.folder.glob("*.csv")) - {self.folder / REJECTED})

    def _map_rows(self, table: Path) -> Iterator[MappedRow]:
        query = table.with_suffix(".rq")
        if not query.is_file():
            raise SourceError(f"there is no {query.name} beside it that says what its rows mean", file=self._file(table.name))
        yield from map_lines(open_rows(table).lines, read_mapping(query, self._file(query.name)))

    def _map(self, table: Path) -> Iterator[Triple]:
        faults = []
        for row in self._map_rows(table):
            if row.fault:
                faults.append(SourceError(row.fault, file=self._file(table.name), line=row.line))
            yield from row.triples
        if faults:
            raise SourceErrors([*faults[:SHOWN], *([_count_rest(faults)] if len(faults) > SHOWN else [])])

    def _file(self, name: str) -> str:
        return f"{self.name}/{name}"


def list_collections(folders: Iterable[tuple[Path, str]]) -> list[Collection]:
    """The collections in some folders of them, by key. Raises a `SourceError` where two have one key."""
    found: dict[str, Collection] = {}
    for folder, name in folders:
        for each in sorted(folder.iterdir()) if folder.is_dir() else ():
            if each.name.startswith(".") or not (each / SOURCE).is_file():  # hidden: an import that was killed
                continue
            collection = Collection(each, f"{name}/{each.name}")
            if other := found.get(each.name):
                raise SourceError(f"{other.name} has this name already: give one of the two another", file=collection.name)
            found[each.name] = collection
    return [found[key] for key in sorted(found)]


def read_source(path: Path, key: str, file: str = "") -> list[Quad]:
    """What is said of a collection's source, for the catalogue. Raises a `SourceError` that names all that is missing."""
    file = file or str(path)
    if not path.is_file():
        raise SourceError("there is no such file: it must tell title, licence, date and address of the dataset", file=file)
    source, graph = NamedNode(iris.source(key)), NamedNode(iris.graph("catalogue"))
    try:
        triples = [quad.triple for quad in parse(decode(path.read_bytes(), file), format=RdfFormat.TURTLE, base_iri=source.value)]
    except SyntaxError as error:
        raise SourceError(f"not Turtle: {error.msg}", file=file, line=error.lineno or 0, column=error.offset or 0) from None
    said = {triple.predicate for triple in triples if triple.subject == source}
    if missing := [words for term, words in _NEEDED.items() if term not in said]:
        raise SourceError(f"of the dataset itself (<>) it must also say {'; '.join(missing)}", file=file)
    triples += [Triple(source, RDF.type, AMI.ImportedDataset)]
    return [_place(triple, graph) for triple in dict.fromkeys(triples)]


def _count_rest(faults: list[SourceError]) -> SourceError:
    return SourceError(f"and {len(faults) - SHOWN} more rows that cannot be mapped", file=faults[0].file)


def _read_statements(path: Path, file: str) -> Iterator[Triple]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as packed:
            yield from (quad.triple for quad in parse(packed, format=RdfFormat.N_TRIPLES))
    except (OSError, EOFError, zlib.error, SyntaxError) as error:
        raise SourceError(f"damaged ({error}): import the table again", file=file) from None


def note_table(table: Path) -> bytes:
    """The line at the head of `statements.nt.gz` that names the table; a comment to N-Triples."""
    return f"{_TABLE}{' '.join(table.name.split())}\n".encode()


def note_line(line: int) -> bytes:
    """The line that stands before the statements of a row."""
    return f"{_LINE}{line}\n".encode()


def _find_lines(path: Path, file: str, things: Set[str]) -> Iterator[tuple[str, str, int]]:
    """Where statements speak of things: in which table and line, by the comments among them."""
    line, last = 0, ""
    with gzip.open(path, "rt", encoding="utf-8") as packed:
        for text in packed:
            if text.startswith("#"):
                if text.startswith(_LINE):
                    line, last = int(text.removeprefix(_LINE)), ""
                elif text.startswith(_TABLE):
                    file = text.removeprefix(_TABLE).strip()
            elif (thing := text[1 : text.find(">")]) != last and thing in things:
                last = thing
                yield thing, file, line


def _place(triple: Triple, graph: NamedNode) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
