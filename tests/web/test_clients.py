"""Real clients against a real server and the embedded engine: what people already use must simply work."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed
from tests.web.servers import run_server

from amicorum.engine.factory import open_engine
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

KRAKOW = URIRef("https://w3id.org/amicorum/id/city/krakow")
LABELS = f"SELECT ?label WHERE {{ <{KRAKOW}> <{SKOS.prefLabel}> ?label }} ORDER BY ?label"
CONSTRUCT = f"CONSTRUCT {{ <{KRAKOW}> <{SKOS.prefLabel}> ?label }} WHERE {{ <{KRAKOW}> <{SKOS.prefLabel}> ?label }}"


@pytest.fixture(scope="module")
def endpoint(tiny_release: Release) -> Iterator[str]:
    settings = Settings(releases=tiny_release.folder.parent, workers=2)
    with run_server(create_app(settings, open_engine(settings, tiny_release), tiny_release)) as server:
        yield server.url + "/sparql"


def ask_by_wrapper(endpoint: str, query: str, kind: str, method: str = GET, how: str = URLENCODED) -> object:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(query)
    wrapper.setReturnFormat(kind)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(how)
    return wrapper.query().convert()


@pytest.mark.parametrize(("method", "how"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
def test_sparqlwrapper_asks_in_each_way(endpoint: str, method: str, how: str) -> None:
    answer = ask_by_wrapper(endpoint, LABELS, JSON, method, how)
    assert isinstance(answer, dict)
    assert {row["label"]["value"] for row in answer["results"]["bindings"]} >= {"Kraków"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # SPARQLWrapper reads JSON-LD with it
def test_sparqlwrapper_reads_each_format(endpoint: str) -> None:
    assert "Kraków" in ask_by_wrapper(endpoint, LABELS, XML).toxml()  # type: ignore[attr-defined]  # a DOM document
    for kind in (CSV, TSV):
        assert "Kraków".encode() in ask_by_wrapper(endpoint, LABELS, kind)  # type: ignore[operator]  # bytes
    assert "Kraków".encode() in ask_by_wrapper(endpoint, CONSTRUCT, TURTLE)  # type: ignore[operator]  # bytes
    for kind in (RDFXML, JSONLD):
        graph = ask_by_wrapper(endpoint, CONSTRUCT, kind)
        assert (KRAKOW, SKOS.prefLabel, Literal("Kraków", lang="pl")) in graph  # type: ignore[operator]  # a graph


def test_sparqlwrapper_understands_a_mistake(endpoint: str) -> None:
    with pytest.raises(QueryBadFormed):
        ask_by_wrapper(endpoint, "SELECT {", JSON)


@pytest.mark.parametrize("kind", ["xml", "json", "csv", "tsv"])
def test_rdflib_reads_rows(endpoint: str, kind: str) -> None:
    graph = Graph(SPARQLStore(endpoint, returnFormat=kind))
    assert Literal("Kraków", lang=None if kind == "csv" else "pl") in [row[0] for row in graph.query(LABELS)]


def test_rdflib_reads_triples_and_patterns(endpoint: str) -> None:
    graph = Graph(SPARQLStore(endpoint, returnFormat="xml"))
    assert (KRAKOW, SKOS.prefLabel, Literal("Kraków", lang="pl")) in graph
    assert len(graph.query(CONSTRUCT).graph or ()) >= 1
    assert bool(graph.query("ASK {}"))


def run(*command: str) -> str:
    program = shutil.which(command[0])
    if program is None:
        pytest.skip(f"{command[0]} is not installed here")
    return subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=20, check=True).stdout


def test_curl_asks_in_each_way(endpoint: str) -> None:
    assert json.loads(run("curl", "-fsS", "-G", endpoint, "--data-urlencode", f"query={LABELS}"))["results"]
    assert json.loads(run("curl", "-fsS", endpoint, "--data-urlencode", f"query={LABELS}", "-H", "Accept: application/json"))["results"]
    direct = ("-H", "Content-Type: application/sparql-query", "--data-binary", CONSTRUCT)
    assert "Kraków" in run("curl", "-fsS", "--compressed", "-H", "Accept: text/turtle", *direct, endpoint)


def test_roqet_asks_over_the_protocol(endpoint: str) -> None:
    assert "Krak\\u00F3w" in run("roqet", "-q", "-p", endpoint, "-e", LABELS)
