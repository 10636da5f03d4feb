"""A release published into Virtuoso and served from there: the questions have the answers that the embedded engine gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from bench.virtuoso import Virtuoso, is_installed
from tests.web.processes import serving

from amicorum.features.questions import Question, read_folder
from amicorum.rdf.iris import graph
from amicorum.release.release import Release

UNION = graph("union")
QUESTIONS = read_folder(Path(__file__).parents[2] / "ontology" / "questions")
CANNOT = {23: "where a variable has no value, a filter of OPTIONAL that compares it with another gives it one"}
"""Questions that Virtuoso answers otherwise, and why; `docs/operating.md` tells operators."""

ORDERS = {1, 7, 15}
"""Questions whose rows Virtuoso gives in another order; `docs/operating.md` says why."""


def publish(release: Release, server: Virtuoso) -> None:
    """As an operator does it."""
    store = server.query_url.removesuffix("/sparql") + "/sparql-graph-crud-auth"
    told = ["--to", store, "--query", server.query_url, "--union", UNION, "--user", "dba", "--releases", str(release.folder.parent)]
    environment = {**os.environ, "AMICORUM_PUBLISH_PASSWORD": "dba"}
    done = subprocess.run(
        [sys.executable, "-m", "amicorum", "publish", *told], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"AMICORUM_ENGINE={server.query_url} AMICORUM_ENGINE_UNION={UNION}" in " ".join(done.stderr.split())


@pytest.fixture(scope="module")
def services(world_release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Two services over one release: the embedded engine, and Virtuoso."""
    if not is_installed():
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource")
    releases = world_release.folder.parent
    with Virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        publish(world_release, server)
        remote = {"engine": server.query_url, "engine_union": UNION, "query_seconds": "5"}
        with serving(releases, {"workers": "1"}) as (_, embedded), serving(releases, remote) as (_, elsewhere):
            yield embedded, elsewhere


def ask(url: str, query: str) -> list[str]:
    """The rows in their order. An answer may write a plain string with or without its datatype (RDF 1.1 has one kind of it)."""
    body = httpx2.post(url + "/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"}, timeout=20)
    assert body.status_code == 200, body.text
    rows = [{name: dict(cell) for name, cell in row.items()} for row in body.json()["results"]["bindings"]]
    for cell in (cell for row in rows for cell in row.values()):
        if cell.get("datatype") == "http://www.w3.org/2001/XMLSchema#string":
            del cell["datatype"]
    return [json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_question_has_one_answer(services: tuple[str, str], question: Question, request: pytest.FixtureRequest) -> None:
    if reason := CANNOT.get(question.number):
        request.applymarker(pytest.mark.xfail(reason=reason))
    embedded, elsewhere = services
    theirs, ours = ask(elsewhere, question.query), ask(embedded, question.query)
    if question.number in ORDERS:
        theirs, ours = sorted(theirs), sorted(ours)
    assert theirs == ours


def test_only_our_graphs_are_seen(services: tuple[str, str]) -> None:
    query = "SELECT ?graph (COUNT(*) AS ?statements) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
    embedded, elsewhere = services
    assert ask(elsewhere, query) == ask(embedded, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { GRAPH <graph/curated> { ?institution a ami:CulturalInstitution } }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH <graph/curated> { ?x a ami:City } GRAPH ?g { ?x ?p ?o } } GROUP BY ?g ORDER BY ?g",
        "SELECT ?x { GRAPH <graph/union> { ?x a ami:CulturalInstitution } }",
        "SELECT ?link { VALUES ?agreement { <id/agreement/we012> } ?agreement (ami:renews|^ami:renews)* ?link } ORDER BY ?link",
    ],
)
def test_a_query_has_one_answer(services: tuple[str, str], query: str) -> None:
    embedded, elsewhere = services
    query = f"PREFIX ami: <https://w3id.org/amicorum/ns#> {query}"
    assert ask(elsewhere, query) == ask(embedded, query)


@pytest.mark.parametrize("media_type", ["text/csv", "text/tab-separated-values"])
def test_a_table_is_written_alike(services: tuple[str, str], media_type: str) -> None:
    query = """SELECT ?a (?a = 1 AS ?b) ?c { VALUES (?a ?c) { (1 "x\\ty\\"") (2 <urn:x>) (3 UNDEF) (4 "z"@en) } } ORDER BY ?a"""
    bodies = [httpx2.post(url + "/sparql", data={"query": query}, headers={"Accept": media_type}, timeout=20).text for url in services]
    assert bodies[0] == bodies[1]
