"""The generated data as each peer wants it: a file of N-Quads, and a release for our own service."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from amicorum.release.building import build
from amicorum.release.material import Material
from bench.generator import generate


def release_of(size: int, seed: int, folder: Path) -> tuple[Path, Path]:
    """About `size` quads as a file of N-Quads, and the folder of releases with the release made of the same."""
    quads = sorted(set(generate(size, seed)), key=str)
    file, releases = folder / "data.nq", folder / "releases"
    serialize(quads, str(file), format=RdfFormat.N_QUADS)
    build(Material(quads=quads, metadata=(), date="2026-01-01"), releases, step=lambda _: None)
    return file, releases
