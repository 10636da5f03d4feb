"""Validation as the build wants it: the project's shapes over every statement, the derived ones included."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyoxigraph import NamedNode, Quad

from amicorum.iris import graph
from amicorum.release.material import Verdict
from amicorum.sources.project import Project
from amicorum.sources.reading import Sources
from amicorum.validation.canary import check_shapes
from amicorum.validation.checking import validate
from amicorum.validation.shapes import read_shapes
from amicorum.validation.turtle import write_turtle
from amicorum.validation.writing import write_json, write_text


def check_with(project: Project) -> Callable[[Sources, Sequence[Quad]], Verdict]:
    """What checks a release made of this project. Raises a `SourceError` for a shape that would let everything pass."""

    def check(sources: Sources, quads: Sequence[Quad]) -> Verdict:
        shapes = read_shapes(project.shapes)
        vocabulary = {NamedNode(graph("ontology")), NamedNode(graph("schemes"))}
        terms = {quad.subject.value for quad in quads if quad.graph_name in vocabulary and isinstance(quad.subject, NamedNode)}
        check_shapes(shapes, project.shapes / "cases", terms)
        report = validate(quads, shapes, sources.places)
        files = {"report.ttl": write_turtle(report, shapes), "report.json": write_json(report, shapes)}
        return Verdict(report.conforms, write_text(report, shapes), {name: text.encode() for name, text in files.items()})

    return check
