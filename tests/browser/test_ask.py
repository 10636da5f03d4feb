"""/sparql used in a real browser: completion, mistakes at their line, the keyboard, citing; with axe, and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="module")
def seen(use_page: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    """What was seen at each step."""
    return use_page("ask", "sparql")


def test_nothing_is_refused_and_nothing_fails(seen: dict[str, Any]) -> None:
    # The browser itself notes that the page about a mistaken query is a 400.
    assert [each for each in seen["errors"] if "status of 400" not in each] == []
    assert seen["hosts"] == [seen["host"]]


def test_axe_objects_to_nothing(seen: dict[str, Any]) -> None:
    assert {each["name"] for each in seen["axe"]} == {"editor", "answer", "Map", "Network", "Chart", "mistake by night"}
    assert [each for each in seen["axe"] if each["violations"]] == []


def test_a_term_is_found_by_its_name_and_its_prefix_declared(seen: dict[str, Any]) -> None:
    assert "ami:coversArea" in seen["proposed"]
    assert "obejmuje" in seen["proposed"]
    assert seen["completed"].splitlines()[0] == "PREFIX ami: <https://w3id.org/amicorum/ns#>"
    assert "?thing ami:coversArea" in seen["completed"]


def test_the_field_of_the_form_is_what_is_sent(seen: dict[str, Any]) -> None:
    assert seen["field"] == seen["asked"]["query"].replace("\r\n", "\n")
    assert seen["asked"]["rows"] > 0


def test_an_answer_can_be_cited(seen: dict[str, Any]) -> None:
    assert "wydanie" in seen["cited"]
    assert "23 listopada 2026" in seen["cited"]


@pytest.mark.parametrize("name", ["Map", "Network"])
def test_an_answer_is_seen_as_a_picture_that_leads_to_pages_and_rows(seen: dict[str, Any], name: str) -> None:
    picture = seen["pictures"][name]
    assert picture["view"] == name.lower()
    assert "/doc/" in picture["told"]
    assert picture["row"].startswith("#row-")


def test_an_answer_is_seen_as_a_chart(seen: dict[str, Any]) -> None:
    assert seen["bars"] == seen["unscripted"]["rows"] > 0


def test_without_scripts_the_picture_says_that_the_table_shows_the_same(seen: dict[str, Any]) -> None:
    assert "table shows the same" in seen["unscripted"]["note"]


def test_mistakes_are_marked_at_their_line(seen: dict[str, Any]) -> None:
    assert seen["marked"]["line"] == "3"
    assert "nothing:here" in seen["marked"]["text"]
    assert seen["typed"] == 1


def test_the_tabulator_leaves_the_editor(seen: dict[str, Any]) -> None:
    assert seen["left"] == "format"


def test_without_scripts_there_is_the_plain_field(seen: dict[str, Any]) -> None:
    assert seen["plain"] == "Yes"
