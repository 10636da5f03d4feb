"""What changed since the previous release: things added, changed and withdrawn, each with its label."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from amicorum.rdf import iris
from amicorum.rdf.terms import DCT, RDF
from amicorum.translations import AUTHORED

NAME = "changes.json"
UNCOUNTED = (iris.graph("inferred"), iris.graph("catalogue"))
"""Graphs that the build writes: what changes in them follows from a change elsewhere."""

_LABELS = ("http://www.w3.org/2004/02/skos/core#prefLabel", "http://purl.org/dc/terms/title", "http://xmlns.com/foaf/0.1/name")
_THINGS = (iris.BASE + "id/", iris.BASE + "scheme/", iris.NS)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was. A thing is withdrawn when no statement gives it a type any more."""

    iri: str
    label: str
    added: int = 0
    removed: int = 0
    """Statements of each source that came and went."""
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, by what happened to the thing; `since` is the previous release's id, or empty for the first release."""

    since: str
    added: list[Change]
    changed: list[Change]
    withdrawn: list[Change]

    def write(self, folder: Path) -> None:
        """Write the changes into a release's folder."""
        (folder / NAME).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def compare(before: bytes, after: bytes, *, since: str) -> Changes:
    """Compare two releases by their canonical N-Quads; `before` is empty for the first release."""
    old, new = set(before.splitlines(keepends=True)), set(after.splitlines(keepends=True))
    came, went = Counter(_subjects(new - old)), Counter(_subjects(old - new))
    touched = came.keys() | went.keys()
    was, now = _Known(old, touched), _Known(new, touched)
    found: Mapping[str, list[Change]] = {"added": [], "changed": [], "withdrawn": []}
    for iri in sorted(touched):
        if iri not in was.typed and iri not in now.typed:
            continue
        what = "added" if iri not in was.typed else "withdrawn" if iri not in now.typed else "changed"
        label = now.labels.get(iri) or was.labels.get(iri) or ""
        found[what].append(Change(iri, label, came[iri], went[iri], now.replaced.get(iri, "")))
    return Changes(since, **found)


def _subjects(lines: Iterable[bytes]) -> Iterator[str]:
    for quad in _statements(lines):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode) and quad.graph_name.value not in UNCOUNTED:
            yield quad.subject.value


def _statements(lines: Iterable[bytes]) -> Iterator[Quad]:
    """The quads whose subject is a thing of ours."""
    wanted = tuple(b"<" + start.encode() for start in _THINGS)
    return iter(parse(b"".join(line for line in lines if line.startswith(wanted)), format=RdfFormat.N_QUADS))


class _Known:
    """What one release says of the things that changed: which have a type, their labels, their successors."""

    def __init__(self, lines: Iterable[bytes], things: Iterable[str]) -> None:
        self.typed: set[str] = set()
        self.labels: dict[str, str] = {}
        self.replaced: dict[str, str] = {}
        starts = {b"<" + iri.encode() + b">" for iri in things}
        ranks: dict[str, tuple[int, int, str]] = {}
        for quad in _statements(line for line in lines if line.partition(b" ")[0] in starts):
            iri, predicate = str(quad.subject)[1:-1], quad.predicate.value
            if predicate == RDF.type.value:
                self.typed.add(iri)
            elif predicate == DCT.isReplacedBy.value and isinstance(quad.object, NamedNode):
                self.replaced[iri] = quad.object.value
            elif predicate in _LABELS and isinstance(quad.object, Literal):
                language = quad.object.language or ""
                order = AUTHORED.index(language) if language in AUTHORED else len(AUTHORED)
                rank = (_LABELS.index(predicate), order, quad.object.value)
                if iri not in ranks or rank < ranks[iri]:
                    ranks[iri], self.labels[iri] = rank, quad.object.value
