"""The engines that the contract holds for, each over the same data."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Engine
from amicorum.engine.remote import RemoteEngine
from amicorum.settings import Settings

DATA = Path(__file__).parent / "world.trig"
UNION = "https://e.org/graph/union"
ENGINES = ("embedded", "oxigraph", "virtuoso")


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
    if request.param == "embedded":
        started: Engine = EmbeddedEngine(settings, quads)
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


@contextmanager
def serve_oxigraph(quads: Path) -> Iterator[str]:
    """Oxigraph's own server; the default graph is filled as the release's is, with each statement once."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("oxigraph is not installed (a development dependency)")
    port = free_port()
    command = [str(program), "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            once = {Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in parse(path=quads, format=RdfFormat.N_QUADS)}
            body = quads.read_bytes() + (serialize(once, format=RdfFormat.N_QUADS) or b"")
            httpx2.post(f"http://127.0.0.1:{port}/store", content=body, headers={"Content-Type": "application/n-quads"}).raise_for_status()
            yield f"http://127.0.0.1:{port}/query"
        finally:
            process.kill()


@contextmanager
def serve_virtuoso(quads: Path, folder: Path) -> Iterator[str]:
    """Debian's Virtuoso. Its default graph counts a statement once for each source, so the union is a graph of its own."""
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource")
    from bench.virtuoso import Virtuoso

    with Virtuoso(folder) as server:
        union = folder / "union.nq"
        once = {Quad(quad.subject, quad.predicate, quad.object, NamedNode(UNION)) for quad in parse(path=quads, format=RdfFormat.N_QUADS)}
        union.write_bytes(quads.read_bytes() + (serialize(once, format=RdfFormat.N_QUADS) or b""))
        server.load(union)
        yield server.query_url


def free_port() -> int:
    """A port of the loopback address that nothing uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 20.0) -> None:
    """Wait until something listens there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")
