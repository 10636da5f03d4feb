"""The W3C's SPARQL 1.1 HTTP manifests, read as they are: nothing of them is copied here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS
from rdflib.term import Node

FOLDER = Path(__file__).parents[2].parent / "shared" / "conformance" / "sparql11"
ABSENT = f"the W3C manifests are not here: put them into ../shared/conformance/{FOLDER.name} beside the project"
present = pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


@dataclass(frozen=True)
class Request:
    """One request of a test, and what its response must be."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: frozenset[str]
    """Such as `2xx`, `4xx`, `NotFound`."""
    format: str | None
    """`boolean`, `tabular` or `RDF`."""
    boolean: bool | None


@dataclass(frozen=True)
class Case:
    """One test of a manifest."""

    name: str
    title: str
    requests: tuple[Request, ...]


def read_manifest(path: Path) -> Graph:
    """A manifest as a graph; its IRIs are relative to the file."""
    graph = Graph()
    return graph.parse(path, format="turtle", publicID=path.as_uri())


def read_cases(path: Path) -> list[Case]:
    """The tests of a manifest, in its order; none where the manifests are not here."""
    if not path.is_file():
        return []
    graph = read_manifest(path)
    entries = graph.value(URIRef(path.as_uri()), MF.entries)
    assert entries is not None
    return [_read_case(graph, entry) for entry in Collection(graph, entries)]


def read_data(path: Path) -> str:
    """The manifest's data as TriG, each file in the graph that the tests name."""
    graph = read_manifest(path)
    parts = []
    for data in sorted(set(graph.objects(None, UT.graphData)), key=str):
        file = Path(str(graph.value(data, UT.graph)).removeprefix("file://"))
        statements = "\n".join(f"{each} ." for each in parse(path=file, format=RdfFormat.N_TRIPLES))
        parts.append(f"<{graph.value(data, RDFS.label)}> {{ {statements} }}")
    return "\n".join(sorted(set(parts)))


def _read_case(graph: Graph, entry: Node) -> Case:
    connection = graph.value(entry, MF.action)
    requests = graph.value(connection, HT.requests)
    assert (entry, RDF.type, None) in graph and requests is not None
    name = str(entry).rpartition("#")[2]
    return Case(name, str(graph.value(entry, MF.name)), tuple(_read_request(graph, each) for each in Collection(graph, requests)))


def _read_request(graph: Graph, request: Node) -> Request:
    response = graph.value(request, HT.resp)
    boolean, kind = graph.value(response, MF.expectedBoolean), graph.value(response, MF.expectedFormat)
    return Request(
        method=str(graph.value(request, HT.methodName)),
        path=str(graph.value(request, HT.absolutePath)),
        headers=dict(_read_headers(graph, request)),
        body=_read_body(graph, request),
        statuses=frozenset(str(each).rpartition("#")[2].removeprefix("StatusCode") for each in graph.objects(response, MF.expectedStatus)),
        format=None if kind is None else str(kind),
        boolean=None if boolean is None else str(boolean) == "true",
    )


def _read_headers(graph: Graph, request: Node) -> Iterator[tuple[str, str]]:
    if headers := graph.value(request, HT.headers):
        for header in Collection(graph, headers):
            yield str(graph.value(header, HT.fieldName)), str(graph.value(header, HT.fieldValue))


def _read_body(graph: Graph, request: Node) -> bytes:
    body = graph.value(request, HT.body)
    if body is None:
        return b""
    return str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding)))
