"""What a register's columns are is told in two languages, and nothing stands in the folder that nothing reads."""

from __future__ import annotations

import csv
import json

import pytest

from amicorum.ingest.mapping import read_queries
from amicorum.ingest.project import Project

from .conftest import ROOT

REGISTERS = sorted(path.stem for path in (ROOT / "data" / "registers").glob("*.csv"))


@pytest.mark.parametrize("register", REGISTERS)
def test_each_column_has_a_title_and_a_description_in_english_and_polish(project: Project, register: str) -> None:
    described = json.loads((project.registers / f"{register}.csv-metadata.json").read_text(encoding="utf-8"))
    assert described["url"] == f"{register}.csv"
    for column in described["tableSchema"]["columns"]:
        assert set(column["titles"]) == {"en", "pl"}
        assert {text["@language"] for text in column["dc:description"] if text["@value"]} == {"en", "pl"}


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_has_the_columns_of_its_description(project: Project, register: str) -> None:
    described = json.loads((project.registers / f"{register}.csv-metadata.json").read_text(encoding="utf-8"))
    with (project.registers / f"{register}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert header == [column["name"] for column in described["tableSchema"]["columns"]]


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_says_which_registers_its_columns_refer_to(project: Project, register: str) -> None:
    described = json.loads((project.registers / f"{register}.csv-metadata.json").read_text(encoding="utf-8"))
    for key in described["tableSchema"].get("foreignKeys", []):
        assert key["reference"]["resource"].removesuffix(".csv") in REGISTERS


def test_each_query_belongs_to_a_register_and_says_what_it_makes(project: Project) -> None:
    for query in read_queries(project.registers):
        assert query.register in REGISTERS


def test_each_register_is_mapped(project: Project) -> None:
    assert {query.register for query in read_queries(project.registers)} == set(REGISTERS)


def test_each_query_opens_with_a_sentence(project: Project) -> None:
    assert [path.name for path in project.registers.glob("*.rq") if not path.read_text(encoding="utf-8").startswith("# ")] == []
