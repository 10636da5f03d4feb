"""Queries that are answered before FastAPI: the same response, header by header, as by the route and a worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from starlette.testclient import TestClient
from tests.polling import wait_for

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Query
from amicorum.rdf.formats import CSV_RESULTS
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

BASE = "https://data.example/amicorum/"
THING = "https://w3id.org/amicorum/id/institution/ckp"
CHEAP = f"SELECT ?p ?o {{ <{THING}> ?p ?o }}"
ASKED: Mapping[str, tuple[str, str, dict[str, str], dict[str, str]]] = {
    "as JSON": ("GET", "/sparql", {"query": CHEAP}, {}),
    "as CSV": ("GET", "/sparql", {"query": CHEAP}, {"accept": "text/csv"}),
    "by name": ("GET", "/sparql", {"query": CHEAP, "format": "xml"}, {"accept": "text/csv"}),
    "by another name of the type": ("GET", "/sparql", {"query": CHEAP}, {"accept": "text/xml"}),
    "a question": ("GET", "/sparql", {"query": f"ASK {{ <{THING}> ?p ?o }}"}, {"origin": "https://elsewhere.example"}),
    "under the base's path": ("GET", "/amicorum/sparql", {"query": CHEAP}, {}),
    "without a body": ("HEAD", "/sparql", {"query": CHEAP}, {}),
    "compressed": ("GET", "/sparql", {"query": CHEAP}, {"accept-encoding": "gzip"}),
    "by a form": ("POST", "/sparql", {"query": CHEAP}, {}),
    "within a time": ("GET", "/sparql", {"query": CHEAP, "timeout": "5"}, {}),
    "over a graph": ("GET", "/sparql", {"query": CHEAP, "default-graph-uri": "https://w3id.org/amicorum/graph/none"}, {}),
    "dear": ("GET", "/sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}, {}),
    "a graph of triples": ("GET", "/sparql", {"query": f"CONSTRUCT WHERE {{ <{THING}> ?p ?o }}"}, {}),
    "a syntax error": ("GET", "/sparql", {"query": f"SELECT ?p {{ <{THING}> ?p }}"}, {}),
    "a column twice": ("GET", "/sparql", {"query": f"SELECT ?p ?p {{ <{THING}> ?p ?o }}"}, {}),
    "an update": ("GET", "/sparql", {"query": "CLEAR ALL"}, {}),
    "a format that there is none of": ("GET", "/sparql", {"query": CHEAP, "format": "nonsense"}, {}),
    "a type that there is none of": ("GET", "/sparql", {"query": CHEAP}, {"accept": "image/png"}),
    "a type of the other kind": ("GET", "/sparql", {"query": CHEAP}, {"accept": "text/turtle"}),
    "a time that is none": ("GET", "/sparql", {"query": CHEAP, "timeout": "soon"}, {}),
    "two queries": ("GET", f"/sparql?query={'ASK {}'}", {"query": CHEAP}, {}),
    "a page": ("GET", "/sparql", {"query": CHEAP}, {"accept": "text/html"}),
    "a long query": ("GET", "/sparql", {"query": CHEAP + "#" + "x" * 20_000}, {}),
    "another method": ("DELETE", "/sparql", {"query": CHEAP}, {}),
    "another address": ("GET", "/sparql/", {"query": CHEAP}, {}),
}


@pytest.fixture(scope="module")
def clients(tiny_release: Release) -> Iterator[tuple[TestClient, TestClient]]:
    """A service that answers cheap queries by itself, and one that sends all to workers; no cache comes before either."""
    found = []
    for in_process in (True, False):
        settings = Settings(
            releases=tiny_release.folder.parent, base=BASE, cache_bytes=0, workers=1, query_bytes=16_384, in_process=in_process
        )
        engine = EmbeddedEngine(settings, tiny_release.folder)
        found.append(
            (TestClient(create_app(settings, engine, tiny_release), base_url="http://inside.example", follow_redirects=False), engine)
        )
    (now, engine), (later, _) = found
    with now, later:
        wait_for(lambda: engine.ask_now(Query(CHEAP, CSV_RESULTS, None)) is not None)
        yield now, later


@pytest.mark.parametrize(("method", "path", "fields", "headers"), ASKED.values(), ids=ASKED)
def test_the_response_is_the_same(
    clients: tuple[TestClient, TestClient], method: str, path: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    given = {"data": fields} if method == "POST" else {"params": fields}
    one, other = (client.request(method, path, headers={"x-request-id": "mine", **headers}, **given) for client in clients)
    assert one.status_code == other.status_code
    assert one.content == other.content
    assert one.headers == other.headers
    assert one.headers["x-request-id"] == "mine"


def test_who_has_it_already_is_told_so(clients: tuple[TestClient, TestClient]) -> None:
    for client in clients:
        tag = client.get("/sparql", params={"query": CHEAP}).headers["etag"]
        again = client.get("/sparql", params={"query": CHEAP}, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag


def test_it_is_counted_and_logged_as_the_route(clients: tuple[TestClient, TestClient], caplog: pytest.LogCaptureFixture) -> None:
    now, _ = clients
    before = count(now)
    caplog.clear()
    with caplog.at_level("INFO", logger="amicorum.access"):
        now.get("/sparql", params={"query": CHEAP})
    assert count(now) == before + 1
    assert next(record.route for record in caplog.records if record.name == "amicorum.access") == "/sparql"  # type: ignore[attr-defined]


def count(client: TestClient) -> float:
    lines = client.get("/metrics").text.splitlines()
    return sum(
        float(line.rpartition(" ")[2])
        for line in lines
        if line.startswith('amicorum_requests_total{method="GET",route="/sparql",status="200"}')
    )
