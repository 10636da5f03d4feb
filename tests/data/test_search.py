"""Cities are found first under every name that the registers have for them, in whatever language it is."""

from __future__ import annotations

from collections import defaultdict

import pytest

from amicorum.features.search.index import Index
from amicorum.features.search.names import read_names
from amicorum.ingest.loader import Sources
from amicorum.ingest.project import Project
from amicorum.linking.folding import fold
from amicorum.rdf import iris

from .conftest import read_rows

FORMER = {
    "Vilna": "vilnius", "Wilna": "vilnius", "Wilno": "vilnius", "Lemberg": "lviv", "Lwów": "lviv", "Breslau": "wroclaw", "Danzig": "gdansk",
    "Pressburg": "bratislava", "Pozsony": "bratislava", "Königsberg": "kaliningrad", "Stettin": "szczecin", "Kolozsvár": "cluj-napoca",
    "Laibach": "ljubljana", "Agram": "zagreb", "Reval": "tallinn", "Dorpat": "tartu", "Memel": "klaipeda", "Cracovia": "krakow",
}  # fmt: skip
"""What people write who know a city by another name, and the city."""


@pytest.fixture(scope="module")
def index(sources: Sources) -> Index:
    return Index(read_names(sources.quads))


@pytest.mark.parametrize("name", FORMER)
def test_a_city_is_found_first_under_a_name_in_another_language(index: Index, name: str) -> None:
    [first, *_] = index.search(name).hits
    assert first.iri == iris.thing("city", FORMER[name])
    assert fold(first.name.text) == fold(name)


def test_every_other_name_finds_its_city_before_any_name_that_is_only_like_it(project: Project, index: Index) -> None:
    meant = defaultdict(set)
    for row in read_rows(project, "alt-names"):
        meant[row["name"]].add(iris.thing("city", row["city"]))
    assert len(meant) > 200
    for name, cities in meant.items():
        hits = index.search(name, ["city"]).hits
        exact = [hit for hit in hits if fold(hit.name.text) == fold(name)]
        assert hits[: len(exact)] == exact, name
        assert cities <= {hit.iri for hit in exact}, name
