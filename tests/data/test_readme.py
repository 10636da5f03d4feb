"""The guide tells the truth: its tables, files and the words of its errors are the real ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amicorum.errors import SourceError
from amicorum.ingest.edtf import read_time
from amicorum.ingest.loader import read_files
from amicorum.ingest.project import Project

from .conftest import ROOT, read_rows

README = (ROOT / "data" / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_register_is_told_of(project: Project) -> None:
    told = set(re.findall(r"`([a-z-]+)`", section("What is where").partition("What does not fit")[0]))
    assert {path.stem for path in project.registers.glob("*.csv")} <= told


def test_the_example_is_a_real_row(project: Project) -> None:
    row = next(row for row in read_rows(project, "institution-agreements") if row["id"] == "ia05")
    for column, value in re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", README, re.MULTILINE):
        assert row[column].startswith(value.removesuffix("…")), column


def test_every_date_of_the_guide_can_be_read() -> None:
    dates = [date for cell in re.findall(r"\| (`[^|]*) \|$", section("Dates"), re.MULTILINE) for date in re.findall(r"`([^`]+)`", cell)]
    assert len(dates) == 10
    assert [read_time(date).text for date in dates] == dates


def test_the_errors_of_the_guide_are_the_real_ones(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "institution-agreements.csv"
    path.write_text(
        "id,parties,date,act_type,type,status,confidence,source\n"
        "ac001,ckp; vcbb,21.05.2026,signing,letter-of-intend,signed,high,krakow-pl-e44d52\n",
        encoding="utf-8",
    )
    with pytest.raises(SourceError) as caught:
        read_files(project, [path])
    told = section("When something is wrong").split("```")[1].strip()
    assert str(caught.value).replace(f"{tmp_path}/", "") == told


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / "data" / link).exists()
