"""`amicorum validate`, as a person runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from amicorum.cli.main import main

ROOT = Path(__file__).parents[2]
METADATA = {
    "@context": "http://www.w3.org/ns/csvw",
    "url": "towns.csv",
    "dialect": {"encoding": "utf-8", "header": True},
    "tableSchema": {
        "primaryKey": "id",
        "columns": [{"name": "id", "required": True}, {"name": "name"}, {"name": "lat", "datatype": "decimal"}],
    },
}
MAPPING = """# A town.
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX cell: <https://w3id.org/amicorum/cell#>
PREFIX country: <http://publications.europa.eu/resource/authority/country/>
PREFIX fn: <https://w3id.org/amicorum/fn#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
CONSTRUCT { ?city a ami:City ; skos:prefLabel ?label ; ami:inCountry country:POL ; wgs84:lat ?latitude }
WHERE {
  ?row cell:id ?id ; cell:name ?name .
  BIND (fn:thing("city", ?id) AS ?city)
  BIND (STRLANG(?name, "pl") AS ?label)
  OPTIONAL { ?row cell:lat ?lat . BIND (STRDT(?lat, xsd:decimal) AS ?latitude) }
}
"""
LIBRARY = """@prefix ami: <https://w3id.org/amicorum/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/amicorum/id/institution/lib> a ami:CulturalInstitution ; skos:prefLabel "Biblioteka"@pl ;
  ami:inCity <https://w3id.org/amicorum/id/city/krakow> .
"""
RIGHT = "id,name,lat\nkrakow,Kraków,50.06\n"
WRONG = "id,name,lat\nkrakow,Kraków,50.06\ntorun,Toruń,530.1\n"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our vocabulary and shapes with one register of one row."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("ontology", "shapes"):
        shutil.copytree(ROOT / name, folder / name)
    registers = folder / "data" / "registers"
    registers.mkdir(parents=True)
    (folder / "data" / "documents").mkdir()
    shutil.copy(ROOT / "data" / "catalogue.ttl", folder / "data")
    (registers / "towns.csv").write_text(RIGHT, encoding="utf-8")
    (registers / "towns.csv-metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")
    (registers / "towns.curated.rq").write_text(MAPPING, encoding="utf-8")
    return folder


@pytest.fixture
def project(clean: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(clean, tmp_path / "project"))


def _validate(project: Path, *call: str | Path) -> int:
    return main(["validate", "--project", str(project), *map(str, call)])


def test_data_that_conform(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _validate(project, "--data") == 0
    out = capfd.readouterr().out
    assert "Information: City named in five languages (1)" in out
    assert "data/registers/towns.csv:2: id/city/krakow “Kraków”" in out
    assert "Nothing stands in the way." in out


def test_a_register_that_breaks_a_rule_is_named_with_its_line(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "data" / "registers" / "towns.csv").write_text(WRONG, encoding="utf-8")
    assert _validate(project, "--data", "--lang", "pl") == 1
    out = capfd.readouterr().out
    assert out.startswith("Naruszenie: Szerokość geograficzna w zakresie (1)\n  Szerokość geograficzna to jedna liczba od -90 do 90.")
    assert "data/registers/towns.csv:3: id/city/torun “Toruń”" in out


MUSEUMS = "id,name,city,qid\na,,krakow,\nb,Muzeum,krakow,\nc,Kraków,,Q31487\nd,Muzeum,nowhere,\n"
IMPORTED = """PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX cell: <https://w3id.org/amicorum/cell#>
PREFIX fn: <https://w3id.org/amicorum/fn#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?thing a ami:CulturalInstitution ; skos:prefLabel ?label ; ami:inCity ?city ; owl:sameAs ?item ; ami:foundedIn ?founded }
WHERE {
  ?row cell:id ?id .
  BIND (fn:thing("institution", ?id) AS ?thing)
  BIND (STRLANG(fn:cell(?row, "name"), "pl") AS ?label)
  BIND (fn:thing("city", fn:cell(?row, "city")) AS ?city)
  BIND (IRI(CONCAT("http://www.wikidata.org/entity/", fn:cell(?row, "qid"))) AS ?item)
  BIND (IF(BOUND(?item), "1257", ?none) AS ?founded)
}
"""
SOURCE = """@prefix ami: <https://w3id.org/amicorum/ns#> . @prefix cc: <http://creativecommons.org/ns#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> dct:title "Museums"@en ; foaf:page <https://example.org/> ; dct:issued "2026-01-31"^^xsd:date ; cc:attributionName "Somebody" ;
  dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ; ami:confidence <https://w3id.org/amicorum/scheme/confidence/medium> .
