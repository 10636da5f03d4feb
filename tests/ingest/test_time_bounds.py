"""`fn:time`: the times that it names, and what is said of each."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from amicorum.ingest.time_bounds import NamedTimes
from amicorum.rdf.iris import concept, thing
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import RDF, XSD


def test_a_time_is_named_by_its_text() -> None:
    assert NamedTimes().name(Literal("[2019-11..2019-12]")) == NamedNode(thing("time", "in-2019-11_2019-12"))


def test_what_is_no_time_has_no_name() -> None:
    times = NamedTimes()
    assert times.name(Literal("yesterday")) is None
    assert times.name(NamedNode("https://example.org/2018")) is None


def test_only_times_that_statements_name_are_found() -> None:
    times = NamedTimes()
    named, _other = times.name(Literal("1991")), times.name(Literal("1992"))
    assert isinstance(named, NamedNode)
    act = NamedNode(thing("act", "a"))
    assert times.find([Triple(act, AMI.occurred, named), Triple(act, AMI.occurred, Literal("1992"))]) == {named}


def test_a_period_with_an_open_end_is_described_by_the_bounds_it_has() -> None:
    times = NamedTimes()
    name = times.name(Literal("2015-02/.."))
    assert isinstance(name, NamedNode)
    assert set(times.describe(name)) == {
        Triple(name, RDF.type, AMI.TimeBounds),
        Triple(name, AMI.edtf, Literal("2015-02/..")),
        Triple(name, AMI.precision, NamedNode(concept("date-precision", "interval"))),
        Triple(name, AMI.earliestStart, Literal("2015-02-01", datatype=XSD.date)),
        Triple(name, AMI.latestStart, Literal("2015-02-28", datatype=XSD.date)),
    }
