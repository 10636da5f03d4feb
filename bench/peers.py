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
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse, serialize

from bench.virtuoso import Virtuoso, free_port, is_installed

OURS = "amicorum"
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
SLOW_ABOVE = 200_000
"""More quads than this are not given to rdflib-endpoint, which would load them for minutes."""


def with_union(quads: Path, target: Path) -> Path:
    """Write the quads once more with each triple in the default graph as well: what our endpoint serves."""
    if not target.exists():
        read = list(parse(path=str(quads), format=RdfFormat.N_QUADS))
        union = {Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in read}
        serialize([*read, *sorted(union, key=str)], str(target), format=RdfFormat.N_QUADS)
    return target


def wait_until_up(url: str, process: subprocess.Popen[bytes], seconds: float = 300) -> None:
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


@contextmanager
def _command(url: str, arguments: list[str | Path], log: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """One server process, for as long as the block runs; its output goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in arguments], stdout=output, stderr=subprocess.STDOUT, env=os.environ | dict(settings or {})
        )
        try:
            wait_until_up(url, process)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _program(name: str) -> Path:
    return Path(sys.executable).with_name(name)


@contextmanager
def _virtuoso(folder: Path, quads: Path) -> Iterator[str]:
    with Virtuoso(folder / "virtuoso") as server:
        server.load(quads)
        yield server.query_url


@contextmanager
def start(name: str, folder: Path, quads: Path, releases: Path) -> Iterator[str | None]:
    """The query address of the peer `name` with the data loaded; None where it cannot run here, or not with so much data."""
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    log = folder / f"{name.split()[0]}.log"
    if name == OURS:
        arguments: list[str | Path] = [sys.executable, "-m", "amicorum", "serve", "--releases", releases, "--port", str(port)]
        with _command(f"{here}/sparql", arguments, log, BUDGETS) as url:
            yield url
    elif name == BASELINE:
        union = with_union(quads, folder / "union.nq")
        store = folder / "oxigraph"
        if not store.exists():
            subprocess.run([_program("oxigraph"), "load", "--location", store, "--file", union], check=True, capture_output=True)
        with _command(
            f"{here}/query", [_program("oxigraph"), "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"], log
        ) as url:
            yield url
    elif name == "rdflib-endpoint" and quads.stat().st_size < SLOW_ABOVE * 150:
        arguments = [_program("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), quads]
        with _command(f"{here}/", arguments, log) as url:
            yield url
    elif name == "virtuoso" and is_installed():
        with _virtuoso(folder, quads) as url:
            yield url
    else:
        yield None


PEERS = (OURS, BASELINE, "virtuoso", "rdflib-endpoint")
