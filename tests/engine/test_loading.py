"""Where a release is opened: in memory, or on disk where memory would not hold it."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import Store

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.embedded.loading import find_database, fits_memory
from amicorum.engine.embedded.worker_options import WorkerOptions
from amicorum.engine.rows import rows
from amicorum.errors import ReleaseError
from amicorum.release.release import Release
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio
ALL = "SELECT ?s ?p ?o ?g WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def test_a_release_fits_by_its_size_and_the_number_of_workers() -> None:
    def options(memory: int, workers: int) -> WorkerOptions:
        return WorkerOptions("", "", memory=memory, workers=workers, query_memory=1, answer_bytes=1)

    assert fits_memory(1_650_000, options(8192, 5))
    assert not fits_memory(1_650_000, options(1024, 5))
    assert fits_memory(1_650_000, options(1024, 1))
    assert not fits_memory(1_650_000, options(1024, 1), copies=1)


async def test_memory_and_disk_give_the_same_answers(tiny_release: Release, tmp_path: Path) -> None:
    found = []
    for given in ({}, {"memory": 0}, {"store": "disk"}, {"store": "memory", "memory": 0}):
        settings = Settings(workers=1, cache=tmp_path / "cache").model_copy(update=given)
        for _ in range(2):  # the second time the database is there already
            engine = EmbeddedEngine(settings, tiny_release.folder, triples=tiny_release.manifest.triples)
            try:
                await engine.start()
                assert engine.stats().graphs == tiny_release.manifest.graphs
                found.append(sorted(map(str, await rows(engine, ALL))))
            finally:
                await engine.close()
    assert all(each == found[0] for each in found)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [f"database-{tiny_release.id}"]


def test_two_that_need_the_same_database_make_it_once(crowd: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: find_database(crowd, "a", tmp_path), range(2)))
    made = (tmp_path / "database-a").stat().st_ino
    assert found == [tmp_path / "database-a"] * 2
    assert find_database(crowd, "a", tmp_path).stat().st_ino == made
    assert len(Store.read_only(str(found[0]))) == 4000


MAKE = "import sys; from pathlib import Path; from amicorum.engine.embedded.loading import find_database as f; f(*map(Path, sys.argv[1:]))"


def test_killed_while_it_makes_a_database_it_leaves_nothing_that_is_taken_for_one(crowd: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for _ in range(3):
        making = subprocess.Popen([sys.executable, "-c", MAKE, str(crowd), "a", str(cache)])
        while not (cache / "unfinished-a").exists() and making.poll() is None:
            time.sleep(0.01)
        making.kill()
        making.wait()
    folder = find_database(crowd, "a", cache)  # waits until the last builder is gone, too
    assert [path.name for path in cache.iterdir()] == ["database-a"]
    assert len(Store.read_only(str(folder))) == 4000


def test_a_database_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "wrong.nq").write_text("<http://e/a> <http://e/b> .\n")
    with pytest.raises(ReleaseError, match=r"the database of .*wrong.nq cannot be made in .*: SyntaxError"):
        find_database(tmp_path / "wrong.nq", "a", tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []
