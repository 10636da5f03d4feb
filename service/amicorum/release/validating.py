"""Validation as the build wants it: the project's shapes over every statement, once the shapes have shown that they can fire."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from amicorum.ingest.loader import Progress, Sources
from amicorum.ingest.project import Project
from amicorum.rdf import iris
from amicorum.rdf.canonical import label_blank_nodes, sort_triples, write_readable
from amicorum.rdf.namespaces import PREFIXES
from amicorum.release.build_input import Verdict
from amicorum.validation.canary import check_shapes
from amicorum.validation.checking import validate
from amicorum.validation.report import Report
from amicorum.validation.shapes import Shapes, read_shapes
from amicorum.validation.turtle import write_turtle
from amicorum.validation.writing import write_json, write_text

CASES = "cases"
"""Folder, among the shapes, of what each shape must accept and refuse."""


def check_with(project: Project, progress: Progress | None = None) -> Callable[[Sources, Sequence[Quad]], Verdict]:
    """What checks a release made of this project."""

    def check(sources: Sources, quads: Sequence[Quad]) -> Verdict:
        shapes = read_shapes(project.shapes)
        check_shapes(shapes, project.shapes / CASES, _list_terms(sources.quads))
        report = validate(quads, shapes, sources.places, progress=progress)
        return Verdict(
            report.conforms,
            write_text(report, shapes),
            "Validation: " + ", ".join(f"{severity} {count}" for severity, count in report.counts.items()) + ".",
            {"report.ttl": _write_report(report, shapes), "report.json": write_json(report, shapes).encode()},
        )

    return check


def _list_terms(quads: Sequence[Quad]) -> set[str]:
    """The terms of our vocabulary and the concepts of our schemes: a shape may name no other of ours."""
    vocabulary = {NamedNode(iris.graph("ontology")), NamedNode(iris.graph("schemes"))}
    return {quad.subject.value for quad in quads if quad.graph_name in vocabulary and isinstance(quad.subject, NamedNode)}


def _write_report(report: Report, shapes: Shapes) -> bytes:
    """The report as Turtle, the same bytes for the same findings: its blank nodes get canonical labels."""
    quads = label_blank_nodes(list(parse(write_turtle(report, shapes), format=RdfFormat.TURTLE)))
    return write_readable(sort_triples(quad.triple for quad in quads), RdfFormat.TURTLE, PREFIXES)
