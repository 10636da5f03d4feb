"""What `read_shapes` refuses: all that a validator would skip in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from amicorum.errors import SourceError
from amicorum.validation.shapes import read_shapes

PREFIXES = """@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/amicorum/shapes#> .
"""
RIGHT = """shape:a a sh:PropertyShape ; rdfs:label "A"@en, "A"@pl ; sh:severity sh:Violation ; sh:targetClass ex:A ;
  sh:path ex:p ; sh:minCount 1 ; sh:message "Add one."@en, "Dodaj."@pl ."""


def _write(folder: Path, text: str) -> Path:
    (folder / "a.ttl").write_text(PREFIXES + text, encoding="utf-8")
    return folder


def test_a_right_shape_is_read(tmp_path: Path) -> None:
    (rule,) = read_shapes(_write(tmp_path, RIGHT)).rules
    assert (rule.name, rule.messages["pl"], rule.each_graph) == ("a", "Dodaj.", False)


@pytest.mark.parametrize(
    ("change", "by", "fault"),
    [
        ("sh:targetClass", "sh:targetclass", "targetclass is not supported"),
        ("sh:targetClass ex:A ;", "", "no target"),
        ("sh:minCount 1 ;", "", "no constraint"),
        ("sh:minCount 1", "sh:minLength 1", "minLength is not supported"),
        ("sh:minCount 1", "sh:minCount 1 ; sh:deactivated true", "deactivated is not supported"),
        ("sh:minCount 1", "sh:minCount 1 ; sh:property [ sh:path ex:q ; sh:minCount 1 ]", "property is not supported"),
        ("sh:minCount 1", "sh:not [ sh:datatype ex:d ]", "may only hold sh:class"),
        ("sh:minCount 1", "sh:minCount 1 ; shape:over shape:each-graph", "must break in the union as well"),
        (', "Dodaj."@pl', "", "no sh:message in pl"),
        ('"A"@en, ', "", "no rdfs:label in en"),
        ("sh:severity sh:Violation", "sh:severity sh:Info, sh:Warning", "not one sh:severity"),
        ("sh:severity sh:Violation", "sh:severity sh:Bad", "not one sh:severity"),
        ("shape:a", "ex:a", "outside our namespace"),
        ("a sh:PropertyShape", "a sh:Propertyshape", "Propertyshape"),
        ("sh:path ex:p ;", "", "must include one `sh:path`"),
        (
            "sh:minCount 1",
            'sh:minCount 1 ; sh:sparql [ sh:select "SELECT $this WHERE { $this ex:p 1 }" ; sh:severity sh:Info ]',
            "severity is not supported inside sh:sparql",
        ),
    ],
)
def test_what_would_be_skipped_is_refused(tmp_path: Path, change: str, by: str, fault: str) -> None:
    assert change in RIGHT
    with pytest.raises(SourceError, match=fault):
        read_shapes(_write(tmp_path, RIGHT.replace(change, by)))


def test_no_shapes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no shapes"):
        read_shapes(tmp_path)


def test_bad_turtle_names_its_place(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_shapes(_write(tmp_path, "shape:a a a a ."))
    assert caught.value.line == 5
