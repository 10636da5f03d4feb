"""Comunica, the query engine of the JavaScript world, against a real server: the same rows as we give ourselves."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from tests.web.servers import run_server

from amicorum.engine.factory import open_engine
from amicorum.features.questions import read_folder
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

HERE = Path(__file__).parent
QUESTIONS = {each.number: each for each in read_folder(HERE.parents[1] / "ontology" / "questions")}
ASKED = (1, 5, 7, 15, 35)
"""A lookup, a language, a year, a grouping, and one over the named graphs."""


@pytest.fixture(scope="session")
def modules() -> Path:
    """Comunica as the lock file has it, in a cache outside the project that later runs find again.

    It is 4.5, the last for Node 20; package.json overrides its data factory, whose older version drops the languages of literals.
    """
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed")
    lock = HERE / "package-lock.json"
    folder = Path(tempfile.gettempdir()) / f"amicorum-clients-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, folder / name)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            pytest.skip(f"npm could not install Comunica: {done.stderr[-300:]}")
        (folder / "whole").touch()
    return folder


@pytest.fixture(scope="module")
def endpoint(world_release: Release) -> Iterator[str]:
    settings = Settings(releases=world_release.folder.parent, workers=2)
    with run_server(create_app(settings, open_engine(settings, world_release), world_release)) as server:
        yield server.url + "/sparql"


def read_theirs(body: str) -> Counter[str]:
    """The rows that Comunica printed, each as text; their order is not looked at, for Comunica may join by itself."""
    return Counter(json.dumps(row, sort_keys=True) for row in json.loads(body))


def read_ours(body: bytes) -> Counter[str]:
    """The rows of our own answer, in the same words."""
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows = [{name: write(value) for name in names if (value := row[name]) is not None} for row in found]
    return Counter(json.dumps(row, sort_keys=True) for row in rows)


def write(term: object) -> list[str]:
    if isinstance(term, Literal):
        return ["Literal", term.value, term.language or "", term.datatype.value]
    assert isinstance(term, NamedNode)
    return ["NamedNode", term.value, "", ""]


@pytest.mark.parametrize("number", ASKED)
def test_comunica_has_the_same_rows(modules: Path, endpoint: str, tmp_path: Path, number: int) -> None:
    query = tmp_path / "query.rq"
    query.write_text(QUESTIONS[number].query, encoding="utf-8")
    command = ["node", str(HERE / "ask.mjs"), str(modules), endpoint, str(query)]
    asked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert asked.returncode == 0, asked.stderr
    ours = httpx2.post(endpoint, data={"query": QUESTIONS[number].query}, headers={"Accept": "application/sparql-results+json"})
    assert read_ours(ours.content)
    assert read_theirs(asked.stdout) == read_ours(ours.content)
