"""Validation of a release while it is built, and of files as parts of a project or a release: one context, so one verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from amicorum.errors import SourceError, ValidationFailed
from amicorum.ingest.loader import read, read_files
from amicorum.ingest.project import Project
from amicorum.progress import Progress
from amicorum.rdf import iris
from amicorum.rdf.canonical import label_blank_nodes, sort_triples, write_readable
from amicorum.rdf.namespaces import PREFIXES
from amicorum.release.build_input import BuildInput
from amicorum.release.dataset import complete
from amicorum.validation.report import Report
from amicorum.validation.run import validate
from amicorum.validation.shape_tests import check_shapes
from amicorum.validation.shapes import Shapes, read_shapes
from amicorum.validation.writers.readable import write_json, write_text
from amicorum.validation.writers.turtle import write_turtle

CASES = "cases"
"""Folder, among the shapes, of what each shape must accept and refuse."""


def validate_release(build_input: BuildInput, quads: Sequence[Quad], staging: Path, progress: Progress | None = None) -> str:
    """Validate all statements of a release, write the report's files into it, and give the counts in a line.

    The shapes are tested first. Raises `ValidationFailed` (its text is the report) where a rule is broken.
    """
    if build_input.shapes is None:
        return ""
    shapes = read_shapes(build_input.shapes)
    check_shapes(shapes, build_input.shapes / CASES, _list_terms(build_input.quads))
    report = validate(quads, shapes, build_input.places, progress=progress)
    if not report.conforms:
        raise ValidationFailed(write_text(report, shapes))
    (staging / "report.ttl").write_bytes(_write_canonical(report, shapes))
    (staging / "report.json").write_text(write_json(report, shapes), encoding="utf-8")
    return "Validation: " + ", ".join(f"{severity} {count}" for severity, count in report.counts.items()) + "."


def check_project(project: Project, shapes: Shapes, progress: Progress | None = None) -> Report:
    """Validate all that a project holds, with what its rules derive. Raises a `SourceError` for what cannot be read."""
    sources = read(project, progress)
    return validate(complete(sources.quads, project), shapes, sources.places, progress=progress)


def check_submission(project: Project, files: Iterable[Path], shapes: Shapes, progress: Progress | None = None) -> Report:
    """Validate files among the rest of a project, without which their references would dangle; report on them alone.

    A file that is another version of one of the project's stands in its place. The folder of a release is a project too: the command
    line, the service and a build so give the same verdict. Raises a `SourceError` for what cannot be read.
    """
    files = list(files)
    if missing := [path for path in files if not path.is_file()]:
        raise SourceError("there is no such file", file=str(missing[0]))
    given = read_files(project, files, progress)
    rest = read(project, progress, without=files)
    about = {quad.subject.value for quad in given.quads if not isinstance(quad.subject, Triple)}
    everything = complete([*rest.quads, *given.quads], project)
    return validate(everything, shapes, given.places, about=about, progress=progress)


def _list_terms(quads: Sequence[Quad]) -> set[str]:
    """The terms of our vocabulary and the concepts of our schemes: a shape may name no other of ours."""
    vocabulary = {NamedNode(iris.graph("ontology")), NamedNode(iris.graph("schemes"))}
    return {quad.subject.value for quad in quads if quad.graph_name in vocabulary and isinstance(quad.subject, NamedNode)}


def _write_canonical(report: Report, shapes: Shapes) -> bytes:
    """The report as Turtle, the same bytes for the same findings: its blank nodes get canonical labels."""
    quads = label_blank_nodes(list(parse(write_turtle(report, shapes), format=RdfFormat.TURTLE)))
    return write_readable(sort_triples(quad.triple for quad in quads), RdfFormat.TURTLE, PREFIXES)
