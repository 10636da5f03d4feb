"""The curated data, read once for all tests."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad, QuerySolutions, Store

from amicorum.ingest.loader import Sources, read
from amicorum.ingest.project import Project

ROOT = Path(__file__).parents[2]
PREFIXES = """
BASE <https://w3id.org/amicorum/>
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#>
"""
Select = Callable[[str], list[tuple[str, ...]]]


@pytest.fixture(scope="session")
def project() -> Project:
    """This project."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def sources(project: Project) -> Sources:
    """All that it says."""
    return read(project)


@pytest.fixture(scope="session")
def select(sources: Sources) -> Select:
    """Ask the data, every statement also in the default graph: each row as the words of its terms, without our namespace."""
    store = Store()
    store.bulk_extend(sources.quads)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in sources.quads)

    def select(query: str) -> list[tuple[str, ...]]:
        found = store.query(PREFIXES + query)
        assert isinstance(found, QuerySolutions)
        return sorted(tuple(term.value.removeprefix("https://w3id.org/amicorum/") if term else "" for term in row) for row in found)

    return select


def read_rows(project: Project, register: str) -> list[dict[str, str]]:
    """The rows of a register, as they are written."""
    with (project.registers / f"{register}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
