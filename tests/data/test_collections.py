"""The collections that come with the project: read with it, they are what their sources count; checks know their things too."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from amicorum.imports.join import Joined, join_collections
from amicorum.ingest.loader import Sources
from amicorum.ingest.project import Project
from amicorum.rdf.iris import BASE, source_graph
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import OWL
from amicorum.release.build_input import find_collections
from amicorum.release.validation import SubmissionChecker

DOCUMENT = """BASE <https://w3id.org/amicorum/>
PREFIX ami: <https://w3id.org/amicorum/ns#>
GRAPH <graph/curated> { <id/city/krakow> ami:listedTwin <id/place/q5196>, <id/place/q0> }
"""


@pytest.fixture(scope="module")
def joined(project: Project, sources: Sources) -> Joined:
    return join_collections(find_collections(project), sources.quads)


def test_twin_towns_are_as_many_as_the_list_has(joined: Joined) -> None:
    twins = [quad for quad in joined.quads if quad.predicate == AMI.listedTwin]
    pairs = Counter(frozenset((quad.subject, quad.object)) for quad in twins)
    assert {quad.graph_name.value for quad in twins if isinstance(quad.graph_name, NamedNode)} == {source_graph("wikidata-twin-towns")}
    assert len(pairs) == 17_401
    assert Counter(pairs.values()) == {2: 16_777, 1: 624}


def test_no_item_is_two_things(sources: Sources, joined: Joined) -> None:
    owners: dict[object, set[object]] = {}
    for quad in [*sources.quads, *joined.quads]:
        if quad.predicate == OWL.sameAs:
            owners.setdefault(quad.object, set()).add(quad.subject)
    assert [item for item, things in owners.items() if len(things) > 1] == []


def test_our_cities_have_the_twins_of_their_items(joined: Joined) -> None:
    vilnius = NamedNode(BASE + "id/city/vilnius")
    assert len({quad.object for quad in joined.quads if quad.subject == vilnius and quad.predicate == AMI.listedTwin}) > 40
    krakow = Quad(vilnius, AMI.listedTwin, NamedNode(BASE + "id/city/krakow"), NamedNode(source_graph("wikidata-twin-towns")))
    assert krakow in joined.quads


def test_a_file_may_name_a_place_of_a_list_and_nothing_else(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "twins.trig"
    file.write_text(DOCUMENT, encoding="utf-8")
    report = SubmissionChecker(project).check([file])
    assert [str(result.value) for result in report.results if result.rule.name == "reference-known"] == [BASE + "id/place/q0"]
