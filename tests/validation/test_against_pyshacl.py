"""The set queries give pySHACL's results on changed cases too, where several things share a value and parts are missing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad
from rdflib import Graph
from tests.project_shapes import SHAPES, read_project_shapes
from tests.shacl_oracle import ask_pyshacl

from amicorum.validation.dataset import load
from amicorum.validation.literals import as_written
from amicorum.validation.report import Result
from amicorum.validation.run import find_results, validate_dataset
from amicorum.validation.shape_tests import find_case, read_case

RULES = (
    "agent-once", "context-cities", "ended-end", "external-shared", "homepage-one", "identifier-several", "identifier-shared",
    "institutional-party", "isil-unique", "label-language", "reference-known", "same-city", "same-parties", "signed-founded",
    "signed-published", "term-deprecated", "twinning-cities", "twinning-party", "wikidata-one",
)  # fmt: skip
"""Rules whose set queries are more than the pattern that they look for."""


def read_cases(name: str) -> list[Quad]:
    rule = read_project_shapes().only(name).rules[0]
    paths = [find_case(SHAPES / "cases", rule, kind) for kind in ("invalid", "valid")]
    return [quad for path in paths if path for quad in read_case(path)]


def changed(quads: list[Quad]) -> st.SearchStrategy[list[Quad]]:
    """The quads without some of them, and with others made of their parts: a property keeps the kind of thing it is of and leads to."""
    parts = st.sampled_from(quads)
    made = st.tuples(parts, parts, parts).map(
        lambda each: Quad(
            each[1].subject if each[1].predicate == each[0].predicate else each[0].subject,
            each[0].predicate,
            each[2].object if each[2].predicate == each[0].predicate else each[0].object,
            each[1].graph_name,
        )
    )
    return st.tuples(st.sets(st.integers(0, len(quads) - 1), max_size=3), st.lists(made, max_size=8)).map(
        lambda each: [*(quad for number, quad in enumerate(quads) if number not in each[0]), *each[1]]
    )


def rows(results: list[Result]) -> set[tuple[str, str, str]]:
    return {(str(each.focus), "" if each.value is None else each.value.n3(), each.component) for each in results}


@pytest.mark.parametrize("name", RULES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_changed_cases_give_what_pyshacl_gives(name: str, data: st.DataObject) -> None:
    only = read_project_shapes().only(name)
    rule = only.rules[0]
    dataset = load(data.draw(changed(read_cases(name))))
    with as_written():
        plain = Graph()
        for triple in dataset.union:
            plain.add(triple)
        expected = ask_pyshacl(rule, only, dataset, rule.shape.focus_nodes(plain), union=plain)
        assert rows(find_results(rule, only, dataset, dataset.hierarchy())) == rows(expected)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_asked_about_a_few_things_a_report_is_the_part_about_them(data: st.DataObject) -> None:
    quads = data.draw(changed([quad for name in RULES for quad in read_cases(name)]))
    things = sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})
    about = data.draw(st.sets(st.sampled_from(things), min_size=1, max_size=20))
    dataset, shapes = load(quads), read_project_shapes()
    everything = [each for each in validate_dataset(dataset, shapes, threads=2).results if str(each.focus) in about]
    assert validate_dataset(dataset, shapes, about=about).results == everything
