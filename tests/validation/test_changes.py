"""A file is checked as a change of what was derived and described before: the report is the one that deriving everything anew gives."""

from __future__ import annotations

import csv
import multiprocessing
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.project_shapes import read_project_shapes

from amicorum.errors import SourceError
from amicorum.ingest.project import Project
from amicorum.release import validation
from amicorum.release.validation import SubmissionChecker

ROOT = Path(__file__).parents[2]
REGISTERS = ("institution-agreements", "city-acts", "signatures")
DERIVED = re.compile(r"CONSTRUCT \{ \S+ (?P<property>\S+) \S+ \}")


@pytest.fixture(scope="module")
def checker() -> SubmissionChecker:
    return SubmissionChecker(Project(ROOT))


def changes(name: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A row with one cell of another row, and the same under a key of its own."""
    with (ROOT / "data" / "registers" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chance = random.Random(name)
    row, other = chance.sample(rows, 2)
    key = next(iter(row))
    column = chance.choice([each for each in row if each != key and row[each] != other[each]])
    yield "changed", [row | {column: other[column]}]
    yield "new", [row | {column: other[column], key: "unheard-of"}]


def check(checker: SubmissionChecker, file: Path, few: int) -> list[tuple[str, ...]] | str:
    """The results in a process of its own, for a checker is good for one check; the text of the error where the file cannot be read."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()

    def run() -> None:
        validation.FEW = few
        try:
            found = checker.check([file]).results
            theirs.send([(each.rule.name, str(each.focus), each.path, str(each.value), each.component, each.graph) for each in found])
        except SourceError as error:
            theirs.send(str(error))

    process = context.Process(target=run)
    process.start()
    answer: list[tuple[str, ...]] | str = ours.recv()
    process.join()
    return answer


@pytest.mark.parametrize("name", REGISTERS)
def test_a_changed_row_is_judged_as_if_all_were_derived_anew(name: str, checker: SubmissionChecker, tmp_path: Path) -> None:
    for kind, rows in changes(name):
        file = tmp_path / kind / f"{name}.csv"
        file.parent.mkdir()
        with file.open("w", encoding="utf-8", newline="") as written:
            writer = csv.DictWriter(written, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        assert check(checker, file, validation.FEW) == check(checker, file, -1), kind


def test_rules_read_what_is_derived_of_the_thing_that_they_judge() -> None:
    """Only so it is enough to derive anew what names the changed things: types alone are read of others, and follow from their own."""
    rules = [path.read_text(encoding="utf-8") for path in Project(ROOT).rules]
    derived = {match["property"] for text in rules for match in DERIVED.finditer(text)} - {"a"}
    assert {"ami:twinnedWith", "ami:partnerOf", "rdfs:label"} <= derived
    for shape in read_project_shapes().graph.objects(None, validation.SH.select):
        for line in str(shape).splitlines():
            for property_ in derived:
                if re.search(rf"{property_}\b", line):
                    assert "$this" in line, line
