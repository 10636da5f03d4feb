"""Every question: its file, its words, its terms, and its whole answer on the small world."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, Store

from amicorum.engine.port import Form
from amicorum.features.questions import Question, read_folder
from amicorum.rdf import iris
from amicorum.rdf.namespaces import AMI

FOLDER = Path(__file__).resolve().parents[2] / "ontology/questions"
EXPECTED = FOLDER / "expected/world"
QUESTIONS = read_folder(FOLDER)
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)


def answer(store: Store, query: str) -> dict[str, Any]:
    """What the store answers, as SPARQL JSON."""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    written = found.serialize(format=QueryResultsFormat.JSON)
    assert written is not None
    parsed: dict[str, Any] = json.loads(written)
    return parsed


def code(question: Question) -> str:
    """The query without its comments."""
    return re.sub(r"(?m)^\s*#.*$", "", question.query)


def test_all_are_there() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 40))


def test_every_expected_answer_has_its_question() -> None:
    assert sorted(path.stem for path in EXPECTED.iterdir()) == [f"cq-{question.number:02}" for question in QUESTIONS]


def test_readme_lists_every_question() -> None:
    rows = re.findall(
        r"(?m)^\| (\d+) \| (.+) \| \[`(cq-[a-z0-9-]+)`\]\((cq-[a-z0-9-]+)\.rq\) \|$", (FOLDER / "README.md").read_text(encoding="utf-8")
    )
    assert rows == [(str(q.number), q.title(), q.key, q.key) for q in QUESTIONS]


@each_question
def test_words(question: Question) -> None:
    assert question.form is Form.SELECT
    for said in (question.words, question.advice):
        assert sorted(said) == ["en", "lt", "pl"]
        assert len(set(said.values())) == 3
    selected = re.findall(r"\?\w+", code(question).split("WHERE", 1)[0])
    assert re.search(r"\?\w+", question.note), "the note says what the columns mean"
    for named in re.findall(r"\?[A-Za-z]\w*", " ".join((question.note, *question.advice.values()))):
        assert named in selected or f"VALUES {named}" in question.query, f"{named} is explained but not selected"


@each_question
def test_prefixes_are_sorted_and_used(question: Question) -> None:
    prefixes = re.findall(r"(?m)^PREFIX (\w+): ", question.query)
    assert prefixes == sorted(set(prefixes))
    body = re.sub(r"<[^>]*>", "", code(question).split("SELECT", 1)[1])
    assert sorted(set(re.findall(r"\b(\w+):(?=\w)", body))) == prefixes


@each_question
def test_terms_exist(question: Question, world: Store) -> None:
    body = code(question)
    for term in re.findall(r"\bami:(\w+)", body):
        assert term in AMI
    for concept in re.findall(r"<(scheme/[^>]+)>", body):
        known = world.quads_for_pattern(NamedNode(iris.BASE + concept), None, None, NamedNode(iris.graph("schemes")))
        assert next(known, None) is not None, f"{concept} is in no scheme"


@each_question
def test_answer_is_the_expected_one(question: Question, world: Store) -> None:
    expected = json.loads((EXPECTED / f"cq-{question.number:02}.srj").read_text(encoding="utf-8"))
    assert answer(world, question.query) == expected
    rows = expected["results"]["bindings"]
    assert rows, "an empty answer tests nothing"
    assert not [cell for row in rows for cell in row.values() if cell["type"] == "bnode"]


@each_question
def test_order_is_total(question: Question, world: Store) -> None:
    """No two rows are equal in what the query orders by, so that every engine gives the rows in one order."""
    order = re.findall(r"\?(\w+)", question.query[question.query.rindex("ORDER BY") :])
    rows = answer(world, question.query)["results"]["bindings"]
    keys = [json.dumps([row.get(name) for name in order]) for row in rows]
    assert len(set(keys)) == len(keys)
