"""Whatever is sent, an answer is one of the table of problems: never an unmapped 500, and the service goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from amicorum.engine.factory import open_engine
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app
from amicorum.web.responses.problem import ALL

SEEDS = [
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o . OPTIONAL { ?o ?q ?r } FILTER (?s != ?o) } GROUP BY ?s HAVING (?n > 1) ORDER BY ?n LIMIT 5",
    'PREFIX a: <http://a/> ASK { GRAPH ?g { ?s a:b "x"@en, 1.5, "2018-01-01"^^a:date } MINUS { ?s a ?t } }',
    "CONSTRUCT { ?s ?p [ ?q ?o ] } WHERE { { SELECT * { ?s ?p ?o } } UNION { VALUES (?q) { (<http://b/>) } } }",
    "DESCRIBE ?x WHERE { ?x (<http://a/>|^<http://b/>)*/<http://c/>+ ?y . BIND (CONCAT(STR(?x), 'y') AS ?z) }",
]
PIECES = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ".",
    ";",
    "?x",
    "*",
    "<",
    ">",
    '"',
    "'''",
    "\\",
    "#",
    "\x00",
    "\ud7ff",
    "UNION",
    "SERVICE <http://x/>",
    "é",
]
STATUSES = {200} | {kind.status for kind in ALL.values()} - {500}


@pytest.fixture(scope="module")
def embedded(tiny_release: Release) -> Iterator[TestClient]:
    settings = Settings(releases=tiny_release.folder.parent, workers=1, query_seconds=2, client_budget=1e9, query_memory=512)
    with TestClient(create_app(settings, open_engine(settings, tiny_release), tiny_release)) as client:
        yield client


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A query with a few pieces put in, taken out or doubled."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=3), st.just(text[start:end] * 2))) + text[end:]
    return text


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=mutated(), accept=st.sampled_from(["*/*", "text/html", "text/csv", "application/rdf+xml", "a/b;q=2, ;;", "*"]))
def test_mutated_queries_get_a_typed_answer(embedded: TestClient, query: str, accept: str) -> None:
    data = query.encode("utf-8", "surrogatepass")
    answer = embedded.post("/sparql", content=data, headers={"Content-Type": "application/sparql-query", "Accept": accept})
    assert answer.status_code in STATUSES, answer.text
    if answer.status_code != 200 and "text/html" not in accept:
        assert answer.json()["type"].rpartition("/")[2] in ALL


@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.binary(max_size=60),
    body=st.binary(max_size=60),
    content_type=st.sampled_from(
        ["application/x-www-form-urlencoded", "application/sparql-query", 'text/x;charset="', ";", "a/b;c*=utf-8''%FF"]
    ),
)
def test_any_bytes_get_a_typed_answer(client: TestClient, address: bytes, body: bytes, content_type: str) -> None:
    printable = "".join(chr(byte) if 0x21 <= byte < 0x7F and byte not in b"#" else f"%{byte:02X}" for byte in address)
    for path in (f"/sparql?query={printable}", f"/sparql?{printable}", f"/graph-store?{printable}", f"/graph/{printable}"):
        assert client.get(path).status_code in STATUSES | {204}
    assert client.post("/sparql", content=body, headers={"Content-Type": content_type}).status_code in STATUSES


@pytest.fixture
def described(app: FastAPI, client: TestClient) -> schemathesis.BaseSchema:
    """What /openapi.json says; `client` has started the service."""
    assert client.get("/health/live").status_code == 200
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def test_every_described_address_gives_a_typed_answer(described: schemathesis.BaseSchema) -> None:
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) > 5
    for operation in operations:

        @hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def check(case: schemathesis.Case) -> None:
            answer = case.call()
            assert answer.status_code in STATUSES | {303, 304, 307}, answer.text
            assert answer.headers["x-request-id"]

        check()
