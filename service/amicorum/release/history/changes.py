"""What changed since the previous release: things added, changed and withdrawn, each with its label."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict
from pyoxigraph import Literal, RdfFormat, parse

from amicorum.rdf import iris
from amicorum.rdf.nquads import TYPE, graph_of, split_line, subject_of
from amicorum.rdf.terms import DCT, FOAF, SKOS
from amicorum.translations import AUTHORED

NAME = "changes.json"
UNCOUNTED = (iris.graph("inferred"), iris.graph("catalogue"))
"""Graphs that the build writes: what changes in them follows from a change elsewhere."""

_UNCOUNTED = {f"<{graph}>".encode() for graph in UNCOUNTED}
_LABELS = {f"<{term.value}>".encode(): rank for rank, term in enumerate((SKOS.prefLabel, DCT.title, FOAF.name))}
_REPLACED = f"<{DCT.isReplacedBy.value}>".encode()
_THINGS = tuple(f"<{start}".encode() for start in (iris.THINGS, iris.SCHEMES, iris.NS))


class Change(BaseModel):
    """One thing that is not as it was. A thing is withdrawn when no statement gives it a type any more."""

    model_config = ConfigDict(frozen=True)

    iri: str
    label: str = ""
    added: int = 0
    removed: int = 0
    """Statements of each source that came and went."""
    replaced_by: str = ""


class Changes(BaseModel):
    """What changed, by what happened to the thing; `since` is the previous release's id, or empty for the first release."""

    model_config = ConfigDict(frozen=True)

    since: str = ""
    added: Sequence[Change] = ()
    changed: Sequence[Change] = ()
    withdrawn: Sequence[Change] = ()

    def write(self, folder: Path) -> None:
        """Write the changes into a release's folder."""
        with (folder / NAME).open("w", encoding="utf-8") as file:
            self.dump(file, indent=1)
            file.write("\n")

    def dump(self, file: IO[str], indent: int | None = None) -> None:
        """Write the changes as JSON, one after the other: those of a first release are as many as its things."""
        json.dump(self, file, ensure_ascii=False, indent=indent, default=dict)


def compare(before: Iterable[bytes], after: Iterable[bytes], *, since: str) -> Changes:
    """Compare two releases by the lines of their canonical N-Quads, in their order; none are before the first release.

    The lines of a thing stand together in both, so that two files are compared on the way through them.
    """
    found: Mapping[str, list[Change]] = {"added": [], "changed": [], "withdrawn": []}
    for subject, old, new in _pair(before, after):
        came, went = _count(set(new).difference(old)), _count(set(old).difference(new))
        if not came and not went:
            continue
        was, now = _Known(old), _Known(new)
        if was.typed or now.typed:
            what = "added" if not was.typed else "withdrawn" if not now.typed else "changed"
            label = now.label or was.label
            found[what].append(Change(iri=subject[1:-1].decode(), label=label, added=came, removed=went, replaced_by=now.replaced_by))
    for changes in found.values():
        changes.sort(key=lambda change: change.iri)
    return Changes(since=since, **found)


def _pair(before: Iterable[bytes], after: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes], list[bytes]]]:
    """Each thing of ours that is in either release, with its lines in both."""
    groups = merge(_group(before, 0), _group(after, 1))
    for subject, sides in groupby(groups, key=itemgetter(0)):
        lines: tuple[list[bytes], list[bytes]] = ([], [])
        for _, side, found in sides:
            lines[side].extend(found)
        yield subject, *lines


def _group(lines: Iterable[bytes], side: int) -> Iterator[tuple[bytes, int, list[bytes]]]:
    for subject, group in groupby((line for line in lines if line.startswith(_THINGS)), key=subject_of):
        yield subject, side, list(group)


def _count(lines: Iterable[bytes]) -> int:
    return sum(graph_of(line) not in _UNCOUNTED for line in lines)


class _Known:
    """What one release says of a thing by its lines: whether it has a type, its label, its successor."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.typed = False
        self.label = self.replaced_by = ""
        ranks: list[tuple[int, int, str]] = []
        for line in lines:
            _, predicate, value, _ = split_line(line)
            if predicate == TYPE:
                self.typed = True
            elif predicate == _REPLACED and value.startswith(b"<"):
                self.replaced_by = value[1:-1].decode()
            elif predicate in _LABELS and isinstance(label := next(parse(line, format=RdfFormat.N_QUADS)).object, Literal):
                language = label.language or ""
                order = AUTHORED.index(language) if language in AUTHORED else len(AUTHORED)
                ranks.append((_LABELS[predicate], order, label.value))
        if ranks:
            self.label = min(ranks)[2]
