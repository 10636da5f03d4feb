"""The catalogue as portals take it from the running service: rdflib, CKAN's harvester, the official shapes, and every address in it."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
import rdflib
from rdflib import DCTERMS, URIRef
from rdflib.compare import to_isomorphic
from rdflib.term import Node
from tests.harvest.conftest import House
from tests.harvest.tools import HERE, find_ckan
from tests.release.test_dcat import results

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
CAT = rdflib.Namespace("https://w3id.org/amicorum/catalog#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
IANA = "https://www.iana.org/assignments/media-types/"
TABLE = Path(__file__).parents[2] / "docs" / "catalogue-quality.md"
FORMATS = {"turtle": "text/turtle", "xml": "application/rdf+xml", "json-ld": "application/ld+json", "nt": "application/n-triples"}


@pytest.fixture(scope="module")
def turtle(house: House) -> str:
    return house.get("catalog", accept="text/turtle").text


@pytest.fixture(scope="module")
def catalogue(turtle: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=turtle, format="turtle")


@pytest.mark.parametrize("name", ["xml", "nt"])
def test_rdflib_reads_the_same_in_each_format(house: House, catalogue: rdflib.Graph, name: str) -> None:
    answer = house.get("catalog", accept=FORMATS[name])
    assert answer.headers["content-type"].startswith(FORMATS[name])
    assert to_isomorphic(rdflib.Graph().parse(data=answer.text, format=name)) == to_isomorphic(catalogue)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib reads JSON-LD with it
def test_json_ld_says_the_same_with_the_context_that_it_names(house: House, catalogue: rdflib.Graph) -> None:
    document = json.loads(house.get("catalog", accept=FORMATS["json-ld"]).text)
    assert document["@context"] == "https://w3id.org/amicorum/context.jsonld"
    document["@context"] = house.get("context.jsonld").json()["@context"]
    read = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    assert to_isomorphic(read) == to_isomorphic(catalogue)


@pytest.mark.parametrize("name", ["shapes.ttl", "shapes_recommended.ttl", "range.ttl", "deprecateduris.ttl"])
def test_what_the_service_answers_passes_the_official_shapes(catalogue: rdflib.Graph, name: str) -> None:
    assert results(catalogue, name) == []


def test_it_misses_the_recommended_lists_only_where_they_have_no_term_for_us(catalogue: rdflib.Graph) -> None:
    assert {(severity, path) for severity, _, path, _ in results(catalogue, "mdr-vocabularies.shape.ttl")} == {("Warning", "publisher")}


def files(catalogue: rdflib.Graph) -> list[Node]:
    return sorted(each for each in catalogue.subjects(DCAT.downloadURL) if (CAT.dataset, DCAT.distribution, each) in catalogue)


def test_every_file_is_what_the_catalogue_says_of_it(house: House, catalogue: rdflib.Graph) -> None:
    assert len(files(catalogue)) == 22
    for each in files(catalogue):
        answer = house.get(str(catalogue.value(each, DCAT.downloadURL)), **{"accept-encoding": "identity"})
        assert answer.status_code == 200, each
        assert len(answer.content) == int(answer.headers["content-length"]) == catalogue.value(each, DCAT.byteSize).toPython(), each
        checksum = catalogue.value(each, SPDX.checksum)
        assert str(catalogue.value(checksum, SPDX.algorithm)).endswith("sha256")
        assert hashlib.sha256(answer.content).hexdigest() == str(catalogue.value(checksum, SPDX.checksumValue)).lower(), each
        declared = catalogue.value(each, DCAT.compressFormat) or catalogue.value(each, DCAT.mediaType)
        assert IANA + answer.headers["content-type"].partition(";")[0] == str(declared), each


def test_the_marks_by_the_running_service(house: House, catalogue: rdflib.Graph) -> None:
    """The rows of the documented table that only a service can earn: each is asked of every distribution, the services included."""
    asked = {"access URL answers": DCAT.accessURL, "download URL answers": DCAT.downloadURL}
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in TABLE.read_text(encoding="utf-8").splitlines()]
    assert {row[1] for row in rows if row[-1] == "yes, by the running service"} == set(asked)
    for metric, term in asked.items():
        addresses = set(catalogue.objects(None, term))
        assert len(addresses) >= 22, metric
        assert {house.get(str(each)).status_code for each in addresses} == {200}, metric


def test_services_answer_where_the_catalogue_says(house: House, catalogue: rdflib.Graph) -> None:
    services = set(catalogue.subjects(rdflib.RDF.type, DCAT.DataService))
    assert services == {CAT.sparql, CAT.stream}
    for each in services:
        assert (each, DCAT.servesDataset, CAT.dataset) in catalogue
        assert catalogue.value(predicate=DCAT.accessService, object=each) is not None
        assert house.get(str(catalogue.value(each, DCAT.endpointURL))).status_code == 200
        assert house.get(str(catalogue.value(each, DCAT.endpointDescription)), accept="text/turtle").status_code == 200


def test_a_ckan_portal_takes_it_in(house: House, turtle: str, catalogue: rdflib.Graph) -> None:
    done = subprocess.run([find_ckan(), HERE / "ckan_reader.py"], input=turtle, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    datasets = {_extras(each)["uri"]: each for each in json.loads(done.stdout)}
    release = house.releases[0].id
    assert set(datasets) == {str(CAT.dataset), str(CAT[f"release-{release}"])}
    taken = datasets[str(CAT.dataset)]
    assert taken["title"] in {str(each) for each in catalogue.objects(CAT.dataset, DCTERMS.title)}
    assert taken["version"] == release
    assert {each["name"] for each in taken["tags"]} >= {"letters of intent", "miasta partnerskie"}
    extras = _extras(taken)
    assert extras["identifier"] == str(CAT.dataset)
    assert extras["frequency"].endswith("/frequency/IRREG")
    assert extras["publisher_name"] in {"Amicorum contributors", "Współtwórcy Amicorum"}
    assert json.loads(extras["spatial_bbox"])["type"] == "Polygon"
    resources = {each["uri"]: each for each in taken["resources"]}
    assert set(resources) == {str(each) for each in catalogue.objects(CAT.dataset, DCAT.distribution)}
    for each in files(catalogue):
        resource = resources[str(each)]
        assert resource["download_url"] == str(catalogue.value(each, DCAT.downloadURL))
        assert int(resource["size"]) == catalogue.value(each, DCAT.byteSize).toPython()
        assert resource["hash"] == str(catalogue.value(catalogue.value(each, SPDX.checksum), SPDX.checksumValue))
        assert URIRef(IANA + resource["mimetype"].removeprefix(IANA)) == catalogue.value(each, DCAT.mediaType)
        assert resource["license"].endswith("/licence/CC0")


def _extras(dataset: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {each["key"]: each["value"] for each in dataset["extras"]}
