"""Build a release: from what people wrote to a folder in the repository, step by step, with nothing visible before the end."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat, Store, Triple

from amicorum import __version__
from amicorum.errors import ReleaseError
from amicorum.progress import Progress
from amicorum.rdf import canonical, formats, iris, lint
from amicorum.rdf.namespaces import METADATA_PREFIXES
from amicorum.rdf.nquads import graph_of
from amicorum.rdf.queries import load_query
from amicorum.release import checksums, dcat, queries, repository, statistics, void
from amicorum.release.build_input import BuildInput
from amicorum.release.dataset import Step, build_dataset
from amicorum.release.dcat import Download
from amicorum.release.dumps import FORMATS, dump_name, write_dumps
from amicorum.release.history import changes, entries
from amicorum.release.manifest import Manifest
from amicorum.release.names import write_names
from amicorum.release.reference import render_reference
from amicorum.release.release import NQUADS, Release, current, open_release
from amicorum.release.tables import read_tables, write_tables
from amicorum.release.validation import validate_release

STEPS = (
    "lint",
    "load",
    "derive",
    "describe",
    "write",
    "validate",
    "ask",
    "tables",
    "catalogue",
    "changes",
    "seal",
    "verify",
    "put",
    "switch",
)
"""What a build does, in this order."""
VERSIONS = {"amicorum": __version__, "pyoxigraph": pyoxigraph.__version__}
"""What a release is built with."""
ONTOLOGY, REFERENCE = "ontology/amicorum.ttl", "ontology/reference.html"
"""Where a release has the core ontology, and the page made from it."""
SHRINK = 0.05
"""A release with this share fewer statements than the current one needs the builder's word for it."""

_CATALOGUE_GRAPH = NamedNode(iris.graph("catalogue"))
_UNNAMED = "0" * 16
"""Stands for the id while the id is not known: it is a hash of what the release holds, and some of that mentions it."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to: the release, whether it is a new one, and what changed since the one before."""

    release: Release
    new: bool
    summary: str
    """What validation found, in a line; the report itself is in the release."""


