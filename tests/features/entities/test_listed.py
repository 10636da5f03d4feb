"""Twin towns that lists name: from which side they are stated, and which are left out because we know them."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from amicorum.features.entities.listed import BOTH, HERE, THERE, read_listed_place, read_listed_twins
from amicorum.features.entities.statements import Statement, Statements
from amicorum.rdf.iris import source_graph, thing
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import RDFS

GRAPH = NamedNode(source_graph("list"))
GROSNY, KRAKOW, SIVAS, LUKOW = (NamedNode(thing("place", key)) for key in ("grosny", "krakow", "sivas", "lukow"))
STATEMENTS = Statements(
    [
        Statement(GROSNY, RDFS.label, Literal("Grosny"), GRAPH),
        Statement(GROSNY, AMI.listedTwin, KRAKOW, GRAPH),
        Statement(KRAKOW, AMI.listedTwin, GROSNY, GRAPH),
        Statement(GROSNY, AMI.listedTwin, SIVAS, GRAPH),
        Statement(LUKOW, AMI.listedTwin, GROSNY, GRAPH),
        Statement(LUKOW, AMI.listedTwin, KRAKOW, GRAPH),
    ]
)


def test_tells_from_which_side_a_twin_is_stated() -> None:
    twins = read_listed_twins(STATEMENTS, GROSNY)
    assert [(twin.place, twin.side) for twin in twins] == [(KRAKOW, BOTH), (LUKOW, THERE), (SIVAS, HERE)]
    assert all(twin.graphs == (GRAPH.value,) for twin in twins)


def test_leaves_out_twins_that_are_known_already() -> None:
    assert [twin.place for twin in read_listed_twins(STATEMENTS, GROSNY, {KRAKOW, SIVAS})] == [LUKOW]


def test_reads_a_place_that_nobody_has_described() -> None:
    place = read_listed_place(STATEMENTS, GROSNY)
    assert (place.thing, place.point, len(place.listed)) == (GROSNY, None, 3)
