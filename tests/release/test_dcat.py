"""The catalogue passes the official DCAT-AP shapes, and what it says of files is so."""

from __future__ import annotations

import re
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import RdfFormat, Triple, parse, serialize

from amicorum.errors import ReleaseError
from amicorum.rdf import formats
from amicorum.release.dcat import Download, describe_catalogue, read_date

ROOT = Path(__file__).parents[2]
SHAPES = ROOT.parent / "shared" / "conformance" / "dcat-ap-3.0.1"
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
CAT = rdflib.Namespace("https://w3id.org/amicorum/catalog#")
SH = rdflib.SH


@pytest.fixture(scope="module")
def metadata() -> list[Triple]:
    return [quad.triple for quad in parse(path=ROOT / "data" / "catalogue.ttl", format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def catalogue(metadata: list[Triple]) -> rdflib.Graph:
    downloads = [
        Download(path + end, 1234, "ab" * 32, form, {"en": "a file", "pl": "plik"})
        for path, form in (
            ("dumps/amicorum.nq", formats.NQUADS),
            ("dumps/amicorum.trig", formats.TRIG),
            ("dumps/amicorum.ttl", formats.TURTLE),
            ("dumps/amicorum.jsonld", formats.JSONLD),
            ("tables/cities.csv", formats.CSV_RESULTS),
        )
        for end in ("", ".gz")
    ]
    sources = ROOT / "data" / "collections" / "wikidata-twin-towns" / "source.ttl"
    triples = describe_catalogue(
        metadata,
        downloads,
        release="0123456789abcdef",
        date="2026-11-24",
        start="1921-05-01",
        base="https://example.org/a/",
        sources=parse(path=sources, format=RdfFormat.TURTLE, base_iri="https://w3id.org/amicorum/id/source/wikidata-twin-towns"),
    )
    return rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


def shapes(*names: str) -> rdflib.Graph:
    if not SHAPES.is_dir():
        pytest.skip(f"the official DCAT-AP shapes are not here ({SHAPES.name})")
    graph = rdflib.Graph()
    for name in names:
        graph.parse(SHAPES / name)
    graph.remove((None, rdflib.OWL.imports, None))
    return graph


def results(catalogue: rdflib.Graph, *names: str) -> list[tuple[str, ...]]:
    """Severity, focus node, path and value of each finding."""
    _, report, _ = pyshacl.validate(catalogue, shacl_graph=shapes(*names), inference="none")
    assert isinstance(report, rdflib.Graph)
    return sorted(
        tuple(
            re.split("[#/]", str(report.value(result, part) or ""))[-1]
            for part in (SH.resultSeverity, SH.focusNode, SH.resultPath, SH.resultMessage)
        )
        for result in report.objects(None, SH.result)
    )


@pytest.mark.parametrize("name", ["shapes.ttl", "shapes_recommended.ttl", "range.ttl", "deprecateduris.ttl"])
def test_passes_the_official_shapes(catalogue: rdflib.Graph, name: str) -> None:
    assert results(catalogue, name) == []


def test_the_shapes_would_tell(catalogue: rdflib.Graph) -> None:
    broken = rdflib.Graph() + catalogue
    broken.remove((CAT.dataset, rdflib.DCTERMS.title, None))
    assert [finding[:3] for finding in results(broken, "shapes.ttl")] == [("Violation", "dataset", "title")]


def test_misses_the_recommended_lists_only_where_they_have_no_term_for_us(catalogue: rdflib.Graph) -> None:
    """The publisher is none of the EU's corporate bodies; the shapes warn of that, and of nothing else."""
    found = {(severity, path) for severity, _, path, _ in results(catalogue, "mdr-vocabularies.shape.ttl")}
    assert found == {("Warning", "publisher")}


def test_offers_every_file_with_its_size_and_checksum(catalogue: rdflib.Graph) -> None:
    offered = {
        (
            catalogue.value(each, DCAT.downloadURL),
            catalogue.value(each, DCAT.byteSize),
            catalogue.value(each, DCAT.compressFormat) is not None,
        )
        for each in catalogue.objects(CAT.dataset, DCAT.distribution)
        if catalogue.value(each, DCAT.accessService) is None
    }
    base = "https://example.org/a/dumps/0123456789abcdef/"
    size = rdflib.Literal(1234, datatype=rdflib.XSD.nonNegativeInteger)
    names = ("amicorum.nq", "amicorum.trig", "amicorum.ttl", "amicorum.jsonld", "cities.csv")
    assert offered == {(rdflib.URIRef(base + name + end), size, bool(end)) for name in names for end in ("", ".gz")}
    sums = {str(each) for each in catalogue.objects(None, rdflib.URIRef("http://spdx.org/rdf/terms#checksumValue"))}
    assert sums == {"ab" * 32}


def test_a_list_of_others_is_a_dataset_of_its_own(catalogue: rdflib.Graph) -> None:
    listed = CAT["collection-wikidata-twin-towns"]
    assert (rdflib.URIRef("https://w3id.org/amicorum/catalog"), DCAT.dataset, listed) in catalogue
    assert rdflib.Literal("Twin towns of Wikidata, 2016", lang="en") in set(catalogue.objects(listed, rdflib.DCTERMS.title))
    [distribution] = catalogue.objects(listed, DCAT.distribution)
    assert str(catalogue.value(distribution, DCAT.accessURL)) == "https://example.org/a/graph/source/wikidata-twin-towns"
    assert str(catalogue.value(distribution, rdflib.DCTERMS.license)) == "http://creativecommons.org/publicdomain/zero/1.0/"


def test_wires_service_and_dataset_both_ways(catalogue: rdflib.Graph) -> None:
    for name, path in (("sparql", "sparql"), ("stream", "ldes")):
        assert (CAT.dataset, DCAT.distribution, CAT[f"dist-{name}"]) in catalogue
        assert (CAT[f"dist-{name}"], DCAT.accessService, CAT[name]) in catalogue
        assert (CAT[name], DCAT.servesDataset, CAT.dataset) in catalogue
        assert catalogue.value(CAT[name], DCAT.endpointURL) == rdflib.URIRef(f"https://example.org/a/{path}")


def test_the_release_is_a_version_and_a_member_of_the_series(catalogue: rdflib.Graph) -> None:
    release = catalogue.value(CAT.dataset, DCAT.hasVersion)
    assert release == CAT["release-0123456789abcdef"]
    assert str(catalogue.value(release, DCAT.version)) == "0123456789abcdef"
    assert (release, DCAT.inSeries, CAT.releases) in catalogue
    assert {str(each) for each in catalogue.objects(None, rdflib.DCTERMS.modified)} == {"2026-11-24"}


def test_every_format_on_offer_is_explained(catalogue: rdflib.Graph) -> None:
    for each in set(catalogue.objects(None, rdflib.DCTERMS.format)):
        assert catalogue.value(each, rdflib.SKOS.prefLabel) is not None, each


def test_the_date_is_what_a_person_wrote(metadata: list[Triple]) -> None:
    assert read_date(metadata) == "2026-11-23"
    with pytest.raises(ReleaseError, match="needs dct:modified"):
        read_date([])
