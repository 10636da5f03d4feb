"""A build gives the same bytes each time, refuses what is wrong, and leaves the old or the new release wherever it ends."""

from __future__ import annotations

import fcntl
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Triple, parse

from amicorum.cli.build import _WORDS
from amicorum.errors import AmicorumError, ReleaseError, ValidationFailed
from amicorum.ingest.loader import Place
from amicorum.release.build_input import BuildInput
from amicorum.release.pipeline import STEPS, Built, build
from amicorum.release.release import NQUADS, Release, current, load, open_release

ROOT = Path(__file__).parents[2]
TINY = Path(__file__).parent / "tiny.trig"
MORE = """
<https://w3id.org/amicorum/graph/curated> {
  <https://w3id.org/amicorum/id/city/gdansk> a <https://w3id.org/amicorum/ns#City> ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "Gdańsk"@pl .
}
"""


def quads(more: str = "") -> list[Quad]:
    return list(parse(TINY.read_text() + more, format=RdfFormat.TRIG))


@pytest.fixture(scope="module")
def metadata() -> list[Triple]:
    return [quad.triple for quad in parse(path=ROOT / "data" / "catalogue.ttl", format=RdfFormat.TURTLE)]


def make(build_input: BuildInput, releases: Path, *, allow_shrink: bool = False) -> Built:
    return build(build_input, releases, step=lambda _: None, allow_shrink=allow_shrink)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_takes_the_steps_that_it_says_and_the_command_has_words_for_each(tmp_path: Path) -> None:
    taken: list[str] = []
    build(BuildInput(quads(), (), "2026-11-23"), tmp_path, step=taken.append)
    assert tuple(taken) == STEPS == tuple(_WORDS)


def test_same_input_gives_the_same_bytes_in_whatever_order_it_comes(tmp_path: Path, metadata: list[Triple]) -> None:
    shuffled = quads()
    random.Random(7).shuffle(shuffled)
    builds = [
        make(BuildInput(each, metadata, "2026-11-23"), tmp_path / str(n)).release for n, each in enumerate((quads(), shuffled, quads()))
    ]
    first, *others = (contents(each.folder) for each in builds)
    assert {
        "dumps/amicorum.trig",
        "dumps/amicorum.nq.gz",
        "tables/cities.csv.gz",
        "void.ttl",
        "void-graphs.ttl",
        "catalogue.ttl",
        "SHA256SUMS",
    } <= first.keys()
    for other in others:
        assert {name for name in first if other[name] != first[name]} == set()
        assert other.keys() == first.keys()


def test_dumps_written_by_processes_of_their_own_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = make(BuildInput(quads(), (), "2026-11-23"), tmp_path / "alone").release
    monkeypatch.setattr("amicorum.release.dumps.LARGE", 0)
    shared = make(BuildInput(quads(), (), "2026-11-23"), tmp_path / "shared").release
    assert contents(shared.folder) == contents(alone.folder)


