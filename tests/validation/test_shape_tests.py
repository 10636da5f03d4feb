"""Shapes that say yes to everything are found out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, parse

from amicorum.errors import SourceErrors
from amicorum.validation.shape_tests import check_shapes
from amicorum.validation.shapes import read_shapes

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def known() -> set[str]:
    files = [ROOT / "ontology" / "amicorum.ttl", *(ROOT / "ontology" / "schemes").glob("*.ttl")]
    return {quad.subject.value for file in files for quad in parse(path=file) if isinstance(quad.subject, NamedNode)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "shapes", tmp_path / "shapes"))


def _edit(path: Path, change: str, by: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert change in text
    path.write_text(text.replace(change, by, 1), encoding="utf-8")


def test_the_shapes_as_they_are_do_their_work(known: set[str]) -> None:
    check_shapes(read_shapes(ROOT / "shapes"), ROOT / "shapes" / "cases", known)


@pytest.mark.parametrize(
    ("file", "change", "by", "fault"),
    [
        (
            "institutions.ttl",
            "sh:targetClass ami:InstitutionUnit",
            "sh:targetClass ami:InstitutionalUnit",
            "ns#InstitutionalUnit, which is no term",
        ),
        ("institutions.ttl", "sh:targetClass ami:InstitutionUnit", "sh:targetClass org:OrganizationalUnit", "finds nothing to look at"),
        ("agreements.ttl", "ami:status status:signed .", "ami:status status:singed .", "statuses/singed, which is no term"),
        (
            "partnerships.ttl",
            "sh:path ami:hasParty ;\n  sh:minCount 2",
            "sh:path ami:hasParty ;\n  sh:minCount 1",
            "does not reject what is broken",
        ),
        ("partnerships.ttl", "sh:path ami:hasParty ;\n  sh:minCount 2", "sh:path ami:hasParty ;\n  sh:minCount 3", "rejects what is right"),
    ],
)
def test_a_shape_without_effect_is_found(folder: Path, known: set[str], file: str, change: str, by: str, fault: str) -> None:
    _edit(folder / file, change, by)
    with pytest.raises(SourceErrors, match=fault):
        check_shapes(read_shapes(folder), folder / "cases", known)


def test_a_shape_without_a_case_is_found(folder: Path, known: set[str]) -> None:
    (folder / "cases" / "partnerships" / "party-count.invalid.trig").unlink()
    with pytest.raises(SourceErrors, match="party-count has no invalid case"):
        check_shapes(read_shapes(folder), folder / "cases", known)


def test_a_case_without_a_shape_is_found(folder: Path, known: set[str]) -> None:
    shutil.copy(folder / "cases" / "time" / "bound-date.valid.trig", folder / "cases" / "time" / "bound-dat.valid.trig")
    with pytest.raises(SourceErrors, match="a case of no shape"):
        check_shapes(read_shapes(folder), folder / "cases", known)
