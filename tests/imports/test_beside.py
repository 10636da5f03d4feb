"""Collections that another process reads say what they would say here, also what is wrong with them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from pyoxigraph import BlankNode, Quad

from amicorum.errors import SourceError, SourceErrors
from amicorum.imports import beside
from amicorum.imports.collection import Collection, list_collections
from amicorum.subprocesses import run_module

SOURCE = """
@prefix ami: <https://w3id.org/amicorum/ns#> .
@prefix cc: <http://creativecommons.org/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> dct:title "Museums"@en ; dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ; dct:issued "2026-01-31"^^xsd:date ;
  ami:confidence <https://w3id.org/amicorum/scheme/confidence/medium> ; foaf:page <https://example.org/> ; cc:attributionName "A" ;
  dct:creator [ foaf:name "B" ] .
"""
MAPPING = """
PREFIX cell: <https://w3id.org/amicorum/cell#>
PREFIX fn: <https://w3id.org/amicorum/fn#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?thing skos:prefLabel ?name } WHERE { ?row cell:name ?name BIND (fn:thing("institution", fn:slug(?name)) AS ?thing) }
"""


def make(folder: Path, table: str) -> list[Collection]:
    for name in ("one", "two"):
        (folder / name).mkdir(parents=True)
        (folder / name / "source.ttl").write_text(SOURCE, encoding="utf-8")
        (folder / name / "museums.rq").write_text(MAPPING, encoding="utf-8")
        (folder / name / "museums.csv").write_text(table, encoding="utf-8")
    return list_collections([(folder, "imports")])


def read(collections: list[Collection]) -> list[Quad]:
    with beside.read_beside(collections) as take:
        return take()


def without_labels(quads: list[Quad]) -> list[str]:
    return [" ".join("_:" if isinstance(term, BlankNode) else str(term) for term in quad) for quad in quads]


def test_what_another_process_reads_is_the_same_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collections = make(tmp_path, 'name\nMuzeum "Łódź"\nB\\\t\u2028C\n')
    here = read(collections)
    monkeypatch.setattr(beside, "LARGE", 0)
    assert without_labels(read(collections)) == without_labels(here)
    assert len(here) == 2 * (9 + 2)


def test_every_fault_comes_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "LARGE", 0)
    with pytest.raises(SourceErrors) as raised:
        read(make(tmp_path, "name\nA\na,b\n\nc,d\n"))
    assert [(each.file, each.line) for each in raised.value.each] == [("imports/one/museums.csv", 3), ("imports/one/museums.csv", 5)]


def test_a_process_that_is_ended_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def run_and_kill(module: str, job: object, output: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
        with run_module(module, job, output) as process:
            process.kill()
            yield process

    monkeypatch.setattr(beside, "LARGE", 0)
    monkeypatch.setattr(beside, "run_module", run_and_kill)
    with pytest.raises(SourceError, match="collections cannot be read: it ended with status -9"):
        read(make(tmp_path, "name\nA\n"))
