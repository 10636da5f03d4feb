"""What is measured over, as each peer wants it: a file of N-Quads, and a folder of releases for our own service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from amicorum.ingest.project import Project
from amicorum.rdf.iris import NS
from amicorum.release.build_input import BuildInput, collect_input
from amicorum.release.pipeline import build
from amicorum.release.release import NQUADS
from bench.generator import RDF_TYPE, generate


@dataclass(frozen=True, slots=True)
class Data:
    """One set of data; `things` are its institutions, so that each question can be about another one."""

    key: str
    """Names the tables of a run over it."""
    name: str
    quads: Path
    releases: Path
    things: Sequence[str]


def generated(size: int, seed: int, folder: Path) -> Data:
    """About `size` quads of the seeded generator."""
    quads = sorted(set(generate(size, seed)), key=str)
    file, releases = folder / "data.nq", folder / "releases"
    serialize(quads, str(file), format=RdfFormat.N_QUADS)
    build(BuildInput(quads=quads, metadata=(), date="2026-01-01"), releases, step=lambda _: None)
    return Data(f"generated-{size}", f"{len(quads):,} generated quads", file, releases, _institutions(quads))


def curated(folder: Path) -> Data:
    """The project's own data, built as they are published."""
    project = Project(Path(__file__).parents[1])
    built = build(collect_input(project), folder / "releases", step=lambda _: None)
    file = built.release.folder / NQUADS
    quads = list(parse(path=file, format=RdfFormat.N_QUADS))
    return Data("curated", f"the curated data, {len(quads):,} quads", file, folder / "releases", _institutions(quads))


def _institutions(quads: Sequence[Quad]) -> list[str]:
    kind = NamedNode(NS + "CulturalInstitution")
    return sorted({q.subject.value for q in quads if q.predicate == RDF_TYPE and q.object == kind and isinstance(q.subject, NamedNode)})
