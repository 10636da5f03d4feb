"""/validate over HTTP: a form for people, bodies for programs, the report in three formats."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from amicorum.errors import SourceError
from amicorum.features.validating.submission import Checked, Submission, Unreadable

FOUND = {
    "severity": "Violation", "shape": "urn:shape", "focus": "urn:krakow", "label": "Kraków", "path": "", "value": None, "component": "",
    "graph": "", "places": [{"file": "cities.csv", "line": 7}], "messages": {"en": "Mend this.", "pl": "Popraw to."},
}  # fmt: skip
CHECKED = Checked(
    {"conforms": False, "counts": {"Violation": 1, "Warning": 0, "Info": 0}, "checked": 60, "results": [FOUND]},  # type: ignore[list-item]  # a literal
    "[] a <http://www.w3.org/ns/shacl#ValidationReport> .",
)
TURTLE = b"<urn:a> <urn:b> <urn:c> ."


class FakeDesk:
    """Remembers what it was given; breaks on data that say so."""

    def __init__(self) -> None:
        self.given: list[Submission] = []

    async def check(self, submission: Submission, release: Path) -> Checked:
        await asyncio.sleep(0)
        self.given.append(submission)
        if b"broken" in submission.content:
            raise Unreadable([SourceError("not Turtle", file=submission.name, line=3, column=4)])
        return CHECKED


@pytest.fixture
def desk(app: FastAPI) -> FakeDesk:
    app.state.site.desk = FakeDesk()
    return app.state.site.desk


@pytest.mark.parametrize(
    ("kind", "target", "name"),
    [
        ("text/turtle", "/validate", "sent.ttl"),
        ("application/ld+json; charset=utf-8", "/validate", "sent.jsonld"),
        ("application/n-quads", "/validate", "sent.nq"),
        ("text/csv", "/validate?name=cities.csv", "cities.csv"),
    ],
)
def test_a_body_is_read_by_its_media_type(client: TestClient, desk: FakeDesk, kind: str, target: str, name: str) -> None:
    answer = client.post(target, content=TURTLE, headers={"Content-Type": kind, "Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json() == CHECKED.verdict
    assert desk.given == [Submission(name, TURTLE)]


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
def test_what_is_wrong_has_its_status(client: TestClient, desk: FakeDesk, kind: str, target: str, content: bytes, status: int) -> None:
    answer = client.post(target, content=content, headers={"Content-Type": kind, "Accept": "application/json"})
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_report_is_a_graph_for_who_asks_for_turtle(client: TestClient, desk: FakeDesk) -> None:
    answer = client.post("/validate", content=TURTLE, headers={"Content-Type": "text/turtle", "Accept": "text/turtle"})
    assert answer.text == CHECKED.turtle
    assert answer.headers["Content-Type"].startswith("text/turtle")


def test_a_form_answers_with_a_page_in_the_readers_language(client: TestClient, desk: FakeDesk) -> None:
    answer = client.post("/validate?lang=pl", data={"data": "<urn:a> <urn:b> <urn:c> .", "syntax": "turtle", "format": "html"})
    assert answer.status_code == 200
    assert "Popraw to." in answer.text
    assert "cities.csv:7" in answer.text
    assert desk.given == [Submission("pasted.ttl", TURTLE)]


def test_a_chosen_file_counts_more_than_pasted_text(client: TestClient, desk: FakeDesk) -> None:
    sent = {"data": "nothing", "shapes": " <urn:s> a <urn:t> . "}
    answer = client.post("/validate", data=sent, files={"file": ("partners.trig", TURTLE)}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert desk.given == [Submission("partners.trig", TURTLE, b"<urn:s> a <urn:t> .")]


def test_a_page_says_where_the_data_cannot_be_read_and_keeps_them(client: TestClient, desk: FakeDesk) -> None:
    answer = client.post("/validate", data={"data": "<broken> & more"}, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "pasted.ttl:3:4" in answer.text
    assert "&lt;broken&gt; &amp; more" in answer.text


def test_the_form_is_a_page(client: TestClient, desk: FakeDesk) -> None:
    answer = client.get("/validate")
    assert answer.status_code == 200
    assert 'enctype="multipart/form-data"' in answer.text