def build(
    build_input: BuildInput,
    releases: Path,
    *,
    step: Step,
    base: str = iris.BASE,
    allow_shrink: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Build a release, put it into the repository and make it the current one.

    Raises `ValidationFailed` (its text is the report) where the data break a rule, `ReleaseError` for anything else that is wrong.
    Whatever happens, and wherever the process is killed: what `current` points at is a whole release.
    """
    with repository.lock(releases) as staging:
        step("lint")
        lint.lint(build_input.quads)
        store = build_dataset(build_input.quads, build_input.rules, build_input.metadata, build_input.date, step)
        questions = [path for name, path in sorted(build_input.copies.items()) if name.startswith("questions/") and path.suffix == ".rq"]
        step("write")
        lines = canonical.sort_store(store)
        counts = Counter(map(graph_of, lines))
        with write_dumps(lines, staging, build_input.prefixes):
            del lines
            with ThreadPoolExecutor(1) as pool:  # the engine holds no lock of the interpreter while it looks for an answer
                asked = pool.submit(_ask, store, questions)
                step("validate")
                summary = validate_release(build_input, store, staging, progress)
                step("ask")
                asked.result()
            step("tables")
            write_tables(store, staging)
            counted = void.count_statements(store)
            start, triples = _find_start(store) or build_input.date, len(store) - counts.total()
            del store
            with (staging / NQUADS).open("rb") as nquads:
                statistics.measure(nquads).write(staging)
            write_names(staging / NQUADS, staging)
            _copy(build_input.copies, staging)
            _write_reference(build_input.copies, staging)
        before = _open_current(releases)
        step("catalogue")
        identity, sums = _write_catalogue(counted, start, build_input, staging, base)
        if before and before.id == identity:
            return Built(before, new=False, summary=summary)
        step("changes")
        graphs = {graph[1:-1].decode(): count for graph, count in sorted(counts.items())}
        manifest = Manifest(id=identity, date=build_input.date, triples=triples, graphs=graphs, versions=VERSIONS)
        _guard_shrinking(manifest, before, allow_shrink)
        _write_changes(staging, entries.find_newest(releases, before), manifest)
        step("seal")
        manifest.write(staging)
        checksums.write_checksums(staging, checksums.compute_checksums(staging, sums))
        step("verify")
        release = open_release(staging)
        step("put")
        folder, new = repository.put(staging, releases, identity)
        step("switch")
        repository.switch(releases, identity)
        return Built(replace(release, folder=folder), new, summary)


def _ask(store: Store, questions: Iterable[Path]) -> None:
    """Ask every question that goes along: one that the engine refuses must not be offered as an example."""
    for question in questions:
        try:
            answer = store.query(question.read_text(encoding="utf-8"))
        except SyntaxError as error:
            raise ReleaseError(f"question {question.name} is not SPARQL: {error}") from error
        if not isinstance(answer, QueryBoolean):
            deque(answer, maxlen=0)


def _copy(copies: Mapping[str, Path], staging: Path) -> None:
    for name, path in sorted(copies.items()):
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, staging / name)


def _write_reference(copies: Mapping[str, Path], staging: Path) -> None:
    if ontology := copies.get(ONTOLOGY):
        (staging / REFERENCE).write_text(render_reference(ontology), encoding="utf-8")


def _open_current(releases: Path) -> Release | None:
    """The current release; None where there is none, or where it is damaged: a new one takes its place all the more."""
    try:
        return open_release(current(releases))
    except ReleaseError:
        return None


def _write_catalogue(
    counted: Sequence[Triple], start: str, build_input: BuildInput, staging: Path, base: str
) -> tuple[str, Mapping[str, str]]:
    """Write the catalogue and the VoID description.

    Gives the release's id, a hash of all content by name, these two included, and the checksum of every other file.
    """
    sums = checksums.compute_checksums(staging)
    downloads = list(_list_downloads(staging, sums))

    sources = [Quad(each.subject, each.predicate, each.object) for each in build_input.quads if each.graph_name == _CATALOGUE_GRAPH]

    def write(identity: str) -> None:
        described = dcat.describe_catalogue(
            build_input.metadata,
            downloads,
            release=identity,
            date=build_input.date,
            start=start,
            base=base,
            sources=sources,
        )
        summary, graphs = void.describe_void(counted, downloads, release=identity, base=base)
        for name, triples in ((dcat.NAME, described), (void.NAME, summary), (void.GRAPHS_NAME, graphs)):
            (staging / name).write_bytes(canonical.write_readable(triples, RdfFormat.TURTLE, METADATA_PREFIXES))

    write(_UNNAMED)
    identity = _identify(checksums.compute_checksums(staging, sums))
    write(identity)
    return identity, sums


def _identify(sums: Mapping[str, str]) -> str:
    return hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()).hexdigest()[:16]


def _list_downloads(staging: Path, sums: Mapping[str, str]) -> Iterator[Download]:
    """The dumps and tables, each plain and compressed, as the catalogue offers them."""
    offered = [(dump_name(form), form, dict.fromkeys(("en", "pl"), f"Amicorum, {form.iri.rpartition('/')[2]}")) for form in FORMATS]
    offered += [
        (table.path, formats.CSV_RESULTS, {lang: f"{title} (CSV)" for lang, title in table.title.items()}) for table in read_tables()
    ]
    for path, form, title in offered:
        for name, ending in ((path, ""), (path + ".gz", ", gzip")):
            titles = {language: text + ending for language, text in title.items()}
            yield Download(name, (staging / name).stat().st_size, sums[name], form, titles)


def _find_start(store: Store) -> str:
    """The earliest day on which anything in the data may have been signed or decided; empty where no day is known."""
    solutions = store.query(load_query(queries.__name__, "earliest-day"))
    day = next(solutions)["day"] if isinstance(solutions, QuerySolutions) else None
    return day.value if isinstance(day, Literal) else ""


def _write_changes(staging: Path, newest: Release | None, manifest: Manifest) -> None:
    with (newest.folder / NQUADS if newest else Path(os.devnull)).open("rb") as before, (staging / NQUADS).open("rb") as after:
        found = changes.compare(before, after, since=newest.id if newest else "")
    found.write(staging)
    entries.extend(staging, newest, manifest, found, staging / NQUADS)


def _guard_shrinking(manifest: Manifest, before: Release | None, allowed: bool) -> None:
    if before and not allowed and manifest.quads < before.manifest.quads * (1 - SHRINK):
        raise ReleaseError(
            f"the new release would have {manifest.quads} statements, the current one has {before.manifest.quads}: "
            "if so much less is right, say --allow-shrink"
        )
