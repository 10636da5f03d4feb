"""Validate a release while it is built, and files as parts of a project or a release: in one context, so with one verdict."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple
from rdflib import SH, BNode

from amicorum.errors import SourceError, ValidationFailed
from amicorum.imports.collection import Collection
from amicorum.imports.join import Joined, join_collections, read_and_join
from amicorum.ingest.loader import LoadedProject, Place, read
from amicorum.ingest.project import Project
from amicorum.progress import Progress
from amicorum.rdf import iris
from amicorum.rdf.canonical import label_blank_nodes, sort_triples, write_readable
from amicorum.rdf.dataset import remove, with_union
from amicorum.rdf.namespaces import PREFIXES
from amicorum.rdf.terms import RDFS
from amicorum.release.build_input import BuildInput, find_collections, read_metadata
from amicorum.release.dataset import build_dataset
from amicorum.release.inference import GRAPH as INFERRED
from amicorum.release.inference import derive, derive_about
from amicorum.release.void import GRAPH as CATALOGUE
from amicorum.release.void import describe_graphs
from amicorum.validation.dataset import Dataset, annotate, annotated, forget
from amicorum.validation.report import Report
from amicorum.validation.run import FEW, validate_dataset
from amicorum.validation.shape_tests import check_shapes
from amicorum.validation.shapes import Shapes, read_shapes
from amicorum.validation.writers.readable import write_json, write_violations
from amicorum.validation.writers.turtle import list_triples, write_turtle

CASES = "cases"
"""Folder, among the shapes, of what each shape must accept and refuse."""
THREADS = os.cpu_count() or 1
"""In which rules are asked about all data."""
SHOWN_PLACES = 3
"""Rows of collections that are named for one thing."""


def validate_release(build_input: BuildInput, store: Store, staging: Path, progress: Progress | None = None) -> str:
    """Validate all statements of a release, as `build_dataset` makes them, write the report's files, and give the counts in a line.

    The shapes are tested first. Raises `ValidationFailed` (its text tells the violations) where a rule is broken.
    """
    if build_input.shapes is None:
        return ""
    shapes = read_shapes(build_input.shapes)
    check_shapes(shapes, build_input.shapes / CASES, _list_terms(build_input.quads))
    with annotated(store) as dataset:
        report = validate_dataset(dataset, shapes, build_input.places, threads=THREADS, progress=progress)
    report = _place_violations(report, build_input.joined)
    if not report.conforms:
        raise ValidationFailed(write_violations(report, shapes))
    (staging / "report.ttl").write_bytes(_write_report(report, shapes))
    (staging / "report.json").write_text(write_json(report, shapes), encoding="utf-8")
    return "Validation: " + ", ".join(f"{severity} {count}" for severity, count in report.counts.items()) + "."


class SubmissionChecker:
    """A project, read once, against which files are checked as parts of it.

    The folder of a release is a project too: the command line, the service and a build so give the same verdict. Raises a `SourceError`
    for what cannot be read.
    """

    def __init__(self, project: Project, progress: Progress | None = None) -> None:
        self.shapes = read_shapes(project.shapes)
        self._project = project
        self._loaded = LoadedProject(project, progress)
        self._metadata, self._date = read_metadata(project)
        self._store = build_dataset(self._loaded.sources().quads, project.rules, self._metadata, self._date)
        annotate(self._store)

    def check(self, files: Iterable[Path], progress: Progress | None = None) -> Report:
        """Validate files among the rest of the project, without which their references would dangle; report on them alone.

        Rows and documents that the files bring in another version stand in the place of the project's own. To be called once: the files'
        statements stay among those of the project. Raises a `SourceError` for what cannot be read.
        """
        files = list(files)
        if missing := [path for path in files if not path.is_file()]:
            raise SourceError("there is no such file", file=str(missing[0]))
        given = self._loaded.take(files, progress)
        about = {quad.subject.value for quad in given.sources.quads if not isinstance(quad.subject, Triple)}
        self._change(
            [*(given.replaced - set(given.sources.quads))], [*given.sources.quads, *self._find_in_collections(given.sources.quads)]
        )
        report = validate_dataset(Dataset(self._store), self.shapes, given.sources.places, about=about, progress=progress)
        return replace(report, remarks=given.remarks)

    def _change(self, gone: Sequence[Quad], come: Sequence[Quad]) -> None:
        """Take statements out and put others in, with what is derived from them and told of their graphs."""
        new = {quad.graph_name for quad in come if next(self._store.quads_for_pattern(None, None, None, quad.graph_name), None) is None}
        for quad in gone:
            remove(self._store, quad)
        self._store.extend(with_union(come))
        things = {quad.subject.value for quad in (*gone, *come) if isinstance(quad.subject, NamedNode)}
        if len(things) > FEW or any(quad.predicate == RDFS.subClassOf for quad in (*gone, *come)):
            for quad in list(self._store.quads_for_pattern(None, None, None, INFERRED)):
                remove(self._store, quad)
            derive(self._store, self._project.rules)
            describe_graphs(self._store, self._metadata, self._date)
            annotate(self._store)
        else:
            old, derived = derive_about(self._store, self._project.rules, things)
            described: list[Quad] = []
            if new or any(thing.startswith(iris.source("")) for thing in things):
                describe_graphs(self._store, self._metadata, self._date)
                described = list(self._store.quads_for_pattern(None, None, None, CATALOGUE))
            annotate(self._store, [*come, *derived, *described])
            gone = [*gone, *old]
        forget(self._store, gone)

    def _find_in_collections(self, quads: Iterable[Quad]) -> list[Quad]:
        """What collections say of things that the files name and the project does not describe.

        Collections are mapped only where there are such things, which is seldom: it takes longer than all the rest.
        """
        named = {quad.object for quad in quads if isinstance(quad.object, NamedNode) and quad.object.value.startswith(iris.THINGS)}
        missing = {thing for thing in named if next(self._store.quads_for_pattern(thing, None, None), None) is None}
        if not missing:
            return []
        joined = join_collections(find_collections(self._project), self._loaded.sources().quads)
        return [quad for quad in joined.quads if quad.subject in missing]


def check_project(project: Project, shapes: Shapes, progress: Progress | None = None, imports: Path | None = None) -> Report:
    """Validate all that a project and the folder of imports hold, with what the rules derive.

    Raises a `SourceError` for what cannot be read.
    """
    sources, joined = read_and_join(find_collections(project, imports), lambda: read(project, progress), progress)
    metadata, date = read_metadata(project)
    store = build_dataset([*sources.quads, *joined.quads], project.rules, metadata, date)
    report = validate_dataset(annotate(store), shapes, sources.places, threads=THREADS, progress=progress)
    return _place_violations(report, joined)


def _place_violations(report: Report, joined: Joined) -> Report:
    """Add where collections speak of what breaks a rule, and what to do about it: the rows are looked for only where there is something."""
    things = {str(each.focus) for each in report.results if each.severity == str(SH.Violation)}
    places: dict[str, list[Place]] = {}
    found: dict[Collection, set[str]] = {}
    for collection, thing, place in joined.find_places(things) if things else ():
        found.setdefault(collection, set()).add(thing)
        if place not in (known := places.setdefault(thing, [])) and len(known) < SHOWN_PLACES:
            known.append(place)
    results = [
        replace(each, places=(*each.places, *places.get(str(each.focus), ()))) if each.severity == str(SH.Violation) else each
        for each in report.results
    ]
    remarks = [
        SourceError(
            f"speaks of {len(those)} of the things that break a rule: mend its table or its mapping and import it again, "
            f"or take it out (amicorum import --remove {collection.key})",
            file=collection.name,
        )
        for collection, those in found.items()
    ]
    return replace(report, results=results, remarks=(*report.remarks, *remarks))


def _list_terms(quads: Sequence[Quad]) -> set[str]:
    """The terms of our vocabulary and the concepts of our schemes: a shape may name no other of ours."""
    vocabulary = {NamedNode(iris.graph("ontology")), NamedNode(iris.graph("schemes"))}
    return {quad.subject.value for quad in quads if quad.graph_name in vocabulary and isinstance(quad.subject, NamedNode)}


def _write_report(report: Report, shapes: Shapes) -> bytes:
    """The report as Turtle, the same bytes for the same findings.

    Its own blank nodes are counted; where it speaks of those of the data, which have another name each time, all get canonical labels.
    """
    if not any(isinstance(term, BNode) for each in report.results for term in (each.focus, each.value)):
        return write_turtle(report, shapes).encode()
    quads = label_blank_nodes([Quad(*triple) for triple in list_triples(report, shapes)])
    return write_readable(sort_triples(quad.triple for quad in quads), RdfFormat.TURTLE, PREFIXES)
