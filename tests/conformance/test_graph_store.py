"""The W3C's Graph Store Protocol tests: what they read is read; what they write is refused, and published by a build instead."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from pyoxigraph import RdfFormat, parse
from rdflib import Graph
from rdflib.compare import isomorphic
from starlette.testclient import TestClient
from tests.conformance.manifests import FOLDER, Case, Request, present, read_cases
from tests.web.fakes import FakeEngine

from amicorum.rdf import iris
from amicorum.release.release import NQUADS, Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

pytestmark = present

CASES = [case for kind in ("direct", "indirect") for case in read_cases(FOLDER / "graph-store-protocol" / f"manifest-{kind}.ttl")]
STATUS = {"OK": 200, "NotFound": 404}
UNION = "https://example.org/graph"
"""Where the statements of the default graph come from: here it is the union of all graphs, and holds nothing of its own."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reads_and_refuses_to_write(case: Case, make_release: Callable[[str], Release]) -> None:
    said: dict[str, bytes] = {}
    for request in case.requests:
        graph = name_graph(request)
        release = make_release(write_trig(said))
        with TestClient(make_app(release)) as client:
            answer = client.request(request.method, locate(request), headers=request.headers, content=request.body)
        if request.method in ("GET", "HEAD"):
            assert answer.status_code in {STATUS[status] for status in request.statuses}, answer.text
            if answer.status_code == 200:
                assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
            if answer.status_code == 200 and request.method == "GET":
                expected = read_union(release) if graph == UNION else read(said[graph])
                assert isomorphic(read(answer.content), expected)
            continue
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        if request.method == "POST":
            return  # what follows reads what a POST has merged or named, and nothing here does either
        said.pop(graph, None)
        if request.method == "PUT":
            said[graph] = request.body


def locate(request: Request) -> str:
    """The manifest's path as ours: both prefixes are the endpoint's own (see the manifest's comment)."""
    if request.path.startswith("/gsp/"):
        return "/graph/" + request.path.removeprefix("/gsp/")
    return "/graph-store" + request.path.removeprefix("/gsp")


def name_graph(request: Request) -> str:
    """The IRI of the graph that a request is about."""
    if request.path.startswith("/gsp/"):
        return iris.graph(request.path.removeprefix("/gsp/"))
    return parse_qs(urlsplit(request.path).query).get("graph", [UNION])[0]


def make_app(release: Release) -> FastAPI:
    settings = Settings(releases=release.folder.parent, base="http://www.example/")
    return create_app(settings, FakeEngine(release), release)


def write_trig(said: dict[str, bytes]) -> str:
    """What the builds so far would have published, and one more graph, so that no release is empty."""
    graphs = [f"<{name}> {{ {' '.join(f'{each} .' for each in parse(body, format=RdfFormat.TURTLE))} }}" for name, body in said.items()]
    return "\n".join(graphs) if said else f"<{UNION}> {{ <https://example.org/a> <https://example.org/b> 1 }}"


def read(turtle: bytes) -> Graph:
    return Graph().parse(data=turtle, format="turtle")


def read_union(release: Release) -> Graph:
    """Every statement of a release once: a build adds its own description to what was put into it."""
    triples = {str(quad.triple) for quad in parse(path=release.file(NQUADS), format=RdfFormat.N_QUADS)}
    return read("".join(f"{triple} .\n" for triple in triples).encode())
