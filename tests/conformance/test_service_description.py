"""The W3C's service description tests, each under the name that the manifest gives it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from pyoxigraph import RdfFormat, parse
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF, VOID
from starlette.testclient import TestClient
from tests.conformance.manifests import FOLDER, MF, present, read_manifest
from tests.web.fakes import FakeEngine

from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
ENDPOINT = URIRef("https://data.example/sparql")
MANIFEST = FOLDER / "service-description" / "manifest.ttl"


@pytest.fixture
def app(tiny_release: Release) -> FastAPI:
    return create_app(Settings(releases=tiny_release.folder.parent, base="https://data.example/"), FakeEngine(tiny_release), tiny_release)


@pytest.fixture
def description(app: FastAPI) -> Graph:
    with TestClient(app) as client:
        answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    return Graph().parse(data=answer.content, format=answer.headers["content-type"].partition(";")[0])


@present
def test_every_test_of_the_manifest_is_here() -> None:
    names = {
        str(entry).rpartition("#")[2].replace("-", "_") for entry in read_manifest(MANIFEST).subjects(RDF.type, MF.ServiceDescriptionTest)
    }
    assert len(names) == 3
    assert all(f"test_{name}" in globals() for name in names)


@pytest.mark.parametrize("media_type", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"])
def test_returns_rdf(app: FastAPI, media_type: str) -> None:
    with TestClient(app) as client:
        answer = client.get("/sparql", headers={"Accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    assert len(list(parse(answer.content, format=RdfFormat.from_media_type(media_type)))) > 50


def test_has_endpoint_triple(description: Graph) -> None:
    assert (None, SD.endpoint, ENDPOINT) in description


def test_conforms_to_schema(description: Graph) -> None:
    """The classes of the vocabulary that each property leads from and to (SPARQL 1.1 Service Description, section 3)."""
    schema = {
        SD.endpoint: (SD.Service, None),
        SD.defaultDataset: (SD.Service, SD.Dataset),
        SD.availableGraphs: (SD.Service, SD.GraphCollection),
        SD.resultFormat: (SD.Service, None),
        SD.feature: (SD.Service, None),
        SD.supportedLanguage: (SD.Service, None),
        SD.extensionFunction: (SD.Service, SD.Function),
        SD.defaultGraph: (SD.Dataset, SD.Graph),
        SD.namedGraph: (SD.Dataset, SD.NamedGraph),
        SD.name: (SD.NamedGraph, None),
        SD.graph: (SD.NamedGraph, SD.Graph),
    }
    used = {predicate for predicate in description.predicates() if predicate in SD}
    assert used == schema.keys()
    for predicate, (domain, target) in schema.items():
        for subject, value in description.subject_objects(predicate):
            assert (subject, RDF.type, domain) in description, (subject, predicate)
            assert target is None or (value, RDF.type, target) in description, (value, predicate)
    for graph in description.subjects(RDF.type, SD.NamedGraph):
        assert len(list(description.objects(graph, SD.name))) == 1


def test_counts_what_the_release_holds(description: Graph, tiny_release: Release) -> None:
    manifest = tiny_release.manifest
    default = description.value(predicate=SD.defaultGraph, subject=URIRef(f"{ENDPOINT}#dataset"))
    assert description.value(default, VOID.triples).toPython() == manifest.triples
    counted = {
        str(description.value(entry, SD.name)): description.value(description.value(entry, SD.graph), VOID.triples).toPython()
        for entry in description.subjects(RDF.type, SD.NamedGraph)
    }
    assert counted == dict(manifest.graphs)
