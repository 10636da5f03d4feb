"""The validator: what others send is checked against a release, in bounds."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, serialize

from amicorum.errors import Busy, EngineFailed, LimitReached
from amicorum.features.submissions.service import SubmissionValidator
from amicorum.features.submissions.submission import Checked, Submission, Unreadable
from amicorum.ingest.documents import read_document
from amicorum.rdf.iris import graph

PROJECT = Path(__file__).parents[3]
GOOD = """
@prefix ami: <https://w3id.org/amicorum/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/amicorum/id/city/nowhere> a ami:City ; skos:prefLabel "Nowhere"@en ;
  ami:inCountry <http://publications.europa.eu/resource/authority/country/POL> .
"""
BAD = GOOD.replace('"Nowhere"@en', '"Nowhere"@en, "Elsewhere"@en')
OWN_SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ami: <https://w3id.org/amicorum/ns#> .
<urn:shape> a sh:NodeShape ; sh:targetClass ami:City ; sh:property [ sh:path ami:mayor ; sh:minCount 1 ; sh:message "a city has a mayor" ] .
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a validation reads of a release, with the vocabulary and the shapes, and no data."""
    folder = tmp_path_factory.mktemp("release")
    for name in ("ontology", "shapes"):
        shutil.copytree(PROJECT / name, folder / name)
    (folder / "data" / "registers").mkdir(parents=True)
    shutil.copy(PROJECT / "data" / "catalogue.ttl", folder / "data")
    (folder / "dumps").mkdir()
    vocabulary = read_document(PROJECT / "ontology" / "amicorum.ttl", graph=NamedNode(graph("ontology")))
    serialize(vocabulary.quads, folder / "dumps" / "amicorum.nq", RdfFormat.N_QUADS)
    return folder


def check(submission: Submission, release: Path, **bounds: float) -> Checked:
    limits = {"seconds": 60.0, "memory": 1024, "places": 1} | bounds
    validator = SubmissionValidator(seconds=limits["seconds"], memory=int(limits["memory"]), places=int(limits["places"]))

    async def run() -> Checked:
        try:
            return await validator.check(submission, release)
        finally:
            await validator.close()

    return asyncio.run(run())


def test_data_that_keep_the_rules_conform(release: Path) -> None:
    checked = check(Submission("partners.ttl", GOOD.encode()), release)
    assert checked.verdict["conforms"]
    assert checked.verdict["checked"] > 50
    assert "sh:conforms true" in checked.turtle


def test_a_violation_names_the_thing_and_the_line(release: Path) -> None:
    checked = check(Submission("partners.ttl", BAD.encode()), release)
    assert not checked.verdict["conforms"]
    violations = [each for each in checked.verdict["results"] if each["severity"] == "Violation"]
    assert {each["focus"] for each in violations} == {"https://w3id.org/amicorum/id/city/nowhere"}
    assert violations[0]["places"] == [{"file": "partners.ttl", "line": 4}]
    assert {"en", "pl"} <= set(violations[0]["messages"])


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [("broken.ttl", b"<urn:a> <urn:b> .", 1), ("partners.docx", b"x", 0), ("unknown-register.csv", b"id\n1\n", 0)],
)
def test_what_cannot_be_read_says_where_and_why(release: Path, name: str, content: bytes, line: int) -> None:
    with pytest.raises(Unreadable) as raised:
        check(Submission(name, content), release)
    assert [(each.file, each.line) for each in raised.value.each] == [(name, line)]


def test_the_senders_own_shapes_count_instead_of_ours(release: Path) -> None:
    checked = check(Submission("partners.ttl", BAD.encode(), OWN_SHAPES.encode()), release)
    assert [(each["severity"], each["messages"]) for each in checked.verdict["results"]] == [("Violation", {"en": "a city has a mayor"})]


@pytest.mark.parametrize("shapes", [b"# nothing at all", OWN_SHAPES.replace("targetClass", "targetclass").encode()])
def test_shapes_that_speak_of_nothing_are_refused(release: Path, shapes: bytes) -> None:
    with pytest.raises(Unreadable, match="target"):
        check(Submission("partners.ttl", GOOD.encode(), shapes), release)


def test_a_validation_that_takes_too_long_is_ended(release: Path) -> None:
    with pytest.raises(LimitReached) as raised:
        check(Submission("partners.ttl", GOOD.encode()), release, seconds=0.01)
    assert raised.value.limit == "validate_seconds"


def test_a_bomb_ends_its_own_process_only(release: Path) -> None:
    nested = b'{"@id": "urn:a", "urn:p": ' * 50_000 + b"1" + b"}" * 50_000
    with pytest.raises(Unreadable, match="brackets stand more than 200 deep"):
        check(Submission("bomb.jsonld", nested), release)


def test_shapes_cannot_reach_the_network(release: Path) -> None:
    calling = OWN_SHAPES.replace(
        "sh:property [", 'sh:sparql [ sh:select "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this a ?type } }" ] ; sh:property ['
    )
    with pytest.raises((Unreadable, LimitReached)):
        check(Submission("partners.ttl", GOOD.encode(), calling.encode()), release)


def test_no_more_at_once_than_there_are_places(release: Path) -> None:
    async def crowd() -> list[object]:
        validator = SubmissionValidator(seconds=60, memory=1024, places=1)
        submission = Submission("partners.ttl", GOOD.encode())
        try:
            return list(await asyncio.gather(*(validator.check(submission, release) for _ in range(2)), return_exceptions=True))
        finally:
            await validator.close()

    first, second = asyncio.run(crowd())
    assert isinstance(first, Checked)
    assert isinstance(second, Busy)
    assert second.retry_after >= 1


def test_one_process_answers_many_and_keeps_nothing_of_them(release: Path) -> None:
    async def run() -> list[Checked]:
        validator = SubmissionValidator(seconds=60, memory=1024, places=1)
        try:
            await validator.warm(release)
            given = (GOOD, BAD, GOOD)
            return [await validator.check(Submission("partners.ttl", each.encode()), release) for each in given]
        finally:
            await validator.close()

    assert [each.verdict["conforms"] for each in asyncio.run(run())] == [True, False, True]


def test_data_of_which_no_shape_speaks_are_not_called_right(release: Path) -> None:
    checked = check(Submission("foreign.ttl", b"<urn:a> <urn:b> <urn:c> ."), release)
    assert checked.verdict["targets"] == 0
    assert checked.verdict["summary"].startswith("Nothing was checked: no rule speaks of these data, since")
    assert "Niczego nie" in checked.turtle
    assert check(Submission("partners.ttl", GOOD.encode()), release).verdict["targets"] == 1


def test_a_release_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="could not read the release"):
        check(Submission("partners.ttl", GOOD.encode()), tmp_path)


def test_a_fault_of_syntax_is_told_before_any_release_is_read(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="not Turtle"):
        check(Submission("partners.ttl", b"<urn:a> <urn:b> ."), tmp_path)
    with pytest.raises(Unreadable) as raised:
        check(Submission("partners.ttl", GOOD.encode(), b"<urn:shape> a"), tmp_path)
    assert [each.file for each in raised.value.each] == ["shapes.ttl"]
