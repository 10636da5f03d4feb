"""The small world follows the model: it breaks no rule of the shapes but the one that question 35 is about."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import DefaultGraph, Store

from amicorum.rdf import iris
from amicorum.validation.run import validate
from amicorum.validation.shapes import read_shapes

SHAPES = Path(__file__).resolve().parents[2] / "shapes"


def test_world_breaks_no_rule_but_one(world: Store) -> None:
    report = validate([quad for quad in world if quad.graph_name != DefaultGraph()], read_shapes(SHAPES))
    broken = {str(result.focus) for result in report.results if result.severity.endswith("Violation")}
    assert broken == {iris.source_graph("forgotten")}
