"""Statistics of a release: how often each property and class occurs, and the most statements that one subject or object has.

Counts and averages order the patterns of a query; the maxima bound from above how many rows a pattern can match.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad

from amicorum.errors import ReleaseError
from amicorum.rdf.terms import RDF

NAME = "statistics.json"
_TYPE = f"<{RDF.type.value}>".encode()


@dataclass(frozen=True, slots=True)
class Property:
    """Statements with one property in the union of all graphs, and how many subjects and objects they have.

    The maxima count a statement once for each named graph that holds it: so they hold for a pattern in a graph as well as in the union.
    """

    statements: int
    subjects: int
    objects: int
    most_of_subject: int = 0
    """The most statements that one subject has."""
    most_of_object: int = 0
    """The most statements that one object has."""


@dataclass(frozen=True, slots=True)
class DatasetStatistics:
    """Of each property and each class, by IRI, and of all together."""

    properties: Mapping[str, Property] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    quads: int = 0
    most_of_subject: int = 0
    most_of_object: int = 0
    longest_term: int = 0
    """Bytes of the longest term, as N-Quads writes it."""

    @property
    def statements(self) -> int:
        """Of all properties."""
        return sum(each.statements for each in self.properties.values())

    def pack(self) -> bytes:
        """The statistics as JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpack(cls, body: bytes) -> DatasetStatistics:
        """Read what `pack` wrote."""
        fields = json.loads(body)
        fields["properties"] = {iri: Property(**numbers) for iri, numbers in fields["properties"].items()}
        return cls(**fields)

    def write(self, folder: Path) -> None:
        """Write the statistics into a release's folder."""
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def read_statistics(folder: Path) -> DatasetStatistics:
    """The statistics of a release. Raises `ReleaseError` where they cannot be read."""
    try:
        return DatasetStatistics.unpack((folder / NAME).read_bytes())
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ReleaseError(f"{folder / NAME} cannot be read: {error}") from error


def measure(lines: Iterable[bytes]) -> DatasetStatistics:
    """The statistics of canonical N-Quads in named graphs, in the order of their bytes: so the statements of a subject stand together."""
    counting = _Counting()
    for _, same_subject in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        counting.add(list(same_subject))
    return counting.finish()


def measure_quads(quads: Iterable[Quad]) -> DatasetStatistics:
    """The statistics of quads in any order and any graph."""
    graphs = {quad: "<default>" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name) for quad in quads}
    return measure(sorted(f"{q.subject} {q.predicate} {q.object} {name} .\n".encode() for q, name in graphs.items()))


class _Counting:
    """What is counted on the way."""

    def __init__(self) -> None:
        self._statements: Counter[bytes] = Counter()
        self._subjects: Counter[bytes] = Counter()
        self._most: dict[bytes, int] = {}
        self._objects: dict[bytes, dict[bytes, int]] = {}
        self._quads_of: dict[bytes, int] = {}
        self._classes: Counter[bytes] = Counter()
        self._quads = self._most_of_subject = self._longest = 0

    def add(self, lines: list[bytes]) -> None:
        """Count the lines of one subject."""
        self._quads += len(lines)
        self._most_of_subject = max(self._most_of_subject, len(lines))
        properties: Counter[bytes] = Counter()
        before = (b"", b"")
        for line in lines:
            subject, verb, rest = line.split(b" ", 2)
            value = rest[:-3].rpartition(b" ")[0]
            properties[verb] += 1
            objects = self._objects.setdefault(verb, {})
            objects[value] = objects.get(value, 0) + 1
            self._quads_of[value] = self._quads_of.get(value, 0) + 1
            if before != (verb, value):  # one statement in another graph else
                before = (verb, value)
                self._statements[verb] += 1
                if verb == _TYPE:
                    self._classes[value] += 1
                if len(value) > self._longest:
                    self._longest = len(value)
        self._longest = max(self._longest, len(subject))
        for verb, count in properties.items():
            self._subjects[verb] += 1
            self._most[verb] = max(self._most.get(verb, 0), count)

    def finish(self) -> DatasetStatistics:
        """The statistics, in the order of the IRIs."""
        properties = {
            verb[1:-1].decode(): Property(
                self._statements[verb], self._subjects[verb], len(objects), self._most[verb], max(objects.values())
            )
            for verb, objects in sorted(self._objects.items())
        }
        classes = {value[1:-1].decode(): count for value, count in sorted(self._classes.items()) if value.startswith(b"<")}
        return DatasetStatistics(
            properties, classes, self._quads, self._most_of_subject, max(self._quads_of.values(), default=0), self._longest
        )
