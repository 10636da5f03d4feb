"""Fixtures that more than one part of the tests needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from amicorum.release.building import build
from amicorum.release.material import Material
from amicorum.release.opening import Release

TINY = Path(__file__).parent / "release" / "tiny.trig"
MakeRelease = Callable[..., Release]


@pytest.fixture
def make_release(tmp_path: Path) -> MakeRelease:
    """`make_release(trig: str) -> Release`: a verified release built from TriG text (every statement in a named graph).

    Each further call puts the next release on the same shelf: `release.folder.parent`, whose `current` points at the last one.
    """

    def make(trig: str) -> Release:
        material = Material(quads=list(parse(trig, format=RdfFormat.TRIG)), metadata=(), date="2026-11-23")
        return build(material, tmp_path / "releases", step=lambda _: None, allow_shrink=True).release

    return make


@pytest.fixture(scope="session")
def tiny_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A small verified release on a shelf of its own (`tiny_release.folder.parent`): the letter of ckp and vcb, two cities, two
    sources that both state one triple. See `tests/release/tiny.trig`. Never write into it: all tests share it.
    """
    material = Material(quads=list(parse(path=TINY, format=RdfFormat.TRIG)), metadata=(), date="2026-11-23")
    return build(material, tmp_path_factory.mktemp("tiny") / "releases", step=lambda _: None).release
