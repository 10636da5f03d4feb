"""Reports: what a person reads, what a program reads, and that both say the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import SH

from amicorum.ingest.loader import Place
from amicorum.validation.report import Report
from amicorum.validation.run import validate
from amicorum.validation.shapes import Shapes, read_shapes
from amicorum.validation.writers.readable import SHOWN, write_html, write_json, write_text
from amicorum.validation.writers.turtle import write_turtle

SHAPES = Path(__file__).parents[2] / "shapes"
DATA = """@prefix ami: <https://w3id.org/amicorum/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/amicorum/> .
<id/partnership/p1> a ami:InstitutionalPartnership ; ami:hasParty <id/party/p1-a> ; ami:observed <id/observation/o> .
<id/party/p1-a> a ami:Party ; ami:partyAgent <id/institution/a> .
<id/institution/a> a ami:CulturalInstitution ; skos:prefLabel "A <b>&</b>"@en .
<id/observation/o> a ami:StatusObservation .
"""
PLACES = {"https://w3id.org/amicorum/id/partnership/p1": (Place("data/registers/x.csv", 12),)}


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    every = read_shapes(SHAPES)
    return Shapes(every.graph, tuple(rule for rule in every.rules if rule.name in {"party-count", "city-known"}), every.prefixes)


@pytest.fixture(scope="module")
def report(shapes: Shapes) -> Report:
    return validate(parse(DATA, format=RdfFormat.TURTLE), shapes, PLACES)


def test_text_says_what_where_and_how_to_mend(report: Report, shapes: Shapes) -> None:
    assert write_text(report, shapes).splitlines() == [
        "Violation: At least two parties (1)",
        "  A partnership needs at least two parties. Add the missing one; a partner that the source does not name is an institution of "
        "its own, with a key that ends in -x.",
        "    data/registers/x.csv:12: id/partnership/p1, at ami:hasParty",
        "",
        "Warning: Institution with a city (1)",
        "  The institution has no city, so it is missing from the map and from questions about cities. Fill in the city when a source "
        "tells it.",
        "    id/institution/a “A <b>&</b>”, at ami:inCity",
        "",
        "Violations must be mended first.",
        "Violations: 1. Warnings: 1. Information: 0. Rules checked: 2.",
    ]


def test_text_in_polish(report: Report, shapes: Shapes) -> None:
    text = write_text(report, shapes, "pl")
    assert "Partnerstwo musi mieć co najmniej dwie strony." in text
    assert text.endswith("Naruszenia: 1. Ostrzeżenia: 1. Informacje: 0. Sprawdzone reguły: 2.\n")


def test_long_lists_are_cut_and_say_so(shapes: Shapes) -> None:
    many = "".join(
        f"<https://w3id.org/amicorum/id/institution/i{n}> a <https://w3id.org/amicorum/ns#CulturalInstitution> .\n"
        for n in range(SHOWN + 3)
    )
    text = write_text(validate(parse(many, format=RdfFormat.TURTLE), shapes), shapes)
    assert f"({SHOWN + 3})" in text
    assert "… and 3 more" in text


def test_json_holds_places_and_all_languages(report: Report, shapes: Shapes) -> None:
    content = json.loads(write_json(report, shapes))
    assert (content["conforms"], content["counts"]) == (False, {"Violation": 1, "Warning": 1, "Info": 0})
    first = content["results"][0]
    assert first["places"] == [{"file": "data/registers/x.csv", "line": 12}]
    assert set(first["messages"]) == {"en", "lt", "pl"}


def test_turtle_is_a_validation_report(report: Report, shapes: Shapes) -> None:
    quads = list(parse(write_turtle(report, shapes), format=RdfFormat.TURTLE))
    said = {(quad.predicate.value, quad.object) for quad in quads}
    assert sum(quad.predicate.value == str(SH.result) for quad in quads) == 2
    assert (str(SH.resultSeverity), NamedNode(str(SH.Warning))) in said
    assert (str(SH.focusNode), NamedNode("https://w3id.org/amicorum/id/partnership/p1")) in said
    assert write_turtle(report, shapes) == write_turtle(report, shapes)


def test_turtle_copies_a_path_of_several_steps() -> None:
    one = read_shapes(SHAPES).only("agreement-known")
    data = "<https://w3id.org/amicorum/id/partnership/p> a <https://w3id.org/amicorum/ns#CityTwinning> ."
    text = write_turtle(validate(parse(data, format=RdfFormat.TURTLE), one), one)
    assert str(SH.alternativePath) in {quad.predicate.value for quad in parse(text, format=RdfFormat.TURTLE)}


def test_html_escapes_what_the_data_say(report: Report, shapes: Shapes) -> None:
    page = write_html(report, shapes, "pl")
    assert "A &lt;b&gt;&amp;&lt;/b&gt;" in page
    assert '<html lang="pl">' in page


def test_warnings_do_not_stop_anything(shapes: Shapes) -> None:
    data = "<https://w3id.org/amicorum/id/institution/a> a <https://w3id.org/amicorum/ns#CulturalInstitution> ."
    report = validate(parse(data, format=RdfFormat.TURTLE), shapes)
    assert (report.conforms, len(report.results)) == (True, 1)
