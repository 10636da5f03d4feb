"""The search box in a real browser: names while somebody types, the keyboard, and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="module")
def seen(use_page: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    """What was seen at each step."""
    return use_page("find", "views")


def test_nothing_is_refused_and_axe_objects_to_nothing(seen: dict[str, Any]) -> None:
    assert seen["errors"] == []
    assert seen["hosts"] == [seen["host"]]
    assert [each["name"] for each in seen["axe"]] == ["proposals"]
    assert [each for each in seen["axe"] if each["violations"]] == []


def test_names_are_proposed_with_what_they_are(seen: dict[str, Any]) -> None:
    assert any(text.startswith("Kraków") and "miasto" in text for text in seen["proposed"])


def test_the_chosen_one_is_opened_in_the_language_of_the_page(seen: dict[str, Any]) -> None:
    assert "/doc/" in seen["opened"]["path"]
    assert (seen["opened"]["lang"], seen["opened"]["language"]) == ("pl", "pl")


@pytest.mark.parametrize("way", ["searched", "plain"])
def test_what_is_sent_without_a_choice_is_searched(seen: dict[str, Any], way: str) -> None:
    assert seen[way]["q"] == "krokuva"
    assert seen[way]["hits"] > 0
