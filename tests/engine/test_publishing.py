"""Loading a release into servers elsewhere: each graph, the union, and nothing that was there before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bench.virtuoso import Virtuoso, free_port, is_installed
from SPARQLWrapper import JSON, SPARQLWrapper
from tests.polling import wait_for_port

from amicorum.engine.publishing import Target, publish
from amicorum.errors import EngineFailed
from amicorum.rdf.iris import graph
from amicorum.release.release import Release

UNION = graph("union")
OLD = graph("source/of-an-earlier-release")


def start_oxigraph() -> Iterator[Target]:
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("oxigraph is not installed (a development dependency)")
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        wait_for_port(port)
        yield Target(f"{here}/store", f"{here}/query")
        server.kill()


def start_virtuoso(folder: Path) -> Iterator[Target]:
    if not is_installed():
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource")
    with Virtuoso(folder) as server:
        store = server.query_url.removesuffix("/sparql") + "/sparql-graph-crud-auth"
        yield Target(store, server.query_url, UNION, "dba", "dba")


@pytest.fixture(params=["oxigraph", "virtuoso"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Target]:
    yield from start_oxigraph() if request.param == "oxigraph" else start_virtuoso(tmp_path / "virtuoso")


def count(target: Target, pattern: str) -> int:
    client = SPARQLWrapper(target.query, returnFormat=JSON)
    client.setQuery(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    return int(client.queryAndConvert()["results"]["bindings"][0]["n"]["value"])


def test_a_release_replaces_what_was_there(target: Target, tiny_release: Release) -> None:
    manifest = tiny_release.manifest
    publish(tiny_release, target, lambda *_: None)
    publish(tiny_release, target, lambda *_: None)
    for name, expected in manifest.graphs.items():
        assert count(target, f"GRAPH <{name}> {{ ?s ?p ?o }}") == expected
    union = f"GRAPH <{UNION}> {{ ?s ?p ?o }}" if target.union else "?s ?p ?o"
    assert count(target, union) == manifest.triples


def test_a_server_that_holds_another_number_is_an_error(target: Target, tiny_release: Release) -> None:
    name = next(iter(tiny_release.manifest.graphs))
    graphs = {**tiny_release.manifest.graphs, name: 10_000}
    lying = replace(tiny_release, manifest=tiny_release.manifest.model_copy(update={"graphs": graphs}))
    with pytest.raises(EngineFailed, match="the release has 10000"):
        publish(lying, target, lambda *_: None)


def test_a_graph_of_an_earlier_release_is_deleted(target: Target, tiny_release: Release, tmp_path: Path) -> None:
    more = tmp_path / "earlier"
    shutil.copytree(tiny_release.folder, more)
    with (more / "dumps" / "amicorum.nq").open("a") as dump:
        dump.write(f"<urn:a> <urn:b> <urn:c> <{OLD}> .\n")
    graphs = {**tiny_release.manifest.graphs, OLD: 1}
    manifest = tiny_release.manifest.model_copy(update={"graphs": graphs, "triples": tiny_release.manifest.triples + 1})
    publish(replace(tiny_release, folder=more, manifest=manifest), target, lambda *_: None)
    assert count(target, f"GRAPH <{OLD}> {{ ?s ?p ?o }}") == 1
    publish(tiny_release, target, lambda *_: None)
    assert count(target, f"GRAPH <{OLD}> {{ ?s ?p ?o }}") == 0


def test_a_server_that_is_not_there_is_a_clear_error(tiny_release: Release) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(EngineFailed, match="cannot be reached"):
        publish(tiny_release, Target(f"{nowhere}/store", f"{nowhere}/query"), lambda *_: None)
