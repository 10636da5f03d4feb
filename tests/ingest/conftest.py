"""A small project: two registers with their descriptions and queries, one scheme, one document."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amicorum.ingest.project import Project

CONTEXT = "http://www.w3.org/ns/csvw"
EDTF = {"@id": "http://id.loc.gov/datatypes/edtf", "base": "string"}
KEY = {"base": "string", "format": "[a-z0-9-]+"}
ROLES = "https://w3id.org/amicorum/scheme/roles"

TOWNS: list[dict[str, Any]] = [
    {"name": "id", "required": True, "datatype": KEY},
    {"name": "label", "required": True},
    {"name": "people", "datatype": "integer"},
]
LETTERS: list[dict[str, Any]] = [
    {"name": "id", "required": True, "datatype": KEY, "dc:description": [{"@value": "Small letters and digits.", "@language": "en"}]},
    {"name": "towns", "required": True, "separator": "; "},
    {"name": "date", "datatype": EDTF},
    {"name": "role", "valueUrl": ROLES + "/{role}"},
    {"name": "site", "datatype": "anyURI"},
    {"name": "term", "datatype": "duration"},
    {"name": "source", "required": True, "separator": "; "},
    {"name": "title"},
    {"name": "title_lang"},
]
QUERY = """# A letter and its towns.
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX cell: <https://w3id.org/amicorum/cell#>
PREFIX fn: <https://w3id.org/amicorum/fn#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

CONSTRUCT { ?letter ami:place ?town ; rdfs:label ?label ; ami:occurred ?time }
WHERE {
  ?row cell:id ?key ; cell:towns ?name .
  BIND (fn:thing("agreement", ?key) AS ?letter)
  BIND (fn:thing("city", ?name) AS ?town)
  BIND (fn:cell(fn:row("towns", ?name), "label") AS ?label)
  BIND (fn:time(fn:cell(?row, "date")) AS ?time)
}
"""

Write = Callable[[str, str], Path]


def describe(folder: Path, name: str, columns: list[dict[str, Any]], references: dict[str, str] | None = None) -> None:
    """Write the description of a register; `references` maps a column to the register whose ids it holds."""
    keys = [
        {"columnReference": column, "reference": {"resource": f"{register}.csv", "columnReference": "id"}}
        for column, register in (references or {}).items()
    ]
    schema = {"primaryKey": "id", "columns": columns, "foreignKeys": keys}
    (folder / f"{name}.csv-metadata.json").write_text(json.dumps({"@context": CONTEXT, "url": f"{name}.csv", "tableSchema": schema}))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The small project, with every file right."""
    registers = tmp_path / "data" / "registers"
    for folder in (registers, tmp_path / "data" / "documents", tmp_path / "ontology" / "schemes", tmp_path / "shapes"):
        folder.mkdir(parents=True)
    describe(registers, "towns", TOWNS)
    describe(registers, "letters", LETTERS, {"towns": "towns"})
    (registers / "towns.csv").write_text("id,label,people\nkrakow,Kraków,800000\nvilnius,Vilnius,\n", encoding="utf-8")
    (registers / "letters.csv").write_text(
        "id,towns,date,role,site,term,source\nl1,krakow; vilnius,2018-05-21,director,,,news; paper\nl2,vilnius,,,,,news\n", encoding="utf-8"
    )
    (registers / "letters.source.rq").write_text(QUERY, encoding="utf-8")
    (registers / "towns.links.rq").write_text(
        'PREFIX cell: <https://w3id.org/amicorum/cell#>\nCONSTRUCT { ?row a ?row } WHERE { ?row cell:id "krakow" }', encoding="utf-8"
    )
    (tmp_path / "ontology" / "amicorum.ttl").write_text("<https://w3id.org/amicorum/ns#City> a <http://www.w3.org/2002/07/owl#Class> .")
    (tmp_path / "ontology" / "schemes" / "roles.ttl").write_text(
        f"<{ROLES}/director> <http://www.w3.org/2004/02/skos/core#inScheme> <{ROLES}> ."
    )
    return Project(tmp_path)


@pytest.fixture
def write(project: Project) -> Write:
    """Replace a file of the small project: its path under `data/`, and its text."""

    def write(name: str, text: str) -> Path:
        path = project.data / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
