"""The endpoints that are compared, each started on a free port of the loopback address with the same data."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

from amicorum.rdf.dataset import with_union
from bench.virtuoso import Virtuoso, free_port, is_installed

OURS = "amicorum"
ALONE = "amicorum, 1 process"
BASELINE = "oxigraph serve"
BUDGETS = {
    "AMICORUM_CLIENT_BUDGET": "1000000",
    "AMICORUM_CLIENT_REFILL": "1000",
    "AMICORUM_CLIENT_WORKERS": "4",
    "AMICORUM_QUERY_SECONDS": "600",
    "AMICORUM_QUEUE_SECONDS": "600",
    "AMICORUM_QUERY_MEMORY": "4096",
}
"""Settings for one client that is measured, in place of those for many that share: what is measured is the engine, not the admission."""
LOAD_SECONDS = 300.0
"""Longest time for loading and starting."""
_PREPARED_IN_A_ROW = 10
SLOW_ABOVE = 200_000
"""More quads than this are not given to rdflib-endpoint, which would load them for minutes."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that runs: where it answers queries, how long it took to load the data (None where they were there) and to start."""

    url: str
    pid: int
    load_seconds: float | None
    start_seconds: float


def _write_union(quads: Path, target: Path) -> None:
    """Write the quads once more with each triple in the default graph as well: what our endpoint serves."""
    serialize(with_union(parse(path=str(quads), format=RdfFormat.N_QUADS)), str(target), format=RdfFormat.N_QUADS)


def wait_until_up(url: str, process: subprocess.Popen[bytes], seconds: float = LOAD_SECONDS) -> None:
    """Wait until the endpoint answers a query; RuntimeError when it ends first or takes too long."""
    ask = f"{url}?{urllib.parse.urlencode({'query': 'ASK {}'})}"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(ask, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"{process.args!r} did not answer within {seconds:g} s")


def _wait_until_prepared(here: str, seconds: float = LOAD_SECONDS) -> None:
    """Wait until every process of our service answers cheap queries by itself, as it does a while after its start."""
    deadline = time.monotonic() + seconds
    in_a_row = 0  # each connection may come to another process
    while in_a_row < _PREPARED_IN_A_ROW:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{here} did not answer cheap queries by itself within {seconds:g} s")
        with urllib.request.urlopen(f"{here}/metrics", timeout=30) as response:
            prepared = b"amicorum_engine_in_process 1.0" in response.read()
        in_a_row = in_a_row + 1 if prepared else 0
        if not prepared:
            time.sleep(0.2)


@contextmanager
def _command(
    url: str, arguments: list[str | Path], log: Path, settings: Mapping[str, str] | None = None, loaded: float | None = None
) -> Iterator[Endpoint]:
    """One server process, for as long as the block runs; its output goes to `log`."""
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in arguments], stdout=output, stderr=subprocess.STDOUT, env=os.environ | dict(settings or {})
        )
        try:
            wait_until_up(url, process)
            yield Endpoint(url, process.pid, loaded, time.monotonic() - began)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _program(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def _load_oxigraph(folder: Path, quads: Path) -> float | None:
    """Load the store of `oxigraph serve` where it is not there; the seconds that took."""
    store, union = folder / "oxigraph", folder / "union.nq"
    if store.exists():
        return None
    _write_union(quads, union)
    began = time.monotonic()
    command = [_program("oxigraph"), "load", "--location", store, "--file", union]
    subprocess.run(command, check=True, capture_output=True, timeout=LOAD_SECONDS)
    return time.monotonic() - began


@contextmanager
def _virtuoso(folder: Path, quads: Path) -> Iterator[Endpoint]:
    loaded = folder / "virtuoso-is-loaded"
    began, load_seconds = time.monotonic(), None
    with Virtuoso(folder / "virtuoso", seconds=LOAD_SECONDS) as server:
        start_seconds = time.monotonic() - began
        if not loaded.exists():
            server.load(quads, LOAD_SECONDS)
            loaded.touch()
            load_seconds = time.monotonic() - began - start_seconds
        yield Endpoint(server.query_url, server.pid, load_seconds, start_seconds)


@contextmanager
def start(name: str, folder: Path, quads: Path, releases: Path) -> Iterator[Endpoint | None]:
    """The peer `name` with the data loaded; None where it cannot run here, or not with so much data.

    What it has loaded stays in the folder for the next start. Raises `RuntimeError` where it does not come up.
    """
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    log = folder / f"{name.split()[0]}.log"
    arguments: list[str | Path]
    if name in (OURS, ALONE):
        arguments = [sys.executable, "-m", "amicorum", "serve", "--releases", releases, "--port", str(port)]
        settings = BUDGETS | ({"AMICORUM_PROCESSES": "1"} if name == ALONE else {})
        with _command(f"{here}/sparql", arguments, log, settings) as endpoint:
            _wait_until_prepared(here)
            yield endpoint
    elif name == BASELINE:
        loaded = _load_oxigraph(folder, quads)
        arguments = [_program("oxigraph"), "serve-read-only", "--location", folder / "oxigraph", "--bind", f"127.0.0.1:{port}"]
        with _command(f"{here}/query", arguments, log, loaded=loaded) as endpoint:
            yield endpoint
    elif name == "rdflib-endpoint" and quads.stat().st_size < SLOW_ABOVE * 150:
        arguments = [_program("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), quads]
        with _command(f"{here}/", arguments, log) as endpoint:
            yield endpoint
    elif name == "virtuoso" and is_installed():
        with _virtuoso(folder, quads) as endpoint:
            yield endpoint
    else:
        yield None


PEERS = (OURS, ALONE, BASELINE, "virtuoso", "rdflib-endpoint")
