"""A release as something to ask: a store in memory, or a database on disk where memory would not hold it for all workers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from amicorum.engine.embedded.worker_options import WorkerOptions
from amicorum.errors import ReleaseError
from amicorum.rdf.dataset import with_union
from amicorum.release.release import NQUADS, Release, open_release
from amicorum.release.release import load as load_release
from amicorum.release.statistics import NAME as STATISTICS
from amicorum.release.statistics import DatasetStatistics, measure_quads, read_statistics

_STATEMENT_BYTES = 270
"""Memory for one statement of one graph: 1.65 million of them take 430 MB."""
_PRIVATE = 0.8
"""How much of the release a worker comes to own a copy of, in time."""
_MIB = 1024 * 1024


def load(options: WorkerOptions) -> Store | Path:
    """A store in memory, or the folder of a database that each worker opens for reading."""
    path = Path(options.path)
    if path.is_file():
        return load_file(path)
    release = open_release(path)
    if fits_memory(release.manifest.quads + release.manifest.triples, options):
        return load_release(release)
    return _find_database(release, Path(options.cache))


def fits_memory(statements: int, options: WorkerOptions) -> bool:
    """Whether all workers can hold so many statements in the memory that the options allows."""
    return statements * _STATEMENT_BYTES * (1 + _PRIVATE * options.workers) <= options.memory * _MIB


def load_file(path: Path) -> Store:
    """An N-Quads file in memory, unverified; each statement also in the default graph."""
    store = Store()
    store.bulk_extend(with_union(parse(path=path, format=RdfFormat.N_QUADS)))
    return store


def find_statistics(path: Path) -> DatasetStatistics:
    """The statistics that a release carries; those of an N-Quads file, and of a release from before there were any, are counted."""
    if (path / STATISTICS).is_file():
        return read_statistics(path)
    file = path if path.is_file() else path / NQUADS
    return measure_quads(parse(path=file, format=RdfFormat.N_QUADS))


def build_database(dump: Path, folder: Path) -> None:
    """Write a database of an N-Quads file; each statement also in the default graph."""
    store = Store(str(folder))
    store.bulk_extend(with_union(parse(path=dump, format=RdfFormat.N_QUADS)))
    store.optimize()
    store.flush()


def _find_database(release: Release, cache: Path) -> Path:
    """The database of a release, built where it is not there yet: whole or not at all."""
    folder = cache / f"database-{release.id}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = cache / f"unfinished-{release.id}-{os.getpid()}"
    try:
        # In a process of its own: one that has opened a database for writing has threads, and must not fork.
        command = [
            sys.executable,
            "-m",
            "amicorum.engine.embedded.loading",
            str(release.folder / NQUADS),
            str(unfinished),
            str(os.getpid()),
        ]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own module
        if done.returncode:
            raise ReleaseError(f"the database of release {release.id} cannot be built in {cache}: {done.stderr.strip()[-300:]}")
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


if __name__ == "__main__":
    from amicorum.engine.sandbox import follow_parent

    follow_parent(int(sys.argv[3]))
    build_database(Path(sys.argv[1]), Path(sys.argv[2]))
