"""Open a release: nothing of it is trusted before its checksums and counts are verified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, parse

from amicorum.errors import ReleaseError
from amicorum.rdf.nquads import load_with_union
from amicorum.release import checksums
from amicorum.release.manifest import NAME as MANIFEST
from amicorum.release.manifest import Manifest, read_manifest

CURRENT = "current"
"""Name of the link, in the folder of releases, to the one to serve."""
NQUADS = "dumps/amicorum.nq"
"""The canonical dump, from which a release is loaded."""
REQUIRED = (MANIFEST, NQUADS)


@dataclass(frozen=True, slots=True)
class Release:
    """A verified release: its folder never changes while it is served."""

    folder: Path
    manifest: Manifest
    checksums: Mapping[str, str]
    """SHA-256 of each file, by its path inside the folder."""

    @property
    def id(self) -> str:
        """Taken from the content: equal id, equal content."""
        return self.manifest.id

    def file(self, name: str) -> Path:
        """A file of the release by its path inside the folder. Raises `ReleaseError` where the release has none such."""
        if name not in self.checksums:
            raise ReleaseError(f"release {self.id} has no file {name}")
        return self.folder / name


def current(releases: Path) -> Path:
    """The folder of the current release. Raises `ReleaseError` where there is none."""
    link = releases / CURRENT
    folder = link.resolve()
    if not folder.is_dir():
        raise ReleaseError(f"no current release in {releases}: run `amicorum build` first")
    return folder


def open_release(folder: Path) -> Release:
    """Verify a release (every checksum, the count of every graph) and open it. Raises `ReleaseError` where anything is wrong."""
    if not folder.is_dir():
        raise ReleaseError(f"{folder} is not a release: no such folder")
    manifest = read_manifest(folder)
    sums = checksums.verify_checksums(folder)
    for name in REQUIRED:
        if name not in sums:
            raise ReleaseError(f"{folder} is not whole: {checksums.NAME} does not list {name}")
    graphs = _count_statements(folder / NQUADS)
    for graph in sorted(graphs.keys() | manifest.graphs.keys()):
        found, expected = graphs.get(graph, 0), manifest.graphs.get(graph, 0)
        if found != expected:
            raise ReleaseError(f"{folder / NQUADS} holds {found} statements of graph {graph}, the manifest says {expected}")
    return Release(folder, manifest, sums)


def open_verified(folder: Path) -> Release:
    """Open a release that another process of the same service has just verified. Raises `ReleaseError` where it cannot be read."""
    return Release(folder, read_manifest(folder), checksums.read_checksums(folder))


def read_quads(release: Release) -> Iterator[Quad]:
    """Every statement of a release with its named graph, from its canonical dump."""
    return parse(path=release.file(NQUADS), format=RdfFormat.N_QUADS)


def load(release: Release) -> Store:
    """The release in memory: each statement in its named graphs and once in the default graph.

    Blank nodes keep the labels of the dump, so every machine that opens the release gives the same answers. Raises `ReleaseError`
    where the counts are not those of the manifest.
    """
    store = Store()
    load_into(store, release.folder, release.manifest)
    return store


def load_into(store: Store, folder: Path, manifest: Manifest) -> None:
    """Load the release of a folder into an empty store in memory or on disk, as `load` does."""
    try:
        statements, triples = load_with_union(store, folder / NQUADS)
    except (SyntaxError, OSError) as error:
        raise ReleaseError(f"{folder / NQUADS} cannot be read: {error}") from error
    for what, found, expected in (
        ("statements in named graphs", statements, manifest.quads),
        ("statements in the default graph", triples, manifest.triples),
        ("statements in all graphs", len(store), manifest.quads + manifest.triples),
    ):
        if found != expected:
            raise ReleaseError(f"release {manifest.id} loads with {found} {what}, its manifest says {expected}")


def _count_statements(dump: Path) -> Mapping[str, int]:
    """Lines of each graph of a canonical N-Quads file, where a line ends in `<graph> .`"""
    counts: Counter[bytes] = Counter()
    with dump.open("rb") as file:
        for line in file:
            counts[line.rsplit(b" ", 2)[-2] if line.endswith(b"> .\n") else b""] += 1
    return {graph.decode()[1:-1]: count for graph, count in counts.items()}
