"""Where a release is opened: in memory, or on disk where memory would not hold it."""

from __future__ import annotations

from pathlib import Path

import pytest

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.embedded.loading import fits_memory
from amicorum.engine.embedded.worker_options import WorkerOptions
from amicorum.engine.rows import rows
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


async def test_memory_and_disk_give_the_same_answers(tiny_release: Release, tmp_path: Path) -> None:
    found = []
    for memory in (8192, 0):
        settings = Settings(workers=1, cache=tmp_path / "cache").model_copy(update={"memory": memory})
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
