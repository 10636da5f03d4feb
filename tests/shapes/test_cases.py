"""Every shape against its two cases: the whole result as written in `expected.csv`, and the same from pySHACL alone."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as Answer
from tests.project_shapes import SHAPES, read_project_shapes
from tests.shacl_oracle import ask_pyshacl

from amicorum.translations import LANGUAGES
from amicorum.validation.dataset import load
from amicorum.validation.literals import as_written
from amicorum.validation.report import Result
from amicorum.validation.run import find_focus_nodes, validate
from amicorum.validation.shape_tests import find_case, read_case
from amicorum.validation.shapes import Shapes
from amicorum.validation.writers.readable import describe

CASES = SHAPES / "cases"
Row = tuple[str, str, str, str, str]


def _names() -> list[str]:
    return [rule.name for rule in read_project_shapes().rules]


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return read_project_shapes()


@pytest.fixture(scope="module")
def expected() -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    with (CASES / "expected.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["shape"], []).append((row["severity"], row["focus"], row["path"], row["value"], row["graph"]))
    return rows


def _rows(results: Iterable[Result], shapes: Shapes) -> list[Row]:
    rows = []
    for result in results:
        said = describe(result, shapes)
        rows.append((URIRef(result.severity).fragment, said["focus"], said["path"], said["value"], said["graph"]))
    return sorted(rows)


class PreparedGraph(Graph):
    """Parses a query that it is asked again only once: pySHACL asks the same of each node, and parsing takes most of the time."""

    def query(self, query_object: str | Query, *arguments, **options) -> Answer:  # type: ignore[no-untyped-def]  # as rdflib has them
        return super().query(prepare(query_object) if isinstance(query_object, str) else query_object, *arguments, **options)


@cache
def prepare(text: str) -> Query:
    return prepareQuery(text, initNs=dict(Graph().namespaces()))


def _case(shapes: Shapes, name: str, kind: str) -> Path:
    path = find_case(CASES, shapes.only(name).rules[0], kind)
    assert path is not None, f"{name} has no {kind} case"
    return path


def test_every_rule_speaks_the_languages_of_the_pages(shapes: Shapes) -> None:
    """What it is called and what to do, in each: nobody mends what they cannot read."""
    for rule in shapes.rules:
        for words in (rule.labels, rule.messages):
            assert sorted(words) == sorted(LANGUAGES), rule.name
            assert len(set(words.values())) == len(LANGUAGES), rule.name


@pytest.mark.parametrize("name", _names())
def test_invalid_case_gives_the_expected_results(name: str, shapes: Shapes, expected: dict[str, list[Row]]) -> None:
    report = validate(read_case(_case(shapes, name, "invalid")), shapes.only(name))
    assert _rows(report.results, shapes) == sorted(expected[name])


@pytest.mark.parametrize("name", _names())
def test_valid_case_conforms_and_is_looked_at(name: str, shapes: Shapes) -> None:
    only = shapes.only(name)
    dataset = load(read_case(_case(shapes, name, "valid")))
    assert find_focus_nodes(only.rules[0], only, dataset, dataset.hierarchy())
    assert validate(read_case(_case(shapes, name, "valid")), only).results == []


@pytest.mark.parametrize("kind", ["valid", "invalid"])
@pytest.mark.parametrize("name", _names())
def test_pyshacl_alone_finds_the_same(name: str, kind: str, shapes: Shapes) -> None:
    """pySHACL with its own targeting over a plain rdflib graph, without set queries and without Oxigraph's SPARQL."""
    only = shapes.only(name)
    rule = only.rules[0]
    quads = read_case(_case(shapes, name, kind))
    dataset = load(quads)
    with as_written():
        plain = PreparedGraph()
        for triple in dataset.union:
            plain.add(triple)
        focus = rule.shape.focus_nodes(plain)
        assert focus == set(find_focus_nodes(rule, only, dataset, dataset.hierarchy()))
        if rule.each_graph:
            alone = ask_pyshacl(rule, only, dataset, sorted(focus, key=str))
        else:
            alone = ask_pyshacl(rule, only, dataset, sorted(focus, key=str), union=plain)
    assert _rows(alone, shapes) == _rows(validate(quads, only).results, shapes)


def test_every_expected_row_has_a_shape(shapes: Shapes, expected: dict[str, list[Row]]) -> None:
    assert set(expected) == {rule.name for rule in shapes.rules}


def test_the_readme_lists_every_shape(shapes: Shapes) -> None:
    text = (SHAPES / "README.md").read_text(encoding="utf-8")
    assert [rule.name for rule in shapes.rules if f"[`{rule.name}`]" not in text] == []
