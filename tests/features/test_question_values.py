"""Questions asked with other values: found in their VALUES clauses, written as terms."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from amicorum.errors import BadQuery
from amicorum.features.question_values import fill, list_parameters

QUESTIONS = sorted((Path(__file__).parents[2] / "ontology" / "questions").glob("*.rq"))
QUERY = """BASE <https://w3id.org/amicorum/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT * { VALUES ?city { <id/city/krakow> } VALUES (?year ?n) { (2018 2) } VALUES ?day { "2019-07-01"^^xsd:date } VALUES ?language { "en" }
  VALUES ?step { 1 2 3 } VALUES ?papers { <id/agreement/a> <id/agreement/b> } VALUES ?city { <id/city/krakow> } }"""


def show(query: str) -> dict[str, tuple[str, ...]]:
    return {each.name: each.values for each in list_parameters(query)}


def test_parameters_are_found() -> None:
    assert show(QUERY) == {
        "city": ("city/krakow",),
        "year": ("2018",),
        "n": ("2",),
        "day": ("2019-07-01",),
        "language": ("en",),
        "papers": ("agreement/a", "agreement/b"),
    }
    assert [each.name for each in list_parameters(QUERY) if each.is_thing] == ["city", "papers"]


def test_values_take_the_place_of_those_that_stand_there() -> None:
    values = {
        "city": "city/vilnius",
        "year": "2020",
        "day": "2020-01-01",
        "language": 'l"t',
        "papers": "https://w3id.org/amicorum/id/agreement/c",
    }
    filled = fill(QUERY, values)
    assert show(filled) == {**show(QUERY), "city": ("city/vilnius",), "year": ("2020",), "day": ("2020-01-01",), "language": ('l\\"t',),
                            "papers": ("agreement/c",)}  # fmt: skip
    Store().query(filled)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"town": "x"}, "no parameter town; it has: city"),
        ({"year": "soon"}, "soon is no number"),
        ({"city": "a b> ; DROP"}, "no address of a thing"),
    ],
)
def test_what_cannot_stand_there_is_told(values: dict[str, str], message: str) -> None:
    with pytest.raises(BadQuery, match=message):
        fill(QUERY, values)


@given(st.text(max_size=30))
def test_no_text_breaks_out_of_its_place(text: str) -> None:
    assert len(show(fill(QUERY, {"language": text}))) == len(show(QUERY))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_every_question_can_be_asked_with_the_values_it_has(path: Path) -> None:
    query = path.read_text(encoding="utf-8")
    values = {each.name: each.values[0] for each in list_parameters(query) if not each.is_thing}
    things = {each.name: each.values[0] for each in list_parameters(query) if each.is_thing and ":" not in each.values[0]}
    Store().query(fill(query, values | things))
