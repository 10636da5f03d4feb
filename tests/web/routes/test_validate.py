"""/validate over HTTP: a form for people, bodies for programs, the report in three formats."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from amicorum.errors import SourceError
from amicorum.features.submissions.submission import Checked, Found, Submission, Unreadable

FOUND = {
    "severity": "Violation", "shape": "urn:shape", "focus": "urn:krakow", "label": "Kraków", "path": "", "value": None, "component": "",
    "graph": "", "places": [{"file": "cities.csv", "line": 7}], "messages": {"en": "Mend this.", "pl": "Popraw to."},
}  # fmt: skip
CHECKED = Checked(
    {
        "conforms": False,
        "summary": "Violations must be mended first.",
        "counts": {"Violation": 1, "Warning": 0, "Info": 0},
        "checked": 60,
        "targets": 1,
        "remarks": [],
        "results": [FOUND],
    },  # type: ignore[list-item]  # a literal
    "[] a <http://www.w3.org/ns/shacl#ValidationReport> .",
)
TURTLE = b"<urn:a> <urn:b> <urn:c> ."


def found(severity: str, shape: str, number: int) -> Found:
    """A result of a rule that says so in English alone."""
    return {**FOUND, "severity": severity, "shape": shape, "focus": f"urn:{number}", "messages": {"en": f"{shape} says so."}}  # type: ignore[typeddict-item]  # FOUND is a plain dict


class FakeValidator:
    """Remembers what it was given; breaks on data that say so; finds what it was told to find."""

    def __init__(self) -> None:
        self.given: list[Submission] = []
        self.checked = CHECKED

    async def warm(self, release: Path) -> None:
        self.warmed = release

    async def close(self) -> None:
        self.closed = True

    async def check(self, submission: Submission, release: Path) -> Checked:
        await asyncio.sleep(0)
        self.given.append(submission)
        if b"broken" in submission.content:
            raise Unreadable([SourceError("not Turtle", file=submission.name, line=3, column=4)])
        return self.checked


@pytest.fixture
def validator(app: FastAPI) -> FakeValidator:
    app.state.amicorum.validator = FakeValidator()
    return app.state.amicorum.validator


@pytest.mark.parametrize(
    ("kind", "target", "name"),
    [
        ("text/turtle", "/validate", "sent.ttl"),
        ("application/ld+json; charset=utf-8", "/validate", "sent.jsonld"),
        ("application/n-quads", "/validate", "sent.nq"),
        ("text/csv", "/validate?name=cities.csv", "cities.csv"),
    ],
)
def test_a_body_is_read_by_its_media_type(client: TestClient, validator: FakeValidator, kind: str, target: str, name: str) -> None:
    answer = client.post(target, content=TURTLE, headers={"Content-Type": kind, "Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json() == CHECKED.verdict
    assert validator.given == [Submission(name, TURTLE)]


@pytest.mark.parametrize(
    ("kind", "target", "content", "status"),
    [
        ("text/turtle", "/validate", b"  ", 400),
        ("text/csv", "/validate", TURTLE, 400),
        ("text/csv", "/validate?name=../../secret.csv", TURTLE, 400),
        ("text/csv", "/validate?name=.hidden", TURTLE, 400),
        ("application/zip", "/validate", TURTLE, 415),
        ("text/turtle", "/validate", b"broken", 400),
        ("text/turtle", "/validate?format=docx", TURTLE, 406),
    ],
)
def test_what_is_wrong_has_its_status(
    client: TestClient, validator: FakeValidator, kind: str, target: str, content: bytes, status: int
) -> None:
    answer = client.post(target, content=content, headers={"Content-Type": kind, "Accept": "application/json"})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_report_is_a_graph_for_who_asks_for_turtle(client: TestClient, validator: FakeValidator) -> None:
    answer = client.post("/validate", content=TURTLE, headers={"Content-Type": "text/turtle", "Accept": "text/turtle"})
    assert answer.text == CHECKED.turtle
    assert answer.headers["Content-Type"].startswith("text/turtle")


def test_a_form_answers_with_a_page_in_the_readers_language(client: TestClient, validator: FakeValidator) -> None:
    answer = client.post("/validate?lang=pl", data={"data": "<urn:a> <urn:b> <urn:c> .", "syntax": "turtle", "format": "html"})
    assert answer.status_code == 200
    assert "Popraw to." in answer.text
    assert "cities.csv:7" in answer.text
    assert validator.given == [Submission("pasted.ttl", TURTLE)]


def test_a_chosen_file_counts_more_than_pasted_text(client: TestClient, validator: FakeValidator) -> None:
    sent = {"data": "nothing", "shapes": " <urn:s> a <urn:t> . "}
    answer = client.post("/validate", data=sent, files={"file": ("partners.trig", TURTLE)}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert validator.given == [Submission("partners.trig", TURTLE, b"<urn:s> a <urn:t> .")]


def test_a_page_says_where_the_data_cannot_be_read_and_keeps_them(client: TestClient, validator: FakeValidator) -> None:
    answer = client.post("/validate", data={"data": "<broken> & more"}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "pasted.ttl:3:4" in answer.text
    assert "&lt;broken&gt; &amp; more" in answer.text


def test_the_form_is_a_page(client: TestClient, validator: FakeValidator) -> None:
    answer = client.get("/validate")
    assert answer.status_code == 200
    assert 'enctype="multipart/form-data"' in answer.text


@pytest.mark.parametrize(
    ("severities", "conforms", "title"),
    [
        ([], True, "Nothing stands in the way<"),
        (["Warning"], True, "Nothing stands in the way, but look at this<"),
        (["Info"], True, "Nothing stands in the way, but look at this<"),
        (["Warning", "Violation"], False, "There is something to mend<"),
    ],
)
def test_the_verdict_is_said_first(client: TestClient, validator: FakeValidator, severities: list[str], conforms: bool, title: str) -> None:
    counts = {each: severities.count(each) for each in ("Violation", "Warning", "Info")}
    results = [found(each, each, number) for number, each in enumerate(severities)]
    validator.checked = Checked(
        {"conforms": conforms, "summary": "", "counts": counts, "checked": 1060, "targets": 1, "remarks": [], "results": results}, ""
    )
    page = client.post("/validate", data={"data": "x", "format": "html"}).text
    assert title in page
    assert "<dd>1,060</dd>" in page
    said = [severity for severity in ("Violation", "Warning", "Info") if severity in severities]
    places = [page.index(f"{each} says so.") for each in said]
    assert places == sorted(places), "the gravest first"


@pytest.mark.parametrize(("number", "folded"), [(8, ""), (9, "dar 1 vieta"), (14, "dar 6 vietos")])
def test_many_places_of_one_finding_are_folded(client: TestClient, validator: FakeValidator, number: int, folded: str) -> None:
    results = [found("Warning", "urn:shape", each) for each in range(number)]
    validator.checked = Checked(
        {
            "conforms": True,
            "summary": "Nothing stands in the way.",
            "counts": {"Violation": 0, "Warning": number, "Info": 0},
            "checked": 1,
            "targets": 1,
            "remarks": [],
            "results": results,
        },
        "",
    )
    page = client.post("/validate?lang=lt", data={"data": "x", "format": "html"}).text
    report = page.partition('<article class="finding warning">')[2].partition("</article>")[0]
    assert report.count("<li>") == number
    assert (f"<summary>{folded}</summary>" in report) if folded else ("<summary>" not in report)
    assert '<span lang="en">urn:shape says so.</span>' in report


def test_what_was_sent_stands_in_the_form_again(client: TestClient, validator: FakeValidator) -> None:
    page = client.post(
        "/validate", data={"data": "<urn:a> <urn:b> <urn:c> .", "syntax": "ntriples", "shapes": "# mine", "format": "html"}
    ).text
    assert '<option value="ntriples" selected>N-Triples</option>' in page
    assert "&lt;urn:a&gt; &lt;urn:b&gt; &lt;urn:c&gt; .</textarea>" in page
    assert "# mine</textarea>" in page