def test_a_dump_that_another_process_cannot_write_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amicorum.release.dumps.LARGE", 0)
    with pytest.raises(ReleaseError, match=r"dumps cannot be written: .* IRI"):
        make(BuildInput(quads(), (), "2026-11-23", prefixes={"wrong": "no IRI"}), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock"]


@pytest.mark.parametrize(
    "other",
    [
        BuildInput(quads(MORE), (), "2026-11-23"),
        BuildInput(quads(), (), "2026-11-24"),
        BuildInput(quads(), (), "2026-11-23", copies={"shapes/a.ttl": TINY}),
    ],
    ids=["statement", "date", "file"],
)
def test_other_content_gives_another_id(tmp_path: Path, metadata: list[Triple], other: BuildInput) -> None:
    ids = {
        make(BuildInput(each.quads, metadata, each.date, copies=each.copies), tmp_path).release.id
        for each in (BuildInput(quads(), (), "2026-11-23"), other)
    }
    assert len(ids) == 2


def test_says_so_when_the_current_release_is_what_would_be_built(tmp_path: Path) -> None:
    build_input = BuildInput(quads(), (), "2026-11-23")
    first, again = make(build_input, tmp_path), make(build_input, tmp_path)
    assert (first.new, again.new) == (True, False)
    assert first.release == again.release


def test_goes_back_to_an_earlier_release_without_writing_it_again(tmp_path: Path) -> None:
    first = make(BuildInput(quads(), (), "2026-11-23"), tmp_path).release
    written = contents(first.folder)
    second = make(BuildInput(quads(MORE), (), "2026-11-23"), tmp_path).release
    back = make(BuildInput(quads(), (), "2026-11-23"), tmp_path)
    assert second.id != first.id == back.release.id
    assert not back.new
    assert current(tmp_path) == first.folder
    assert contents(first.folder) == written


def test_replaces_a_damaged_release_of_the_same_id(tmp_path: Path) -> None:
    build_input = BuildInput(quads(), (), "2026-11-23")
    folder = make(build_input, tmp_path).release.folder
    (folder / NQUADS).write_bytes(b"")
    make(build_input, tmp_path)
    assert load(open_release(folder))


def turtle(text: str) -> list[Quad]:
    return list(parse(f"<https://w3id.org/amicorum/graph/curated> {{ {text} }}", format=RdfFormat.TRIG))


SHAPES = Path(__file__).parent / "shapes"
PLACES = {"https://w3id.org/amicorum/id/geometry/krakow": (Place("data/registers/cities.csv", 7),)}
FAULTS: dict[str, tuple[BuildInput, type[AmicorumError], str]] = {
    "violation": (BuildInput(quads(), (), "2026-11-23", shapes=SHAPES, places=PLACES), ValidationFailed, r"cities\.csv:7"),
    "no graph": (
        BuildInput([Quad(each.subject, each.predicate, each.object) for each in quads()], (), "2026-11-23"),
        ReleaseError,
        "no named graph",
    ),
    "relative scheme": (
        BuildInput(turtle("<ftp://x.org/a> a <https://x.org/B> ."), (), "2026-11-23"),
        ReleaseError,
        "not an absolute http",
    ),
}


def test_a_table_holds_a_separator_of_its_lists_by_a_stand_in(tmp_path: Path) -> None:
    name = '<https://x.org/a> a <https://w3id.org/amicorum/ns#City> ; <http://www.w3.org/2004/02/skos/core#prefLabel> "A|B"@en .'
    built = build(BuildInput(turtle(name), (), "2026-11-23"), tmp_path / "releases", step=lambda _: None)
    assert "A¦B" in (built.release.folder / "tables/cities.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("build_input", "error", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_stops_it_and_nothing_is_visible(tmp_path: Path, build_input: BuildInput, error: type[AmicorumError], message: str) -> None:
    before = make(BuildInput(quads(), (), "2026-11-23"), tmp_path).release
    with pytest.raises(error, match=message):
        make(build_input, tmp_path)
    assert current(tmp_path) == before.folder
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([".lock", before.id, "current"])


def test_refuses_to_shrink_unless_told_to(tmp_path: Path) -> None:
    before = make(BuildInput(quads(), (), "2026-11-23"), tmp_path).release
    less = BuildInput(quads()[: int(len(quads()) * 0.7)], (), "2026-11-23")
    with pytest.raises(ReleaseError, match="--allow-shrink"):
        make(less, tmp_path)
    assert current(tmp_path) == before.folder
    assert make(less, tmp_path, allow_shrink=True).release.manifest.quads < before.manifest.quads


def test_two_builds_at_once_do_not_meet(tmp_path: Path) -> None:
    make(BuildInput(quads(), (), "2026-11-23"), tmp_path)
    with (tmp_path / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ReleaseError, match="another build"):
            make(BuildInput(quads(MORE), (), "2026-11-23"), tmp_path)


KILLED = """
import os, signal, sys
from pathlib import Path
from pyoxigraph import RdfFormat, parse
from amicorum.release import repository
from amicorum.release.pipeline import build
from amicorum.release.build_input import BuildInput

source, releases, deadly = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def step(name):
    if name == deadly:
        os.kill(os.getpid(), signal.SIGKILL)

switch = repository.switch
def switch_and_die(releases, name):
    switch(releases, name)
    step("switched")
repository.switch = switch_and_die

build(BuildInput(list(parse(path=source, format=RdfFormat.TRIG)), (), "2026-11-23"), releases, step=step)
"""


@pytest.mark.parametrize("deadly", [*STEPS, "switched"])
def test_killed_at_any_step_it_leaves_the_old_or_the_new(tmp_path: Path, deadly: str) -> None:
    releases, source = tmp_path / "releases", tmp_path / "more.trig"
    old = make(BuildInput(quads(), (), "2026-11-23"), releases).release
    source.write_text(TINY.read_text() + MORE)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(source), str(releases), deadly], timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL
    left: Release = open_release(current(releases))
    assert (left.id == old.id) is (deadly != "switched")
    # The next build clears up and goes through.
    new = make(BuildInput(quads(MORE), (), "2026-11-23"), releases).release
    assert current(releases) == new.folder
    assert sorted(path.name for path in releases.iterdir()) == sorted([".lock", old.id, new.id, "current"])
