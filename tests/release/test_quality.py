"""The marks that data.europa.eu's metadata quality method gives the catalogue, and the table of them in the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib import DCTERMS, URIRef
from rdflib.term import Node

from amicorum.release.build_input import BuildInput
from amicorum.release.pipeline import build

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "catalogue-quality.md"
TINY = Path(__file__).parent / "tiny.trig"
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
CAT = rdflib.Namespace("https://w3id.org/amicorum/catalog#")
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
OPEN = {URIRef(f"{EU}file-type/{code}") for code in ("CSV", "JSON", "JSON_LD", "RDF_N_QUADS", "RDF_TRIG", "RDF_TURTLE")}
"""Of the formats that the method counts as machine-readable and as nobody's property, those that we could use."""

Check = Callable[[rdflib.Graph, Node], bool]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    metadata = [quad.triple for quad in parse(path=ROOT / "data" / "catalogue.ttl", format=RdfFormat.TURTLE)]
    build_input = BuildInput(list(parse(path=TINY, format=RdfFormat.TRIG)), metadata, "2026-11-23")
    folder = build(build_input, tmp_path_factory.mktemp("quality"), step=lambda _: None).release.folder
    return rdflib.Graph().parse(folder / "catalogue.ttl")


def has(*properties: URIRef) -> Check:
    return lambda graph, node: all((node, each, None) in graph for each in properties)


def taken_from(start: str, *properties: URIRef) -> Check:
    return lambda graph, node: all(str(graph.value(node, each)).startswith(start) for each in properties)


def known(graph: rdflib.Graph, node: Node) -> bool:
    return taken_from(EU + "file-type/", DCTERMS.format)(graph, node) and taken_from(IANA, DCAT.mediaType)(graph, node)


def unbound(graph: rdflib.Graph, node: Node) -> bool:
    return graph.value(node, DCTERMS.format) in OPEN


METRICS: tuple[tuple[str, str, int, str, Check | None], ...] = (
    ("Findability", "keywords", 30, "dataset", has(DCAT.keyword)),
    ("Findability", "categories", 30, "dataset", has(DCAT.theme)),
    ("Findability", "place", 20, "dataset", has(DCTERMS.spatial)),
    ("Findability", "time", 20, "dataset", has(DCTERMS.temporal)),
    ("Accessibility", "access URL answers", 50, "distribution", None),
    ("Accessibility", "download URL given", 20, "distribution", has(DCAT.downloadURL)),
    ("Accessibility", "download URL answers", 30, "distribution", None),
    ("Interoperability", "format", 20, "distribution", has(DCTERMS.format)),
    ("Interoperability", "media type", 10, "distribution", has(DCAT.mediaType)),
    ("Interoperability", "both from the vocabularies", 10, "distribution", known),
    ("Interoperability", "nobody's property", 20, "distribution", unbound),
    ("Interoperability", "machine-readable", 20, "distribution", unbound),
    ("Interoperability", "passes DCAT-AP", 30, "dataset", None),
    ("Reusability", "licence", 20, "distribution", has(DCTERMS.license)),
    ("Reusability", "licence from the vocabulary", 10, "distribution", taken_from(EU + "licence/", DCTERMS.license)),
    ("Reusability", "access rights", 10, "dataset", has(DCTERMS.accessRights)),
    ("Reusability", "access rights from the vocabulary", 5, "dataset", taken_from(EU + "access-right/", DCTERMS.accessRights)),
    ("Reusability", "contact point", 20, "dataset", has(DCAT.contactPoint)),
    ("Reusability", "publisher", 10, "dataset", has(DCTERMS.publisher)),
    ("Contextuality", "rights", 5, "distribution", has(DCTERMS.rights)),
    ("Contextuality", "file size", 5, "distribution", has(DCAT.byteSize)),
    ("Contextuality", "date of issue", 5, "distribution", has(DCTERMS.issued)),
    ("Contextuality", "date of modification", 5, "distribution", has(DCTERMS.modified)),
)
"""Dimension, metric, points, what it is asked of, and how; None where another test or the running service has the answer."""


def reached(catalogue: rdflib.Graph, where: str, check: Check | None, nodes: Iterable[Node]) -> str:
    if check is None:
        return "yes, by the running service" if where == "distribution" else "yes, by the official shapes"
    return "yes" if all(check(catalogue, node) for node in nodes) else "no"


def test_the_documented_table_is_what_the_catalogue_reaches(catalogue: rdflib.Graph) -> None:
    nodes: dict[str, list[Node]] = {
        "dataset": [CAT.dataset],
        # A service is no file: it has neither size nor download.
        "distribution": [
            each for each in catalogue.objects(CAT.dataset, DCAT.distribution) if not catalogue.value(each, DCAT.accessService)
        ],
    }
    assert len(nodes["distribution"]) == 22
    rows = [
        f"| {dimension} | {metric} | {points} | {where} | {reached(catalogue, where, check, nodes[where])} |"
        for dimension, metric, points, where, check in METRICS
    ]
    documented = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert documented[1:] == rows
    assert not any(row.endswith("| no |") for row in rows)
    assert f"{sum(metric[2] for metric in METRICS)} points" in TABLE.read_text(encoding="utf-8")


def test_the_checks_would_tell(catalogue: rdflib.Graph) -> None:
    broken = rdflib.Graph() + catalogue
    for part in (DCAT.keyword, DCTERMS.accessRights):
        broken.remove((CAT.dataset, part, None))
    lost = sum(points for _, _, points, where, check in METRICS if where == "dataset" and check and not check(broken, CAT.dataset))
    assert lost == 30 + 10 + 5
