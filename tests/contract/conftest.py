"""The engines that the contract holds for, each over the same data."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from tests.contract.servers import UNION, serve_oxigraph, serve_virtuoso

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Engine
from amicorum.engine.remote import RemoteEngine
from amicorum.settings import Settings

DATA = Path(__file__).parent / "world.trig"
ENGINES = ("embedded", "embedded-disk", "oxigraph", "virtuoso")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asyncio: what the service runs on."""
    return "asyncio"


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Short deadlines, small answers."""
    return Settings(workers=2, service_workers=1, query_seconds=10.0, queue_seconds=1.0, answer_bytes=400_000, client_budget=1000.0)


@pytest.fixture(scope="session")
def quads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world as N-Quads, named graphs only, with a crowd of a thousand things beside it."""
    path = tmp_path_factory.mktemp("world") / "world.nq"
    crowd = "".join(f"<https://e.org/crowd/{n}> <https://e.org/ns#number> {n} .\n" for n in range(1000))
    found = [*parse(path=DATA, format=RdfFormat.TRIG), *parse(f"GRAPH <https://e.org/graph/crowd> {{ {crowd} }}", format=RdfFormat.TRIG)]
    path.write_bytes(serialize(found, format=RdfFormat.N_QUADS) or b"")
    return path


@pytest.fixture(scope="session", params=ENGINES)
async def engine(
    request: pytest.FixtureRequest, settings: Settings, quads: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Engine]:
    """A started engine of each kind."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param.startswith("embedded"):
        store = "disk" if request.param == "embedded-disk" else "memory"
        started: Engine = EmbeddedEngine(settings.model_copy(update={"store": store, "cache": folder}), quads)
        await started.start()
        yield started
        await started.close()
        return
    with serve_oxigraph(quads) if request.param == "oxigraph" else serve_virtuoso(quads, folder) as address:
        union = {"engine_union": UNION} if request.param == "virtuoso" else {}
        started = RemoteEngine(settings.model_copy(update=union), address)
        await started.start()
        yield started
        await started.close()
