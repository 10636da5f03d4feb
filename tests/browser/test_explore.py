"""/explore used in a real browser: lists, years, pictures, keyboard, download, sharing; with axe, by day and night, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="module")
def seen(use_page: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
    """What was seen at each step."""
    return use_page("explore", "explore")


def test_nothing_is_refused_and_nothing_fails(seen: dict[str, Any]) -> None:
    assert seen["errors"] == []


def test_no_other_host_is_asked(seen: dict[str, Any]) -> None:
    assert seen["hosts"] == [seen["host"]]


def test_axe_objects_to_nothing(seen: dict[str, Any]) -> None:
    assert {each["name"] for each in seen["axe"]} == {"network", "map", "timeline", "map by night", "told", "narrow"}
    assert [each for each in seen["axe"] if each["violations"]] == []
    assert min(each["passes"] for each in seen["axe"]) > 15


def test_the_network_is_drawn(seen: dict[str, Any]) -> None:
    assert seen["first"]["canvases"] > 3


def test_a_proposed_name_is_chosen(seen: dict[str, Any]) -> None:
    assert any("Kraków" in each for each in seen["proposals"])
    assert seen["named"]["query"].keys() == {"of"}
    assert seen["named"]["summary"] != seen["first"]["summary"]


def test_a_list_narrows_and_stays_open(seen: dict[str, Any]) -> None:
    assert seen["listed"]["query"]["kind"] == "institutional"
    assert seen["listed"]["summary"] != seen["named"]["summary"]
    assert seen["listed"]["open"]


def test_the_year_switch_and_the_field_agree(seen: dict[str, Any]) -> None:
    year = seen["yeared"]["query"]["year"]
    assert seen["yeared"]["field"] == seen["yeared"]["output"] == year == "2025"


def test_the_other_pictures(seen: dict[str, Any]) -> None:
    assert seen["mapped"]["query"]["face"] == "map"
    assert seen["mapped"]["painted"] > 20, "outlines, arcs and names are there"
    assert seen["timed"]["query"]["face"] == "timeline"
    assert seen["timed"]["rows"] > 0
    assert seen["timed"]["links"].startswith("/doc/partnership/")


def test_the_table_can_be_taken_along(seen: dict[str, Any]) -> None:
    lines = seen["file"].splitlines()
    assert lines[0].startswith("partnership,kind,partner_1")
    assert all(",institutional," in line for line in lines[1:])
    assert len(lines) > 1


def test_back_leads_back_and_an_address_shows_the_same(seen: dict[str, Any]) -> None:
    assert seen["back"]["face"] == "map"
    assert seen["shared"]["summary"] == seen["shared"]["before"]


def test_the_keyboard_is_enough(seen: dict[str, Any]) -> None:
    assert seen["focus"] == "surface"
    assert seen["about"]["title"]
    assert seen["about"]["partners"] > 0
    assert seen["expanded"]["expand"]
    assert int(seen["played"]["year"]) > int(seen["played"]["started"])


def test_without_scripts_there_is_the_table(seen: dict[str, Any]) -> None:
    assert not seen["plain"]["pictures"]
    assert seen["plain"]["rows"] > 0
    assert seen["plain"]["summary"] == seen["shared"]["summary"]
