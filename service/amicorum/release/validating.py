"""Validation as the build wants it: the project's shapes over every statement, the derived ones included."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyoxigraph import Quad

from amicorum.release.material import Verdict
from amicorum.sources.project import Project
from amicorum.sources.reading import Sources
from amicorum.validation.checking import validate
from amicorum.validation.shapes import read_shapes


def check_with(project: Project) -> Callable[[Sources, Sequence[Quad]], Verdict]:
    """What checks a release made of this project."""

    def check(sources: Sources, quads: Sequence[Quad]) -> Verdict:
        report = validate(quads, read_shapes(project.shapes), sources.places)
        return Verdict(report.conforms, ", ".join(f"{count} {name}" for name, count in report.counts.items()))

    return check
