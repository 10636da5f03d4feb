"""Read a project: every statement that people wrote, in its graph, and the file and line that each subject comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from pyoxigraph import DefaultGraph, NamedNode, Quad

from amicorum.errors import SourceError, SourceErrors
from amicorum.ingest.documents import Document, read_document
from amicorum.ingest.mapping import Rows, map_rows, read_queries
from amicorum.ingest.project import Project
from amicorum.ingest.references import check_references
from amicorum.ingest.tables import Row, Table, read_table
from amicorum.progress import Progress
from amicorum.rdf.iris import BASE, concept, graph

T = TypeVar("T")


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where something is written."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Sources:
    """What people wrote: every statement once in each graph it stands in, in a fixed order, and where each subject is written."""

    quads: tuple[Quad, ...]
    places: Mapping[str, tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class Given:
    """What files hand in, read as parts of a project: their statements, those of the project that they replace, and remarks.

    A remark is worth a person's look and stops nothing, such as a row whose key the register has already.
    """

    sources: Sources
    replaced: frozenset[Quad]
    remarks: tuple[SourceError, ...] = ()


class LoadedProject:
    """A project as it was read: every row and document with its statements, ready to take in further files.

    Raises `SourceErrors` with everything that is wrong in all its files.
    """

    def __init__(self, project: Project, progress: Progress | None = None) -> None:
        self.project = project
        self._contexts = read_contexts(project)
        registers = sorted(project.registers.glob("*.csv"))
        documents = [*list_vocabulary(project), *((path, None) for path in sorted(project.documents.glob("*.trig")))]
        reporter = _FileProgress(progress, len(documents) + 2 * len(registers))
        found: list[SourceError] = []
        self._documents = {
            path.resolve(): document
            for path, target in documents
            if (document := _try(found, partial(self._read_document, path, target, reporter)))
        }
        self._tables = {path.stem: table for path in registers if (table := _try(found, partial(self._read_table, path, reporter)))}
        # In a register of the project itself a column that it does not describe is a mistake.
        found += [error for table in self._tables.values() for error in (*table.errors, *table.warnings)]
        self._concepts = _collect_concepts(self._documents.values())
        if len(self._tables) == len(registers):  # a register that could not be read would make every reference to it look wrong
            found += check_references(self._tables.values(), self._tables, self._concepts)
        _raise(found)
        self._queries = read_queries(project.registers, project.name)
        self._rows = Rows(self._tables.values())
        self._mapped: dict[str, list[tuple[Row, Quad]]] = {}
        for name, table in self._tables.items():
            reporter.next(table.file)
            self._mapped[name] = list(map_rows(table, self._queries, self._rows))

    def sources(self) -> Sources:
        """Everything that people wrote."""
        return _join(self._documents.values(), ((self._tables[name], mapped) for name, mapped in self._mapped.items()))

    def take(self, paths: Iterable[Path], progress: Progress | None = None) -> Given:
        """Read files as parts of the project. Raises `SourceErrors` with everything that is wrong in them.

        A file of the project itself is what it is. Any other `.csv` brings rows of the register of its name: a row whose key the
        register has stands in its place, the register's other rows stay. Any other RDF file brings statements; those in no graph stay in
        the default graph.
        """
        given = sorted(paths)
        reporter = _FileProgress(progress, len(given))
        found: list[SourceError] = []
        documents: list[Document] = []
        mapped: list[tuple[Table, list[tuple[Row, Quad]]]] = []
        replaced: list[Quad] = []
        remarks: list[SourceError] = []
        for path in given:
            if (own := self._documents.get(path.resolve())) is not None:
                documents.append(own)
                replaced += own.quads
            elif path.resolve().parent == self.project.registers.resolve() and path.stem in self._tables:
                mapped.append((self._tables[path.stem], self._mapped[path.stem]))
                replaced += (quad for _, quad in self._mapped[path.stem])
            elif path.suffix == ".csv":
                if table := _try(found, partial(self._read_table, path, reporter)):
                    own_rows, gone, said = self._merge(table, found)
                    mapped.append((table, own_rows))
                    replaced += gone
                    remarks += (*table.warnings, *said)
            elif document := _try(found, partial(self._read_document, path, None, reporter)):
                documents.append(document)
        _raise(found)
        return Given(_join(documents, mapped), self._find_own(replaced), tuple(remarks))

    def _merge(self, table: Table, found: list[SourceError]) -> tuple[list[tuple[Row, Quad]], list[Quad], list[SourceError]]:
        """The statements of a table's rows among the register's others, those of the rows they replace, and remarks on these."""
        register, key = self._tables[table.name], table.description.key
        before = {row.first(key): row for row in register.rows}
        taken = {row.first(key) for row in table.rows} & before.keys()
        others = tuple(row for row in register.rows if row.first(key) not in taken)
        errors = [*table.errors, *check_references([table], {**self._tables, table.name: _with_rows(table, others)}, self._concepts)]
        if errors:
            found += errors
            return [], [], []
        gone = [quad for row, quad in self._mapped[table.name] if row.first(key) in taken]
        remarks = [
            SourceError(
                f"{key}: {row.first(key)!r} is the key of line {before[row.first(key)].line} of {register.file} already, with other "
                "content: this row is read as a change of that one; where it is another, give it a key of its own",
                file=table.file,
                line=row.line,
                column=table.place(key),
            )
            for row in table.rows
            if row.first(key) in taken and row.values != before[row.first(key)].values
        ]
        with self._rows.replaced(register, taken, table) as rows:
            return list(map_rows(table, self._queries, rows)), gone, remarks

    def _find_own(self, quads: Iterable[Quad]) -> frozenset[Quad]:
        """Of the statements, those that nothing else in the project makes."""
        replaced = Counter(quads)
        if not replaced:
            return frozenset()
        made = Counter(quad for document in self._documents.values() for quad in document.quads if quad in replaced)
        made.update(quad for mapped in self._mapped.values() for _, quad in mapped if quad in replaced)
        return frozenset(quad for quad, times in replaced.items() if made[quad] <= times)

    def _read_document(self, path: Path, target: NamedNode | None, reporter: _FileProgress) -> Document:
        reporter.next(self.project.name(path))
        return read_document(path, file=self.project.name(path), graph=target, contexts=self._contexts)

    def _read_table(self, path: Path, reporter: _FileProgress) -> Table:
        reporter.next(self.project.name(path))
        described_by = self.project.registers / path.name
        if not described_by.is_file():
            names = ", ".join(f"{each.stem}.csv" for each in sorted(self.project.registers.glob("*.csv")))
            raise SourceError(
                f"no register has this name, so nothing says how to read it; registers: {names}", file=self.project.name(path)
            )
        # Described as the project describes the register of its name, wherever the file itself lies.
        return read_table(path, described_by=described_by, file=self.project.name(path))


def read(project: Project, progress: Progress | None = None) -> Sources:
    """Read the whole project. Raises `SourceErrors` with everything that is wrong in all its files, also statements in no graph."""
    sources = LoadedProject(project, progress).sources()
    _check_graphs(sources)
    return sources


def read_files(project: Project, paths: Iterable[Path], progress: Progress | None = None) -> Sources:
    """Read a few files as parts of a project; see `LoadedProject.take`."""
    return LoadedProject(project, progress).take(paths, progress).sources


def _try(found: list[SourceError], read: Callable[[], T]) -> T | None:
    """What is read; None where it cannot be, with the error added to those found."""
    try:
        return read()
    except SourceError as error:
        found.append(error)
        return None


def _raise(found: Sequence[SourceError]) -> None:
    if found:
        raise SourceErrors(sorted(found, key=lambda error: (error.file, error.line, error.column)))


def _with_rows(table: Table, rows: Iterable[Row]) -> Table:
    return replace(table, rows=(*table.rows, *rows))


def _join(documents: Iterable[Document], tables: Iterable[tuple[Table, Iterable[tuple[Row, Quad]]]]) -> Sources:
    """Every statement once, in the order of the files, and where each subject is written."""
    quads: dict[Quad, None] = {}
    places: dict[str, dict[Place, None]] = {}
    for document in documents:
        quads.update(dict.fromkeys(document.quads))
        for subject, line in document.lines.items():
            places.setdefault(subject, {})[Place(document.file, line)] = None
    for table, mapped in tables:
        for row, quad in mapped:
            quads[quad] = None
            if isinstance(quad.subject, NamedNode):
                places.setdefault(quad.subject.value, {})[Place(table.file, row.line)] = None
    return Sources(tuple(quads), {subject: tuple(sorted(each)) for subject, each in sorted(places.items())})


def _check_graphs(sources: Sources) -> None:
    """Every statement says in which graph it stands, so that it has a source."""
    loose = dict.fromkeys(quad.subject for quad in sources.quads if isinstance(quad.graph_name, DefaultGraph))
    found = []
    for subject in loose:
        name = subject.value if isinstance(subject, NamedNode) else "a blank node"
        place = sources.places.get(name, (Place("data/documents", 0),))[0]
        message = f"statements about {name} stand in no graph: put them into the GRAPH of their source"
        found.append(SourceError(message, file=place.file, line=place.line))
    if found:
        raise SourceErrors(found)


def list_vocabulary(project: Project) -> list[tuple[Path, NamedNode | None]]:
    """The files of the ontology, its alignments and schemes, and the graph that each is of."""
    ontology, schemes = NamedNode(graph("ontology")), NamedNode(graph("schemes"))
    own = [*sorted(project.ontology.glob("*.ttl")), *sorted((project.ontology / "alignments").glob("*.ttl"))]
    return [*((path, ontology) for path in own), *((path, schemes) for path in sorted((project.ontology / "schemes").glob("*.ttl")))]


def read_contexts(project: Project) -> dict[str, str]:
    """The texts of the JSON-LD contexts that a project knows, by their IRIs."""
    return {BASE + "context.jsonld": project.context.read_text(encoding="utf-8")} if project.context else {}


def _collect_concepts(documents: Iterable[Document]) -> set[str]:
    """The IRIs of our concepts."""
    base = concept("", "").rstrip("/")
    subjects = {quad.subject.value for document in documents for quad in document.quads if isinstance(quad.subject, NamedNode)}
    return {iri for iri in subjects if iri.startswith(base)}


class _FileProgress:
    """Counts the files for the caller's progress bar."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._done, self._total = progress, 0, total

    def next(self, name: str) -> None:
        if self._progress:
            self._progress(name, self._done, self._total)
        self._done += 1
