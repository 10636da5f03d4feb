"""What is measured over, as each peer wants it: a file of N-Quads, and a folder of releases for our own service."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from amicorum.ingest.project import Project
from amicorum.rdf.iris import NS
from amicorum.release.build_input import BuildInput, collect_input
from amicorum.release.pipeline import build
from amicorum.release.release import NQUADS, current
from bench.apart import Done, run_apart
from bench.generator import PREF_LABEL, RDF_TYPE, generate

BUILD_SECONDS = 600.0
"""Longest time for a build of a million quads; ten times as many may take ten times as long."""
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Data:
    """One set of data; `things` are its institutions, so that each question can be about another one, `labels` some of their names."""

    key: str
    """Names the tables of a run over it."""
    name: str
    size: int
    """Quads in named graphs."""
    quads: Path
    releases: Path
    things: Sequence[str]
    labels: Sequence[str]
    build_seconds: float
    build_memory: int
    """MiB, at most."""


def generated(size: int, seed: int, folder: Path) -> Data:
    """About `size` quads of the seeded generator."""
    limit = BUILD_SECONDS * max(1, size / _MILLION)
    done = run_apart(_build_generated, size, seed, folder / "releases", seconds=limit)
    return _describe(f"generated-{size}", "{:,} generated quads", folder / "releases", done)


def curated(folder: Path) -> Data:
    """The project's own data, built as they are published."""
    done = run_apart(_build_curated, folder / "releases", seconds=BUILD_SECONDS)
    return _describe("curated", "the curated data, {:,} quads", folder / "releases", done)


def _build_generated(size: int, seed: int, releases: Path) -> float:
    quads = sorted(set(generate(size, seed)), key=str)
    began = time.perf_counter()
    build(BuildInput(quads=quads, metadata=(), date="2026-01-01"), releases, step=lambda _: None)
    return time.perf_counter() - began


def _build_curated(releases: Path) -> float:
    began = time.perf_counter()
    build(collect_input(Project(Path(__file__).parents[1])), releases, step=lambda _: None)
    return time.perf_counter() - began


def _describe(key: str, name: str, releases: Path, done: Done[float]) -> Data:
    quads = current(releases) / NQUADS
    kind, size = NamedNode(NS + "CulturalInstitution"), 0
    things: set[str] = set()
    labels: dict[str, str] = {}
    for quad in parse(path=str(quads), format=RdfFormat.N_QUADS):
        size += 1
        if isinstance(quad.subject, NamedNode):
            if quad.predicate == RDF_TYPE and quad.object == kind:
                things.add(quad.subject.value)
            elif quad.predicate == PREF_LABEL and isinstance(quad.object, Literal) and quad.object.language == "en":
                labels[quad.subject.value] = quad.object.value
    ordered = sorted(things)
    names = [labels[each] for each in ordered if each in labels]
    return Data(key, name.format(size), size, quads, releases, ordered, names, done.result, done.memory)