"""


def test_an_import_that_breaks_a_rule_is_named_with_the_line_of_its_table(
    project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMICORUM_IMPORTS", str(tmp_path / "lists"))
    (project / "data" / "documents" / "links.trig").write_text(
        "GRAPH <https://w3id.org/amicorum/graph/curated> {\n"
        "<https://w3id.org/amicorum/id/city/krakow> <http://www.w3.org/2002/07/owl#sameAs> <http://www.wikidata.org/entity/Q31487> .\n}\n",
        encoding="utf-8",
    )
    for name, content in (("museums.csv", MUSEUMS), ("museums.rq", IMPORTED), ("source.ttl", SOURCE)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    table, mapping, source = (str(tmp_path / name) for name in ("museums.csv", "museums.rq", "source.ttl"))
    assert main(["import", table, "--with", mapping, "--source", source]) == 0
    capfd.readouterr()
    assert _validate(project, "--data") == 1
    out = capfd.readouterr().out
    assert "    museums.csv:2: id/institution/a, at skos:prefLabel\n" in out  # no name
    # What the list says of a thing of ours is told with the row, though the list calls it otherwise.
    assert "data/documents/links.trig:2, data/registers/towns.csv:2, museums.csv:4: id/city/krakow “Kraków”, found ami:foundedIn" in out
    assert "amicorum import --remove museums" in out
    assert main(["import", "--remove", "museums"]) == 0
    assert _validate(project, "--data") == 0


def test_another_version_of_a_register_takes_the_place_of_the_projects(
    project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "data" / "registers" / "towns.csv").write_text(WRONG, encoding="utf-8")
    mended = tmp_path / "towns.csv"
    mended.write_text(RIGHT, encoding="utf-8")
    assert _validate(project, mended) == 0
    assert "torun" not in capfd.readouterr().out


def test_a_file_is_checked_among_the_rest_and_reported_alone(project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (project / "data" / "registers" / "towns.csv").write_text(WRONG, encoding="utf-8")
    document = tmp_path / "library.ttl"
    document.write_text(LIBRARY, encoding="utf-8")
    assert _validate(project, document, "--format", "json") == 0
    assert json.loads(capfd.readouterr().out)["results"] == []


def test_a_reference_that_leads_nowhere(project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "library.ttl"
    document.write_text(LIBRARY.replace("krakow", "krakov"), encoding="utf-8")
    assert _validate(project, document, "--format", "json") == 1
    results = json.loads(capfd.readouterr().out)["results"]
    assert {result["shape"].partition("#")[2] for result in results} == {"city-class", "reference-known"}
    assert {(place["line"]) for result in results for place in result["places"]} == {3}


def test_bad_syntax_names_file_line_and_column(project: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "broken.ttl"
    document.write_text("<https://example.org/a>\n  <https://example.org/b> .", encoding="utf-8")
    assert _validate(project, document) == 2
    assert f"{document}:2:" in capfd.readouterr().err


@pytest.mark.parametrize("call", [["nowhere.ttl"], ["--data", "--project", "nowhere"]])
def test_what_is_not_there(project: Path, call: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert _validate(project, *call) == 2
    assert "nowhere" in capfd.readouterr().err


@pytest.mark.parametrize("call", [[], ["--data", "x.ttl"], ["--data", "--format", "pdf"]])
def test_a_wrong_call(project: Path, call: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        _validate(project, *call)
    assert caught.value.code == 2
