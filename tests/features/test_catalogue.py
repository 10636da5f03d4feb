"""What the page of the catalogue takes from the DCAT of a release."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from amicorum.features.catalogue import read_catalogue

DCAT = b"""
PREFIX cat: <https://w3id.org/amicorum/catalog#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
cat:collection-towns a dcat:Dataset ; dct:title "Towns"@en ; dct:isPartOf cat:dataset ;
  dct:identifier "https://w3id.org/amicorum/graph/source/towns" .
cat:dataset a dcat:Dataset ; dct:title "Amicorum"@en , "Amicorum"@pl .
cat:release-1 a dcat:Dataset ; dct:title "Amicorum, release 1"@en .
"""


def test_the_dataset_is_the_whole_and_lists_of_others_are_parts_of_it() -> None:
    catalogue = read_catalogue(quad.triple for quad in parse(DCAT, format=RdfFormat.TURTLE))
    assert catalogue.dataset
    assert catalogue.dataset.titles == {"en": "Amicorum", "pl": "Amicorum"}
    assert [(each.titles["en"], each.identifier) for each in catalogue.collections] == [
        ("Towns", "https://w3id.org/amicorum/graph/source/towns")
    ]


def test_a_catalogue_without_datasets_has_none() -> None:
    catalogue = read_catalogue([])
    assert (catalogue.dataset, catalogue.collections) == (None, [])
