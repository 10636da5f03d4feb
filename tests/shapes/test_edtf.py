"""Date texts and their bounds against the `edtf` library."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad
from tests.edtf_texts import TIMES
from tests.project_shapes import read_project_shapes

from amicorum.ingest.time_bounds import NamedTimes
from amicorum.rdf.iris import NS, thing
from amicorum.validation.run import validate

XSD_DATE = NamedNode("http://www.w3.org/2001/XMLSchema#date")
Bounds = tuple[str, str, str, str]
NAMES = ("earliestStart", "latestStart", "earliestEnd", "latestEnd")


def _day(moment: time.struct_time) -> str:
    return date(*moment[:3]).isoformat()


def _window(text: str) -> tuple[str, str]:
    """The first and last day of a simple date."""
    parsed = parse_edtf(text)
    return _day(parsed.lower_strict()), _day(parsed.upper_strict())


@given(st.lists(TIMES, min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_the_bounds_that_a_text_is_read_as_agree_with_it(texts: list[str]) -> None:
    times = NamedTimes()
    names = {name for text in texts if isinstance(name := times.name(Literal(text)), NamedNode)}
    quads = [Quad(*triple) for name in names for triple in times.describe(name)]
    assert [str(result.focus) for result in validate(quads, read_project_shapes().only("edtf-bounds")).results] == []


SIMPLE = ["2018-05-21", "2019-02", "2020-02", "2000-02", "1900-02", "2018-04", "2018-12", "1991", "2024", "195X"]
PERIODS = ["2017/2022", "2016-02/2020-02", "2018-05-21/2023-05-20", "2018/2019-06"]


@pytest.mark.parametrize("text", SIMPLE)
def test_simple_dates(text: str) -> None:
    first, last = _window(text)
    _assert_only_these(text, (first, last, first, last))


@pytest.mark.parametrize("text", PERIODS)
def test_periods(text: str) -> None:
    start, end = text.split("/")
    _assert_only_these(text, (*_window(start), *_window(end)))


@pytest.mark.parametrize(("start", "end"), [("2019-11", "2019-12"), ("2016", "2018-02"), ("2018-05-21", "2018-05-23")])
def test_sets(start: str, end: str) -> None:
    first, last = _window(start)[0], _window(end)[1]
    _assert_only_these(f"[{start}..{end}]", (first, last, first, last))


def _refused(text: str, bounds: Bounds) -> bool:
    node = NamedNode(thing("time", "t"))
    quads = [Quad(node, NamedNode(NS + "edtf"), Literal(text))]
    quads += [Quad(node, NamedNode(NS + name), Literal(day, datatype=XSD_DATE)) for name, day in zip(NAMES, bounds, strict=True)]
    return bool(validate(quads, read_project_shapes().only("edtf-bounds")).results)


def _assert_only_these(text: str, bounds: Bounds) -> None:
    """These bounds are right, and with any of them a day off they are wrong."""
    assert not _refused(text, bounds)
    for place in range(4):
        moved = (date.fromisoformat(bounds[place]) + timedelta(days=1)).isoformat()
        assert _refused(text, (*bounds[:place], moved, *bounds[place + 1 :]))  # type: ignore[arg-type]
