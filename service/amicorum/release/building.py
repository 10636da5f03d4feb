"""Building a release: from what people wrote to a folder on the shelf, step by step, with nothing visible before the end."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from amicorum import __version__
from amicorum.errors import ReleaseError
from amicorum.release import canonical, checksums, lint, shelf
from amicorum.release.derive import derive
from amicorum.release.dumps import write_dumps
from amicorum.release.manifest import Manifest
from amicorum.release.opening import CURRENT, Release, open_release

SHRINK = 0.05
"""A release with this share fewer statements than the current one needs the builder's word for it."""

Step = Callable[[str], None]
"""Called with the name of each step as it begins."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a release is made of: every statement in its named graph, rules, and the files that go along as they are."""

    quads: Sequence[Quad]
    metadata: Sequence[Triple]
    """The catalogue's own words: titles, publisher, licence (`data/catalogue.ttl`)."""
    date: str
    rules: Sequence[Path] = ()
    copies: Mapping[str, Path] = field(default_factory=dict)
    """Files and folders that the release takes along, by their place in it."""
    prefixes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to: the release, and whether it is a new one."""

    release: Release
    new: bool


def build(material: Material, releases: Path, *, step: Step, allow_shrink: bool = False) -> Built:
    """Build a release, put it on the shelf and make it the current one. Raises an `AmicorumError` where anything is wrong."""
    with shelf.lock(releases) as staging:
        step("lint")
        lint.lint(material.quads)
        step("load")
        store = fill_store(material.quads)
        step("derive")
        derive(store, material.rules)
        step("write")
        nquads = canonical.sort_nquads(canonical.label_blank_nodes(_named(store)))
        write_dumps(nquads, staging, material.prefixes)
        _copy(material.copies, staging)
        graphs = Counter(str(quad.graph_name)[1:-1] for quad in _named(store))
        manifest = Manifest(
            id=_identify(staging, material.date),
            date=material.date,
            triples=sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph())),
            graphs=dict(sorted(graphs.items())),
            versions={"amicorum": __version__, "pyoxigraph": pyoxigraph.__version__},
        )
        _guard_shrinking(manifest, releases, allow_shrink)
        manifest.write(staging)
        checksums.write_checksums(staging, checksums.compute_checksums(staging))
        step("verify")
        open_release(staging)
        step("put")
        new = not (releases / manifest.id).exists()
        folder = shelf.put(staging, releases, manifest.id)
        step("switch")
        shelf.switch(releases, manifest.id)
        return Built(open_release(folder), new)


def fill_store(quads: Sequence[Quad]) -> Store:
    """The statements in memory: in their named graphs, and once in the default graph."""
    store = Store()
    store.bulk_extend(quads)
    store.bulk_extend(Quad(*quad.triple) for quad in quads)
    return store


def _named(store: Store) -> list[Quad]:
    return [quad for quad in store if isinstance(quad.graph_name, NamedNode)]


def _copy(copies: Mapping[str, Path], staging: Path) -> None:
    for name, path in sorted(copies.items()):
        if path.is_dir():
            shutil.copytree(path, staging / name)
        else:
            (staging / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, staging / name)


def _identify(staging: Path, date: str) -> str:
    """The id: a hash of every file of the content by name, and of the date."""
    lines = "".join(f"{name} {digest}\n" for name, digest in checksums.compute_checksums(staging).items())
    return hashlib.sha256(f"{date}\n{lines}".encode()).hexdigest()[:16]


def _guard_shrinking(manifest: Manifest, releases: Path, allowed: bool) -> None:
    if allowed or not (releases / CURRENT).exists():
        return
    before = open_release((releases / CURRENT).resolve()).manifest
    if manifest.quads < before.quads * (1 - SHRINK):
        raise ReleaseError(
            f"the new release would have {manifest.quads} statements, the current one has {before.quads}: "
            "if so much less is right, say --allow-shrink"
        )
