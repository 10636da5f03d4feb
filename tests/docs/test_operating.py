"""docs/operating.md tells of every setting and every kind of problem, with the words of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from amicorum.settings import Settings
from amicorum.web.responses.problem import ALL, Kind

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8").splitlines()


def setting_row(name: str) -> str:
    """The row of a setting, as it must stand in the page."""
    field = Settings.model_fields[name]
    default = " ".join(map(str, field.default)) if isinstance(field.default, tuple) else str(field.default)
    return f"| `{name}` | {f'`{default}`' if default else 'none'} | {field.description} |"


def problem_row(kind: Kind) -> str:
    """The row of a kind of problem."""
    return f"| {kind.status} | `{kind.name}` | {kind.title} |"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_tells_of_every_setting(name: str) -> None:
    assert setting_row(name) in PAGE, "put this row into docs/operating.md"


def test_tells_of_no_setting_that_is_not_there() -> None:
    assert [row for row in PAGE[PAGE.index("## Settings") :] if row.startswith("| `")] == [
        setting_row(name) for name in Settings.model_fields
    ]


@pytest.mark.parametrize("kind", ALL.values(), ids=lambda kind: kind.name)
def test_tells_of_every_problem(kind: Kind) -> None:
    assert problem_row(kind) in PAGE, "put this row into docs/operating.md"
