"""What a build takes from a project, and on which day it says it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from amicorum.errors import ReleaseError, SourceError
from amicorum.ingest.project import Project
from amicorum.release import build_input
from amicorum.release.build_input import EPOCH, collect_input, read_epoch

FILES = {
    "ontology/amicorum.ttl": "<https://w3id.org/amicorum/ns> a <http://www.w3.org/2002/07/owl#Ontology> .",
    "ontology/README.md": "# The ontology",
    "ontology/context.jsonld": "{}",
    "ontology/questions/cq-01.rq": "ASK {}",
    "ontology/questions/expected/world/cq-01.srj": "{}",
    "ontology/rules/20-b.rq": "",
    "ontology/rules/10-a.rq": "",
    "shapes/cities.ttl": "",
    "shapes/cases/cities/a.valid.trig": "",
    "data/catalogue.ttl": '<https://w3id.org/amicorum/catalog> <http://purl.org/dc/terms/modified> "2026-11-23" .',
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for folder in ("registers", "documents"):
        (tmp_path / "data" / folder).mkdir()
    return Project(tmp_path)


def test_takes_along_what_a_service_needs_and_no_more(project: Project) -> None:
    gathered = collect_input(project, environment={})
    assert set(gathered.copies) == {
        "context.jsonld",
        "data/catalogue.ttl",
        "ontology/README.md",
        "ontology/amicorum.ttl",
        "ontology/rules/10-a.rq",
        "ontology/rules/20-b.rq",
        "questions/cq-01.rq",
        "shapes/cities.ttl",
    }
    assert [path.name for path in gathered.rules] == ["10-a.rq", "20-b.rq"]
    assert len(gathered.quads) == 1
    assert gathered.shapes == project.shapes


@pytest.mark.parametrize(
    ("environment", "date"),
    [({}, "2026-11-23"), ({EPOCH: ""}, "2026-11-23"), ({EPOCH: "0"}, "1970-01-01"), ({EPOCH: "1800000000"}, "2027-01-15")],
)
def test_the_date_is_the_environments_else_a_persons_and_never_the_clocks(project: Project, environment: dict[str, str], date: str) -> None:
    assert collect_input(project, environment=environment).date == date


@pytest.mark.parametrize("seconds", ["today", "9" * 30])
def test_refuses_a_date_that_is_none(seconds: str) -> None:
    with pytest.raises(ReleaseError, match="not a number of seconds since 1970"):
        read_epoch({EPOCH: seconds})


def test_refuses_more_input_than_people_write(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_input, "INPUT_BYTES", 100)
    with pytest.raises(ReleaseError, match="is there a file that does not belong"):
        collect_input(project, environment={})


def test_a_broken_catalogue_names_its_place(project: Project) -> None:
    (project.data / "catalogue.ttl").write_text("<a> <b> .")
    with pytest.raises(SourceError, match=r"data/catalogue\.ttl:1"):
        collect_input(project, environment={})
