"""`amicorum build` and `amicorum query`, as a person runs them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from amicorum.cli.main import main
from amicorum.features.gaps import TITLES
from amicorum.release.release import Release, current, open_release

Ask = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]
WRONG = """
@prefix ami: <https://w3id.org/amicorum/ns#> .
<https://w3id.org/amicorum/graph/curated> {
  <https://w3id.org/amicorum/id/city/nowhere> a ami:City ; <http://www.w3.org/2003/01/geo/wgs84_pos#lat> 99.0 .
}
"""
SELECT = """
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?city ?name WHERE { ?city a ami:City ; skos:prefLabel ?name FILTER (LANG(?name) = "pl") } ORDER BY ?city
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own vocabulary, shapes and questions, with no data."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("ontology", "shapes"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("registers", "documents"):
        (folder / "data" / name).mkdir(parents=True)
    shutil.copy(ROOT / "data" / "catalogue.ttl", folder / "data")
    return folder


def test_build_makes_a_release_that_needs_nothing_else(project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    call = ["build", "--project", str(project), "--out", str(tmp_path), "--base", "https://example.org/a"]
    assert main(call) == 0
    out, err = capfd.readouterr()
    release = open_release(current(tmp_path))
    assert Path(out.strip()) == release.folder
    assert f"Release {release.id}" in err
    assert "Validation: Violation 0, Warning 0" in err
    assert "is made" in err
    for name in (
        "catalogue.ttl", "void.ttl", "report.ttl", "report.json", "changes.json", "context.jsonld", "ontology/amicorum.ttl",
        "ontology/reference.html", "shapes/graph.ttl", "questions/cq-01-partners-of-an-institution.rq", "tables/csv-metadata.json",
    ):  # fmt: skip
        assert release.file(name).is_file()
    assert json.loads(release.file("report.json").read_text())["conforms"] is True
    assert "<https://example.org/a/sparql>" in release.file("catalogue.ttl").read_text()
    assert main(call) == 0
    assert "was there already" in capfd.readouterr().err


def test_build_stops_at_a_violation_and_prints_what_to_mend(project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    broken = Path(shutil.copytree(project, tmp_path / "project"))
    (broken / "data" / "documents" / "wrong.trig").write_text(WRONG)
    assert main(["build", "--project", str(broken), "--out", str(tmp_path / "releases")]) == 1
    err = capfd.readouterr().err
    assert "wrong.trig:4" in err
    assert "No release was made." in err
    # What may be mended is not told along with what must be.
    assert [line for line in err.splitlines() if line.startswith(("Warning:", "Information:"))] == []
    assert [path.name for path in (tmp_path / "releases").iterdir()] == [".lock"]


def test_build_outside_a_project_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--project", str(tmp_path)]) != 0
    assert "not an Amicorum project" in capfd.readouterr().err


@pytest.fixture
def ask(tiny_release: Release, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Ask:
    def ask(query: str, *options: str) -> tuple[int, str, str]:
        (tmp_path / "a.rq").write_text(query)
        code = main(["query", str(tmp_path / "a.rq"), "--releases", str(tiny_release.folder.parent), *options])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return ask


CITY = "https://w3id.org/amicorum/id/city/"
ANSWERS = {
    "csv": f"city,name\r\n{CITY}krakow,Kraków\r\n{CITY}vilnius,Wilno\r\n",
    "tsv": f'?city\t?name\n<{CITY}krakow>\t"Kraków"@pl\n<{CITY}vilnius>\t"Wilno"@pl\n',
}


@pytest.mark.parametrize(("form", "expected"), ANSWERS.items())
def test_query_writes_rows(ask: Ask, form: str, expected: str) -> None:
    assert ask(SELECT, "--format", form) == (0, expected, "")


def test_query_writes_json_where_nobody_reads_along(ask: Ask) -> None:
    code, out, _ = ask(SELECT)
    assert code == 0
    assert [row["name"]["value"] for row in json.loads(out)["results"]["bindings"]] == ["Kraków", "Wilno"]


def test_query_shows_a_table(ask: Ask) -> None:
    code, out, _ = ask(SELECT, "--format", "table")
    assert code == 0
    assert "Kraków" in out
    assert "2 rows" in out
    assert ask("ASK { ?s ?p ?o }", "--format", "table")[1] == "yes\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?p ?o { <https://w3id.org/amicorum/id/city/krakow> ?p ?o }", "answered by the service itself"),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "answered by a worker"),
    ],
)
def test_query_explains_who_answers_and_by_which_plan(ask: Ask, query: str, said: str) -> None:
    code, out, _ = ask(query, "--explain")
    assert code == 0
    assert out.startswith(f"# {said}")
    assert "# block 1: about" in out
    assert out.endswith(query + "\n")


def test_query_writes_a_graph(ask: Ask) -> None:
    construct = f"CONSTRUCT WHERE {{ <{CITY}krakow> a ?type }}"
    code, out, _ = ask(construct)
    assert code == 0
    assert len(list(parse(out, format=RdfFormat.TURTLE))) == 1
    assert len(list(parse(ask(construct, "--format", "nt")[1], format=RdfFormat.N_TRIPLES))) == 1


@pytest.mark.parametrize(
    ("query", "options", "message"),
    [
        ("SELECT WHERE", (), "this is not SPARQL"),
        (SELECT, ("--format", "ttl"), "ttl cannot carry rows; use one of: json, xml, csv, tsv"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ("--format", "csv"), "csv cannot carry a graph"),
        ("ASK {}", ("--release", "nowhere"), "not a release"),
    ],
)
def test_query_says_what_is_wrong(ask: Ask, query: str, options: tuple[str, ...], message: str) -> None:
    code, out, err = ask(query, *options)
    assert (code, out) == (1, "")
    assert message in err


def test_gaps_lists_every_row_as_csv(tiny_release: Release, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--releases", str(tiny_release.folder.parent), "--format", "csv"]) == 0
    rows = list(csv.DictReader(capfd.readouterr().out.splitlines()))
    assert {row["gap"] for row in rows} <= set(TITLES)
    assert [row for row in rows if row["gap"] == "labels-missing" and row["thing"].startswith(CITY)]


def test_gaps_shows_tables_in_the_language_asked_for(tiny_release: Release, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", "--releases", str(tiny_release.folder.parent), "--lang", "pl", "--first", "1"]) == 0
    out = capfd.readouterr().out
    assert "Brakujące nazwy w którymś z języków" in out
    assert "--format csv" in out


def test_report_tells_what_to_look_at_again(tiny_release: Release, capfd: pytest.CaptureFixture[str]) -> None:
    releases = str(tiny_release.folder.parent)
    assert main(["report", "--releases", releases, "--lang", "pl", "--first", "1", "--on", "2030-01-01"]) == 0
    out = capfd.readouterr().out
    assert "Gdzie źródła są ze sobą sprzeczne" in out
    assert "Brakujące nazwy w którymś z języków" in out
    assert main(["report", "--releases", releases, "--format", "csv", "--on", "2030-01-01"]) == 0
    rows = list(csv.DictReader(capfd.readouterr().out.splitlines()))
    assert {row["section"] for row in rows} >= {"single-source"}


def test_quickstatements_need_a_list_to_compare_with(tiny_release: Release, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--releases", str(tiny_release.folder.parent), "--quickstatements"]) == 1
    assert "no list of twin towns" in capfd.readouterr().err
