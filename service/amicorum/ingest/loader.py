"""Reading a project: every statement that people wrote, in its graph, and the file and line that each subject comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad

from amicorum.errors import SourceError, SourceErrors
from amicorum.ingest.documents import Document, read_document
from amicorum.ingest.mapping import Rows, map_rows, read_queries
from amicorum.ingest.project import Project
from amicorum.ingest.references import check_references
from amicorum.ingest.tables import Table, read_table
from amicorum.progress import Progress
from amicorum.rdf.iris import concept, graph


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


def read(project: Project, progress: Progress | None = None, *, without: Collection[Path] = ()) -> Sources:
    """Read the whole project. Raises `SourceErrors` with everything that is wrong in all its files.

    What `without` names is left out, a register also where the given file is another version of it; the others still look it up.
    """
    left_out = {path.resolve() for path in without}
    names = {path.stem for path in without if path.suffix == ".csv"}
    registers = sorted(project.registers.glob("*.csv"))
    documents = [*_list_vocabulary(project), *((path, None) for path in sorted(project.documents.glob("*.trig")))]
    kept = [(path, target) for path, target in documents if path.resolve() not in left_out]
    sources = _read(project, kept, registers, [path for path in registers if path.stem not in names], progress)
    _check_graphs(sources)
    return sources


def read_files(project: Project, paths: Iterable[Path], progress: Progress | None = None) -> Sources:
    """Read a few files only. A `.csv` is mapped as the register of its name, with the project's other registers to look up.

    Statements of an RDF file that stand in no graph stay in the default graph.
    """
    given = sorted(paths)
    known = {path.stem: path for path in sorted(project.registers.glob("*.csv"))}
    tables = [path for path in given if path.suffix == ".csv"]
    for path in tables:
        if path.stem not in known:
            names = ", ".join(f"{name}.csv" for name in known)
            raise SourceError(f"no register has this name, so nothing says how to read it; registers: {names}", file=project.name(path))
    replaced = known | {path.stem: path for path in tables}
    return _read(project, [(path, None) for path in given if path.suffix != ".csv"], list(replaced.values()), tables, progress)


def _read(
    project: Project,
    documents: Sequence[tuple[Path, NamedNode | None]],
    registers: Sequence[Path],
    wanted: Sequence[Path],
    progress: Progress | None,
) -> Sources:
    """Read documents and registers; of the registers, only the wanted ones become statements."""
    found: list[SourceError] = []
    reporter = _FileProgress(progress, len(documents) + len(registers) + len(wanted))
    written: list[Document] = []
    for path, target in documents:
        reporter.next(project.name(path))
        try:
            written.append(read_document(path, file=project.name(path), graph=target))
        except SourceError as error:
            found.append(error)
    tables: dict[str, Table] = {}
    for path in registers:
        reporter.next(project.name(path))
        try:
            # Described as the project describes the register of its name, wherever the file itself lies.
            tables[path.stem] = read_table(path, described_by=project.registers / path.name, file=project.name(path))
        except SourceError as error:
            found.append(error)
    mapped = [tables[path.stem] for path in wanted if path.stem in tables]
    found += [error for table in tables.values() for error in table.errors]
    if len(tables) == len(registers):  # a register that could not be read would make every reference to it look wrong
        found += check_references(mapped, tables, _collect_concepts(written, project))
    if found:
        raise SourceErrors(sorted(found, key=lambda error: (error.file, error.line, error.column)))
    return _gather(project, written, tables, mapped, reporter)


def _gather(
    project: Project, written: Iterable[Document], tables: Mapping[str, Table], mapped: Iterable[Table], reporter: _FileProgress
) -> Sources:
    quads: dict[Quad, None] = {}
    places: dict[str, dict[Place, None]] = {}
    for document in written:
        quads.update(dict.fromkeys(document.quads))
        for subject, line in document.lines.items():
            places.setdefault(subject, {})[Place(document.file, line)] = None
    queries = read_queries(project.registers, project.name)
    rows = Rows(tables.values())
    for table in mapped:
        reporter.next(table.file)
        for row, quad in map_rows(table, queries, rows):
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


def _list_vocabulary(project: Project) -> list[tuple[Path, NamedNode | None]]:
    ontology, schemes = NamedNode(graph("ontology")), NamedNode(graph("schemes"))
    own = [*sorted(project.ontology.glob("*.ttl")), *sorted((project.ontology / "alignments").glob("*.ttl"))]
    return [*((path, ontology) for path in own), *((path, schemes) for path in sorted((project.ontology / "schemes").glob("*.ttl")))]


def _collect_concepts(written: Iterable[Document], project: Project) -> set[str]:
    """The IRIs of our concepts: from the documents read where the vocabulary is among them, else from its files."""
    base = concept("", "").rstrip("/")
    found = {quad.subject.value for document in written for quad in document.quads if isinstance(quad.subject, NamedNode)}
    if not any(iri.startswith(base) for iri in found):
        schemes = (read_document(path) for path in sorted((project.ontology / "schemes").glob("*.ttl")))
        found |= {quad.subject.value for document in schemes for quad in document.quads if isinstance(quad.subject, NamedNode)}
    return {iri for iri in found if iri.startswith(base)}


class _FileProgress:
    """Counts the files for the caller's progress bar."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._done, self._total = progress, 0, total

    def next(self, name: str) -> None:
        if self._progress:
            self._progress(name, self._done, self._total)
        self._done += 1
