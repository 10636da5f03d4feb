"""SPARQL servers of others, each over the same N-Quads: what the remote engine is tested against."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from bench.virtuoso import Virtuoso, free_port, is_installed
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize
from tests.polling import wait_for_port

UNION = "https://e.org/graph/union"
"""The graph that holds each statement once, where the default graph does not."""


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
            wait_for_port(port)
            once = {Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in parse(path=quads, format=RdfFormat.N_QUADS)}
            body = quads.read_bytes() + (serialize(once, format=RdfFormat.N_QUADS) or b"")
            httpx2.post(f"http://127.0.0.1:{port}/store", content=body, headers={"Content-Type": "application/n-quads"}).raise_for_status()
            yield f"http://127.0.0.1:{port}/query"
        finally:
            process.kill()


@contextmanager
def serve_virtuoso(quads: Path, folder: Path) -> Iterator[str]:
    """Debian's Virtuoso. Its default graph counts a statement once for each source, so the union is a graph of its own."""
    if not is_installed():
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource")
    with Virtuoso(folder) as server:
        union = folder / "union.nq"
        once = {Quad(quad.subject, quad.predicate, quad.object, NamedNode(UNION)) for quad in parse(path=quads, format=RdfFormat.N_QUADS)}
        union.write_bytes(quads.read_bytes() + (serialize(once, format=RdfFormat.N_QUADS) or b""))
        server.load(union)
        yield server.query_url
