"""What the graph and its VoID description say of its size and its links is so."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions, RdfFormat, Store, parse

from amicorum.release.build_input import BuildInput
from amicorum.release.pipeline import build
from amicorum.release.release import Release, load

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parent / "tiny.trig"
SOURCE = """
<https://w3id.org/amicorum/graph/source/krakow-pl-0a1b2c> {
  <https://w3id.org/amicorum/id/source/krakow-pl-0a1b2c> a <https://w3id.org/amicorum/ns#SourceDocument> ;
    <http://purl.org/dc/terms/issued> "2018-05-22"^^<http://www.w3.org/2001/XMLSchema#date> ;
    <http://purl.org/dc/terms/license> <https://creativecommons.org/publicdomain/zero/1.0/> ;
    <http://creativecommons.org/ns#attributionName> "krakow.pl" .
}
"""
PREFIXES = {
    "cc": "http://creativecommons.org/ns#",
    "dct": "http://purl.org/dc/terms/",
    "ami": "https://w3id.org/amicorum/ns#",
    "cat": "https://w3id.org/amicorum/catalog#",
    "void": "http://rdfs.org/ns/void#",
    "g": "https://w3id.org/amicorum/graph/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    metadata = [quad.triple for quad in parse(path=ROOT / "data" / "catalogue.ttl", format=RdfFormat.TURTLE)]
    quads = list(parse(TINY.read_text() + SOURCE, format=RdfFormat.TRIG))
    build_input = BuildInput(quads, metadata, "2026-11-23")
    return build(build_input, tmp_path_factory.mktemp("void"), step=lambda _: None, base="https://example.org/").release


@pytest.fixture(scope="module")
def void(release: Release) -> Store:
    """The summary."""
    store = Store()
    store.load(path=release.folder / "void.ttl", format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def graphs(release: Release) -> Store:
    """What is told of each graph of a source."""
    store = Store()
    store.load(path=release.folder / "void-graphs.ttl", format=RdfFormat.TURTLE)
    return store


def select(store: Store, query: str) -> list[tuple[str, ...]]:
    rows = store.query(query, prefixes=PREFIXES)
    assert isinstance(rows, QuerySolutions)
    return sorted(tuple(str(getattr(term, "value", term)) for term in row) for row in rows)


def test_counts_are_those_of_the_graph(release: Release, void: Store, graphs: Store) -> None:
    store = load(release)
    default = [quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())]
    assert select(
        void, "SELECT ?t ?s ?p ?o { cat:dataset void:triples ?t ; void:distinctSubjects ?s ; void:properties ?p ; void:distinctObjects ?o }"
    ) == [
        (
            str(len(default)),
            str(len({each.subject for each in default})),
            str(len({each.predicate for each in default})),
            str(len({each.object for each in default})),
        )
    ]
    rows = select(void, "SELECT ?graph ?n { cat:dataset void:subset ?graph . ?graph void:triples ?n FILTER (!CONTAINS(STR(?graph), '#')) }")
    rows += select(graphs, "SELECT ?graph ?n { cat:graphs-of-source void:subset ?graph . ?graph void:triples ?n }")
    assert {(graph, int(count)) for graph, count in rows} == set(release.manifest.graphs.items())


def test_the_summary_counts_the_graphs_of_sources_and_names_none(void: Store, graphs: Store) -> None:
    assert (
        select(void, "SELECT ?x { ?x ?p ?o FILTER (CONTAINS(STR(?x), 'krakow-pl-0a1b2c') || CONTAINS(STR(?o), 'krakow-pl-0a1b2c')) }") == []
    )
    sizes = select(graphs, "SELECT ?graph ?n { cat:graphs-of-source void:subset ?graph . ?graph void:triples ?n }")
    query = """SELECT ?n ?graphs ?list { cat:dataset void:subset cat:graphs-of-source .
      cat:graphs-of-source void:triples ?n ; void:documents ?graphs ; rdfs:seeAlso ?list }"""
    total = sum(int(size) for _, size in sizes)
    assert select(void, query) == [(str(total), str(len(sizes)), "https://example.org/void/source")]


def test_a_graph_of_a_source_is_told_of_with_its_source(graphs: Store) -> None:
    graph = "<https://w3id.org/amicorum/graph/source/krakow-pl-0a1b2c>"
    query = f"SELECT ?source ?by {{ {graph} dct:source ?source ; dct:license ?licence ; cc:attributionName ?by }}"
    assert select(graphs, query) == [("https://w3id.org/amicorum/id/source/krakow-pl-0a1b2c", "krakow.pl")]


def test_partitions_cover_every_class_and_property(release: Release, void: Store) -> None:
    store = load(release)
    default = [quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())]
    parts = select(
        void, "SELECT ?property ?n { cat:dataset void:propertyPartition ?part . ?part void:property ?property ; void:triples ?n }"
    )
    assert sum(int(count) for _, count in parts) == len(default)
    assert {name for name, _ in parts} == {each.predicate.value for each in default}
    [[cities]] = select(void, "SELECT ?n { cat:dataset void:classPartition ?part . ?part void:class ami:City ; void:entities ?n }")
    assert cities == "2"


def test_linksets_count_links_by_target_and_property(void: Store) -> None:
    links = select(
        void,
        "SELECT ?space ?p ?n { ?set a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ; void:objectsTarget/void:uriSpace ?space }",
    )
    assert links == [
        ("http://publications.europa.eu/resource/authority/country/", "https://w3id.org/amicorum/ns#inCountry", "4"),
        ("http://www.wikidata.org/entity/", "http://www.w3.org/2002/07/owl#sameAs", "2"),
        ("https://sws.geonames.org/", "https://schema.org/sameAs", "1"),
    ]


def test_names_dumps_and_endpoint_where_the_service_is(release: Release, void: Store) -> None:
    dumps = {dump for (dump,) in select(void, "SELECT ?dump { cat:dataset void:dataDump ?dump }")}
    assert {dump.removeprefix(f"https://example.org/dumps/{release.id}/") for dump in dumps} == {
        f"amicorum.{form}{end}" for form in ("nq", "trig", "ttl", "jsonld") for end in ("", ".gz")
    }
    assert select(void, "SELECT ?at { cat:dataset void:sparqlEndpoint ?at }") == [("https://example.org/sparql",)]


def test_every_graph_has_source_date_licence_and_attribution(release: Release) -> None:
    store = load(release)
    found = select(
        store,
        "SELECT ?graph ?source ?issued ?by { GRAPH g:catalogue {"
        " ?graph dct:source ?source ; dct:issued ?issued ; dct:modified '2026-11-23'^^xsd:date ;"
        " dct:license ?licence ; cc:attributionName ?by } }",
    )
    base = "https://w3id.org/amicorum/"
    own = [
        (f"{base}graph/{name}", f"{base}catalog#dataset", "2026-11-23", "Amicorum contributors")
        for name in ("catalogue", "curated", "links", "ontology", "schemes")
    ]
    said = (f"{base}graph/source/krakow-pl-0a1b2c", f"{base}id/source/krakow-pl-0a1b2c", "2018-05-22", "krakow.pl")
    assert [each for each in found if not each[0].endswith("inferred")] == sorted([*own, said])


def test_explains_no_terms_of_others(release: Release) -> None:
    subjects = {quad.subject for quad in load(release).quads_for_pattern(None, None, None, NamedNode(PREFIXES["g"] + "catalogue"))}
    assert NamedNode("http://publications.europa.eu/resource/authority/data-theme/EDUC") not in subjects
