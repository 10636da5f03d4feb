"""The types of a submission and of its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from amicorum.errors import QueryError, SourceError
from amicorum.rdf import formats
from amicorum.rdf.formats import Format

TABLE = "text/csv"
OFFERS: tuple[Format, ...] = (formats.TURTLE, formats.TRIG, formats.NTRIPLES, formats.NQUADS, formats.JSONLD, formats.RDFXML)
"""The syntaxes of RDF that are read."""


@dataclass(frozen=True, slots=True)
class Submission:
    """Data under a file name, whose ending says what they are; with `shapes` (Turtle) they are checked against these instead of ours."""

    name: str
    content: bytes
    shapes: bytes = b""


class Found(TypedDict):
    """One result, as `amicorum validate --format json` writes it."""

    severity: str
    shape: str
    focus: str
    label: str
    path: str
    value: str | None
    component: str
    graph: str
    places: list[dict[str, str | int]]
    messages: dict[str, str]


class Verdict(TypedDict):
    """The report for a program: how many results of each severity, how many shapes were asked, every result."""

    conforms: bool
    summary: str
    """The verdict in one sentence."""
    counts: dict[str, int]
    checked: int
    targets: int | None
    """How many things the shapes speak about; None where nobody counted."""
    remarks: list[dict[str, str | int]]
    """What is worth a look in how the data were read: message, file, line, column."""
    results: list[Found]


@dataclass(frozen=True, slots=True)
class Checked:
    """The report twice: for programs and pages, and as a `sh:ValidationReport` in Turtle."""

    verdict: Verdict
    turtle: str


class Unreadable(QueryError):
    """The submission cannot be read; `each` says where and why."""

    def __init__(self, each: Sequence[SourceError]) -> None:
        super().__init__("; ".join(str(error) for error in each))
        self.each = each
