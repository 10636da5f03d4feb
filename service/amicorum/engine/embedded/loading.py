"""A release as something to ask: a store in memory, or a database on disk where memory would not hold it for all workers."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from amicorum.engine.embedded.worker_options import WorkerOptions
from amicorum.errors import ReleaseError
from amicorum.rdf.dataset import with_union
from amicorum.release.checksums import checksum
from amicorum.release.manifest import read_manifest
from amicorum.release.release import NQUADS, load_into
from amicorum.release.repository import flush
from amicorum.release.statistics import NAME as STATISTICS
from amicorum.release.statistics import DatasetStatistics, measure_quads, read_statistics

_STATEMENT_BYTES = 270
"""Memory for one statement of one graph: 1.65 million of them take 430 MB."""
_PRIVATE = 0.8
"""How much of the release a worker comes to own a copy of, in time."""
_MIB = 1024 * 1024


def load(options: WorkerOptions) -> Store | Path:
    """A store in memory, or the folder of a database that each worker opens for reading.

    A release has been verified by whoever opened it: here its statements are only counted, against the manifest.
    """
    path = Path(options.path)
    if path.is_file():
        return find_database(path, checksum(path)[:16], Path(options.cache)) if options.store == "disk" else load_file(path)
    manifest = read_manifest(path)
    if options.store == "disk" or (options.store == "auto" and not fits_memory(manifest.quads + manifest.triples, options)):
        return find_database(path, manifest.id, Path(options.cache))
    return load_memory(path)


def load_memory(path: Path) -> Store:
    """The release of a folder, or an N-Quads file, in memory."""
    if path.is_file():
        return load_file(path)
    store = Store()
    load_into(store, path, read_manifest(path))
    return store


def fits_memory(statements: int, options: WorkerOptions, *, copies: int = 0) -> bool:
    """Whether all workers can hold so many statements in the memory that the options allow, beside copies elsewhere."""
    return statements * _STATEMENT_BYTES * (1 + copies + _PRIVATE * options.workers) <= options.memory * _MIB


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


def find_database(path: Path, name: str, cache: Path) -> Path:
    """The database of a release or an N-Quads file, made where it is not there yet: whole or not at all, and by one process at a time.

    Whoever comes while it is made waits. What a process left that was killed is cleared away by the next one.
    """
    folder = cache / f"database-{name}"
    cache.mkdir(parents=True, exist_ok=True)
    lock = os.open(cache, os.O_RDONLY)  # the folder itself is locked
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            unfinished = cache / f"unfinished-{name}"
            shutil.rmtree(unfinished, ignore_errors=True)
            _run_builder(path, unfinished, lock)
            unfinished.rename(folder)
    finally:
        os.close(lock)
    return folder


def _run_builder(path: Path, folder: Path, lock: int) -> None:
    """Build a database in a process of its own: one that has opened a database for writing has threads, and must not fork.

    It holds the lock as well, so that nobody takes the folder from it in the moment in which it outlives this process.
    """
    command = [sys.executable, "-m", "amicorum.engine.embedded.loading", str(path), str(folder), str(os.getpid())]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, pass_fds=[lock])  # noqa: S603 - our own module
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        *_, reason = done.stderr.splitlines() or [f"status {done.returncode}"]
        raise ReleaseError(f"the database of {path} cannot be made in {folder.parent}: {reason}")


def build_database(path: Path, folder: Path) -> None:
    """Write a database of a release or an N-Quads file, each statement also in the default graph, and bring it to the disk."""
    store = Store(str(folder))
    if path.is_file():
        store.bulk_extend(with_union(parse(path=path, format=RdfFormat.N_QUADS)))
    else:
        load_into(store, path, read_manifest(path))
    store.optimize()
    store.flush()
    del store
    flush(folder)


if __name__ == "__main__":
    from amicorum.engine.sandbox import follow_parent

    follow_parent(int(sys.argv[3]))
    build_database(Path(sys.argv[1]), Path(sys.argv[2]))
