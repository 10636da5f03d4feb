"""The VoID description: a summary that stays small, lists of the graphs, and a document for each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rdflib
from starlette.testclient import TestClient
from tests.web.routes.test_things import serve

from amicorum.rdf import iris
from amicorum.release.release import Release

VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
DATASET = rdflib.URIRef(iris.BASE + "catalog#dataset")


@pytest.fixture(scope="module")
def world(world_release: Release) -> Iterator[TestClient]:
    with serve(world_release) as client:
        yield client


def read(client: TestClient, address: str) -> rdflib.Graph:
    answer = client.get(address, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200, address
    return rdflib.Graph().parse(data=answer.text, format="turtle")


def test_the_summary_leads_to_a_list_and_the_list_to_each_graph(world: TestClient, world_release: Release) -> None:
    summary = read(world, "/.well-known/void")
    own = iris.graph("source/")
    assert [each for each in summary.all_nodes() if str(each).startswith(own)] == []
    parts = [each for each in summary.objects(DATASET, VOID.subset) if summary.value(each, VOID.documents)]
    graphs = {}
    for part in parts:
        listed = read(world, str(summary.value(part, rdflib.RDFS.seeAlso)))
        members = list(listed.objects(part, VOID.subset))
        assert len(members) == int(summary.value(part, VOID.documents, default=rdflib.Literal(0)))
        graphs |= {str(each): str(listed.value(each, rdflib.RDFS.seeAlso)) for each in members}
    assert graphs
    assert set(graphs) == {each for each in world_release.manifest.graphs if each.startswith((own, iris.graph("assessment/")))}
    for graph, address in graphs.items():
        described = read(world, address)
        size = described.value(rdflib.URIRef(graph), VOID.triples)
        assert size is not None
        assert int(size) == world_release.manifest.graphs[graph]


@pytest.mark.parametrize("address", ["/void/other", "/void/source/none", "/void/other/none"])
def test_what_is_no_graph_is_not_found(world: TestClient, address: str) -> None:
    assert world.get(address).status_code == 404


def test_a_description_comes_in_every_format_and_with_a_tag(world: TestClient) -> None:
    answer = world.get("/void/source", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"].startswith("application/ld+json")
    again = world.get("/void/source", headers={"Accept": "application/ld+json", "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
