"""The map of the code: it names every floor, and the files that it and the tour name are there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "service" / "amicorum"
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FLOORS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]
FEATURES = [path.name.removesuffix(".py") for path in (PACKAGE / "features").iterdir() if path.name[0] != "_"]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([a-z-]+/[^`{} ]*)`", TOUR))))
def test_every_file_of_the_tour_is_there(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("name", re.findall(r"\| `([a-z_/]+(?:\.py|/))` \|$", ARCHITECTURE, re.MULTILINE))
def test_every_file_to_begin_with_is_there(name: str) -> None:
    assert (PACKAGE / name).exists()


@pytest.mark.parametrize("floor", [floor.strip() for layer in FLOORS for floor in layer.split("|")])
def test_the_map_names_every_floor(floor: str) -> None:
    assert re.search(rf"^\|.*`{floor}`.*\|", ARCHITECTURE, re.MULTILINE)


@pytest.mark.parametrize("feature", sorted(set(FEATURES) - {"graph_descriptions", "question_values"}))
def test_the_map_names_every_feature(feature: str) -> None:
    assert re.search(rf"^\| `features` \|.*\b{feature}\b", ARCHITECTURE, re.MULTILINE)
