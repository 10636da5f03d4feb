"""A release opens only where every byte and every count is as it was built."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode

from amicorum.errors import ReleaseError
from amicorum.release import checksums
from amicorum.release.release import NQUADS, Release, current, load, open_release

DUMP = NQUADS


@pytest.fixture
def folder(tiny_release: Release, tmp_path: Path) -> Path:
    """A copy of the tiny release, to be damaged."""
    return Path(shutil.copytree(tiny_release.folder, tmp_path / tiny_release.id))


def seal(folder: Path) -> None:
    """Make the checksums fit again, so that only the counts can tell."""
    checksums.write_checksums(folder, checksums.compute_checksums(folder))


def test_opens_what_was_built(tiny_release: Release) -> None:
    again = open_release(tiny_release.folder)
    assert again == tiny_release
    assert again.file(DUMP).is_file()
    assert current(tiny_release.folder.parent) == tiny_release.folder


def test_loads_named_graphs_and_their_set_union(tiny_release: Release) -> None:
    store = load(tiny_release)
    named = [quad for quad in store if isinstance(quad.graph_name, NamedNode)]
    default = [quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())]
    assert set(default) == {quad.triple for quad in named}
    assert len(default) == tiny_release.manifest.triples < len(named) == tiny_release.manifest.quads


def test_loads_with_the_same_blank_node_labels_each_time(tiny_release: Release) -> None:
    assert set(load(tiny_release)) == set(load(tiny_release))


def flip(folder: Path) -> None:
    data = bytearray((folder / DUMP).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / DUMP).write_bytes(data)


def drop_line(folder: Path) -> None:
    lines = (folder / DUMP).read_bytes().splitlines(keepends=True)
    (folder / DUMP).write_bytes(b"".join(lines[1:]))
    seal(folder)


def edit_manifest(**changes: object) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))
        seal(folder)

    return edit


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "flipped byte": (flip, "its checksum differs"),
    "truncated": (lambda folder: (folder / DUMP).write_bytes(b""), "its checksum differs"),
    "missing file": (lambda folder: (folder / DUMP).unlink(), "the release is not whole"),
    "no checksums": (lambda folder: (folder / "SHA256SUMS").unlink(), "cannot be verified"),
    "checksums of elsewhere": (write("SHA256SUMS", "0" * 64 + "  ../../secret\n"), "not a checksum and a path inside"),
    "checksums of nothing": (write("SHA256SUMS", ""), "is not in SHA256SUMS"),
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "is not a release: manifest.json cannot be read"),
    "manifest no JSON": (write("manifest.json", "{"), "does not make sense"),
    "manifest of another layout": (edit_manifest(layout=99), "has layout 99"),
    "fewer statements, sums made to fit": (drop_line, "the manifest says"),
    "another graph, sums made to fit": (edit_manifest(graphs={}), "the manifest says 0"),
}


@pytest.mark.parametrize(("damage", "message"), DAMAGE.values(), ids=DAMAGE.keys())
def test_refuses_a_damaged_release(folder: Path, damage: Callable[[Path], object], message: str) -> None:
    open_release(folder)
    damage(folder)
    with pytest.raises(ReleaseError, match=message):
        open_release(folder)


def test_refuses_to_load_with_a_wrong_count_of_the_default_graph(folder: Path) -> None:
    edit_manifest(triples=3)(folder)
    with pytest.raises(ReleaseError, match="statements in the default graph, its manifest says 3"):
        load(open_release(folder))


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_refuses_what_is_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="no such folder"):
        open_release(tmp_path / name)


def test_says_how_to_get_a_first_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="run `amicorum build` first"):
        current(tmp_path)


def test_has_no_file_that_it_does_not_vouch_for(tiny_release: Release) -> None:
    with pytest.raises(ReleaseError, match="has no file"):
        tiny_release.file("../../etc/passwd")
