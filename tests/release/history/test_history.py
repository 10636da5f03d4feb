"""The history that each release carries: nothing published is ever forgotten or changed, whatever happens to old releases."""

from __future__ import annotations

import gzip
import json
import shutil
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from amicorum.errors import ReleaseError
from amicorum.features.changes.history import History
from amicorum.release import repository
from amicorum.release.build_input import BuildInput
from amicorum.release.history import members
from amicorum.release.history.entries import FOLDER, find_newest, page_path, read_entries
from amicorum.release.history.members import DELETE, GENERATED, MEMBER, VERSION_OF
from amicorum.release.pipeline import build
from amicorum.release.release import Release, open_release

PREFIXES = """
@prefix : <https://w3id.org/amicorum/id/city/> .
@prefix ami: <https://w3id.org/amicorum/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix g: <https://w3id.org/amicorum/graph/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
A, B, C = (f"https://w3id.org/amicorum/id/city/{name}" for name in "abc")


def publish(repository: Path, trig: str, date: str = "2026-11-23") -> Release:
    build_input = BuildInput(list(parse(PREFIXES + trig, format=RdfFormat.TRIG)), (), date)
    return build(build_input, repository, step=lambda _: None, allow_shrink=True).release


def cities(*names: str) -> str:
    return "g:curated { " + " ".join(f':{each[0]} a ami:City ; skos:prefLabel "{each}"@en .' for each in names) + " }"


def history(release: Release) -> dict[str, bytes]:
    folder = release.folder / FOLDER
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read_pages(release: Release, number: int) -> list[list[Quad]]:
    entry = read_entries(release.folder)[number - 1]
    files = [release.folder / page_path(entry.key, page) for page in range(1, entry.pages + 1)]
    return [list(parse(gzip.decompress(file.read_bytes()), format=RdfFormat.N_QUADS)) for file in files]


def told(release: Release, number: int) -> dict[str, str]:
    """What happened to each thing in a release."""
    quads = [quad for page in read_pages(release, number) for quad in page]
    happened = {str(quad.subject): str(quad.object)[1:-1].rpartition("#")[2] for quad in quads if "activitystreams" in str(quad.object)}
    return {str(quad.object)[1:-1]: happened[str(quad.subject)] for quad in quads if quad.predicate == VERSION_OF}


def test_a_release_carries_those_before_it_unchanged_and_verifies_them(tmp_path: Path) -> None:
    releases = [publish(tmp_path, cities(*names)) for names in (("a",), ("a", "b"), ("aa", "b", "c"))]
    for before, after in pairwise(releases):
        assert history(before).items() < history(after).items()
    assert [entry.id for entry in read_entries(releases[2].folder)] == [each.id for each in releases]
    assert [told(releases[2], number) for number in (1, 2, 3)] == [{A: "Create"}, {B: "Create"}, {A: "Update", C: "Create"}]
    assert {name for name in releases[2].checksums if name.startswith(FOLDER)} == {f"{FOLDER}/{name}" for name in history(releases[2])}


def test_clearing_away_old_releases_loses_nothing(tmp_path: Path) -> None:
    first, second = publish(tmp_path, cities("a", "b")), publish(tmp_path, cities("a") + "g:curated { :b dct:isReplacedBy :a }")
    shutil.rmtree(first.folder)
    third = publish(tmp_path, cities("aa"))
    shutil.rmtree(second.folder)
    past = History()
    assert [(each.id, each.kept) for each in past.chain(third)] == [(third.id, True), (second.id, False), (first.id, False)]
    assert past.folder(third, first.id) is None
    assert {iri: change.replaced_by for iri, change in past.withdrawn(third).items()} == {B: A}
    assert told(third, 1) == {A: "Create", B: "Create"}
    (gone,) = {quad.subject for page in read_pages(third, 2) for quad in page if quad.object == DELETE}
    said = [quad for page in read_pages(third, 2) for quad in page if quad.subject == gone]
    assert {str(quad.predicate).rpartition("/")[2] for quad in said if "terms" in str(quad.predicate)} == {"isVersionOf>", "isReplacedBy>"}


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        (("2026-11-23", "2026-11-23", "2026-11-23"), ("2026-11-23T00:00:00Z", "2026-11-23T00:00:01Z", "2026-11-23T00:00:02Z")),
        (("2026-11-23", "2026-12-01", "2026-12-02"), ("2026-11-23T00:00:00Z", "2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z")),
        (("2026-11-23", "2025-01-01", "2026-11-24"), ("2026-11-23T00:00:00Z", "2026-11-23T00:00:01Z", "2026-11-24T00:00:00Z")),
    ],
)
def test_each_release_is_later_than_the_one_before(tmp_path: Path, dates: tuple[str, ...], published: tuple[str, ...]) -> None:
    for number, date in enumerate(dates):
        last = publish(tmp_path, cities("a" * (number + 1)), date)
    assert [entry.published for entry in read_entries(last.folder)] == [datetime.fromisoformat(each) for each in published]
    times = {quad.object.value for number in (1, 2, 3) for page in read_pages(last, number) for quad in page if quad.predicate == GENERATED}
    assert times == set(published)


def test_what_follows_a_step_back_follows_the_newest_release(tmp_path: Path) -> None:
    """Whoever follows the stream has heard of the release that was stepped back from, and must be led away from it."""
    first, second = publish(tmp_path, cities("a")), publish(tmp_path, cities("a", "b"))
    repository.switch(tmp_path, first.id)
    third = publish(tmp_path, cities("a", "c"))
    assert json.loads((third.folder / "changes.json").read_text())["since"] == second.id
    assert told(third, 3) == {B: "Delete", C: "Create"}
    repository.switch(tmp_path, first.id)
    (third.folder / "manifest.json").write_text("{}")
    assert find_newest(tmp_path, first) == second, "a damaged release is passed over"
    assert find_newest(tmp_path, open_release(second.folder)) == second


def test_a_repository_without_a_history_begins_one(tmp_path: Path) -> None:
    first = publish(tmp_path, cities("a"))
    shutil.rmtree(first.folder / FOLDER)
    assert read_entries(first.folder) == []
    assert find_newest(tmp_path, first) is None
    assert told(publish(tmp_path, cities("a", "b")), 1) == {A: "Create", B: "Create"}


def test_the_same_repository_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        publish(tmp_path / name, cities("a"))
    assert history(publish(tmp_path / "one", cities("b"))) == history(publish(tmp_path / "two", cities("b")))


def test_pages_hold_so_many_members_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "SIZE", 2)
    release = publish(tmp_path, cities("a", "b", "c", "d", "e"))
    pages = read_pages(release, 1)
    assert [sum(quad.predicate == MEMBER for quad in page) for page in pages] == [2, 2, 1]
    for number, page in enumerate(pages, start=1):
        (entry,) = read_entries(release.folder)
        assert all(f"/ldes/{entry.key}/{number}#id/city/" in str(quad.object) for quad in page if quad.predicate == MEMBER)


def test_a_version_says_what_its_sources_say_and_nothing_derived(tmp_path: Path) -> None:
    trig = (
        cities("a")
        + """
        g:ontology { :a skos:note [ skos:broader [ skos:note "deep" ] ] . [] skos:note "of nobody" . }
        g:inferred { :a dct:title "derived"@en } g:other { :b skos:note "another thing" }"""
    )
    ((*page,),) = read_pages(publish(tmp_path, trig), 1)
    assert {str(quad.graph_name).rpartition("/")[2] for quad in page} == {"DEFAULT", "curated>", "ontology>"}
    assert {quad.object.value for quad in page if "note" in str(quad.predicate) and "deep" in str(quad.object)} == {"deep"}
    assert not [quad for quad in page if any(words in str(quad.object) for words in ("derived", "of nobody", "another thing"))]


@pytest.mark.parametrize("term", ["prov:generatedAtTime", "dct:isVersionOf"])
def test_a_thing_must_not_say_what_its_version_says(tmp_path: Path, term: str) -> None:
    with pytest.raises(ReleaseError, match="in the event stream that would be taken for its version's"):
        publish(tmp_path, cities("a") + f"g:curated {{ :a {term} :b }}")
    assert not list(tmp_path.glob("*/manifest.json"))
