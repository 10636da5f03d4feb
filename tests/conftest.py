"""Fixtures that more than one part of the tests needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from amicorum.rdf import iris
from amicorum.release.build_input import BuildInput
from amicorum.release.pipeline import build
from amicorum.release.release import Release

TINY = Path(__file__).parent / "release" / "tiny.trig"
WORLD = Path(__file__).parent / "questions" / "world"
PROJECT = Path(__file__).parents[1]
MakeRelease = Callable[..., Release]
COMPLETE = "TESTS_COMPLETE"
"""Environment variable of a run that has everything that a test may need: `.ci/run` sets it."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In a complete run a skipped test has failed: elsewhere something may be missing, there it would only look green."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get(COMPLETE):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"a run with {COMPLETE} has everything that tests need, and this one: {reason}"
    return report


@pytest.fixture
def make_release(tmp_path: Path) -> MakeRelease:
    """`make_release(trig: str) -> Release`: a verified release built from TriG text (every statement in a named graph).

    Each further call puts the next release on the same repository: `release.folder.parent`, whose `current` points at the last one.
    """

    def make(trig: str) -> Release:
        material = BuildInput(quads=list(parse(trig, format=RdfFormat.TRIG)), metadata=(), date="2026-11-23")
        return build(material, tmp_path / "releases", step=lambda _: None, allow_shrink=True).release

    return make


@pytest.fixture(scope="session")
def tiny_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A small verified release on a repository of its own (`tiny_release.folder.parent`): the letter of ckp and vcb, two cities, two
    sources that both state one triple. See `tests/release/tiny.trig`. Never write into it: all tests share it.
    """
    material = BuildInput(quads=list(parse(path=TINY, format=RdfFormat.TRIG)), metadata=(), date="2026-11-23")
    return build(material, tmp_path_factory.mktemp("tiny") / "releases", step=lambda _: None).release


def gather_world() -> BuildInput:
    """What the small world of the questions is made of: its statements, the vocabulary, the schemes, the rules and the catalogue."""
    graphs = {"ontology": [PROJECT / "ontology/amicorum.ttl"], "schemes": sorted((PROJECT / "ontology/schemes").glob("*.ttl"))}
    quads = [quad for file in sorted(WORLD.glob("*.trig")) for quad in parse(path=file, format=RdfFormat.TRIG)]
    for name, files in graphs.items():
        graph = NamedNode(iris.graph(name))
        quads += [Quad(*quad.triple, graph) for file in files for quad in parse(path=file, format=RdfFormat.TURTLE)]
    vocabulary = [
        PROJECT / "ontology/amicorum.ttl",
        *(PROJECT / "ontology/alignments").glob("*.ttl"),
        *(PROJECT / "ontology/versions").glob("*.ttl"),
    ]
    copied = [
        *(path.relative_to(PROJECT).as_posix() for path in vocabulary),
        "ontology/context.jsonld",
        *(f"shapes/{each.name}" for each in (PROJECT / "shapes").glob("*.ttl")),
    ]
    return BuildInput(
        quads=quads,
        metadata=[quad.triple for quad in parse(path=PROJECT / "data/catalogue.ttl", format=RdfFormat.TURTLE)],
        date="2026-11-23",
        rules=sorted((PROJECT / "ontology/rules").glob("*.rq")),
        copies={name.removeprefix("ontology/") if name.endswith(".jsonld") else name: PROJECT / name for name in copied},
    )


@pytest.fixture(scope="session")
def world_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The small world of the questions as a whole verified release, with vocabulary, schemes, derived statements and catalogue.

    See `tests/questions/world/`. Never write into it: all tests share it.
    """
    return build(gather_world(), tmp_path_factory.mktemp("world") / "releases", step=lambda _: None).release
