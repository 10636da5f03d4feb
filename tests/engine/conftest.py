"""A small embedded engine for each test, a look at its processes, and endpoints for SERVICE."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from tests.engine.endpoints import HERE, THERE, Endpoint, StartHere

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Engine
from amicorum.engine.remote import RemoteEngine
from amicorum.settings import Settings

StartEngine = Callable[..., Awaitable[EmbeddedEngine]]


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asyncio: what the service runs on."""
    return "asyncio"


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand numbered things in two graphs, as N-Quads."""
    path = tmp_path_factory.mktemp("crowd") / "crowd.nq"
    lines = (
        f'<http://e/{n}> <http://e/number> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer> <http://g/{n % 2}> .\n' for n in range(2000)
    )
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture
async def start_engine(crowd: Path) -> AsyncIterator[StartEngine]:
    """`await start_engine(query_seconds=…)`: a started engine over the crowd with short limits, closed after the test."""
    async with AsyncExitStack() as stack:

        async def start(**given: object) -> EmbeddedEngine:
            defaults = {
                "workers": 2,
                "service_workers": 1,
                "query_seconds": 1.0,
                "queue_seconds": 1.0,
                "query_memory": 256,
                "client_budget": 1000.0,
                "in_process": False,
            }
            engine = EmbeddedEngine(Settings.model_validate(defaults | given), crowd)
            stack.push_async_callback(engine.close)
            await engine.start()
            return engine

        yield start


def children(pid: int) -> list[int]:
    """The processes that a process has started and that live."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            except OSError:
                continue  # it ended while we looked
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.fixture
def find_fork_server() -> Callable[[], int]:
    """The only fork server that this test's process has."""

    def find() -> int:
        fork_servers = [
            pid for pid in children(os.getpid()) if b"amicorum.engine.embedded.fork_server" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]
        assert len(fork_servers) == 1
        return fork_servers[0]

    return find


@pytest.fixture
def find_workers(find_fork_server: Callable[[], int]) -> Callable[[], list[int]]:
    """The workers of that fork server."""
    return lambda: children(find_fork_server())


@pytest.fixture
async def open_endpoint() -> AsyncIterator[Callable[[str], Awaitable[Endpoint]]]:
    """`await open_endpoint(turtle)`: an endpoint on this machine, closed after the test."""
    async with AsyncExitStack() as stack:

        async def start(turtle: str) -> Endpoint:
            endpoint = Endpoint(turtle)
            server = await asyncio.start_server(endpoint.handle, "127.0.0.1", 0)
            stack.push_async_callback(endpoint.finish)
            stack.callback(server.close)
            endpoint.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/sparql"
            return endpoint

        yield start


@pytest.fixture
async def there(open_endpoint: Callable[[str], Awaitable[Endpoint]]) -> Endpoint:
    """The endpoint that the settings allow."""
    return await open_endpoint(THERE)


@pytest.fixture(params=["embedded", "remote"])
async def start_here(
    request: pytest.FixtureRequest, open_endpoint: Callable[[str], Awaitable[Endpoint]], there: Endpoint, tmp_path: Path
) -> AsyncIterator[StartHere]:
    """`await start_here(service_rows=…)`: our engine, of each kind, which may ask the endpoint there."""
    async with AsyncExitStack() as stack:

        async def start(**given: object) -> Engine:
            defaults = {"workers": 2, "query_memory": 256, "query_seconds": 4.0, "service_targets": (there.address,)}
            settings = Settings.model_validate(defaults | given)
            engine: Engine
            if request.param == "embedded":
                path = tmp_path / "here.nq"
                path.write_bytes(serialize(parse(HERE, format=RdfFormat.TURTLE), format=RdfFormat.N_TRIPLES) or b"")
                engine = EmbeddedEngine(settings, path)
            else:
                engine = RemoteEngine(settings, (await open_endpoint(HERE)).address)
            stack.push_async_callback(engine.close)
            await engine.start()
            return engine

        yield start
