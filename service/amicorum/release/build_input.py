"""Collect what a release is built from: the statements of a project, its rules, shapes and files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Quad, Triple

from amicorum.errors import ReleaseError
from amicorum.imports.collection import Collection, list_collections
from amicorum.imports.join import Joined, read_and_join
from amicorum.ingest.documents import read_document
from amicorum.ingest.loader import Place, read
from amicorum.ingest.project import Project
from amicorum.progress import Progress
from amicorum.rdf.namespaces import PREFIXES
from amicorum.release.dcat import read_date

EPOCH = "SOURCE_DATE_EPOCH"
"""Environment variable with the date of the build in seconds since 1970, as https://reproducible-builds.org/specs/ has it."""
INPUT_BYTES = 1024**3
"""Most that people's files may hold in all: more is a mistake, such as a dump in the wrong folder."""


@dataclass(frozen=True, slots=True)
class BuildInput:
    """What a release is made of: every statement in its named graph, rules, checks, and the files that go along as they are."""

    quads: Sequence[Quad]
    metadata: Sequence[Triple]
    """The catalogue's own words: titles, publisher, licence (`data/catalogue.ttl`)."""
    date: str
    rules: Sequence[Path] = ()
    shapes: Path | None = None
    """Folder of the shapes that all statements must keep, the derived ones included; nothing is validated where there is none."""
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    """Where each thing, by its IRI, is written."""
    copies: Mapping[str, Path] = field(default_factory=dict)
    """Files that the release takes along, by their place in it."""
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES)
    joined: Joined = field(default_factory=lambda: Joined(()))
    """The collections among all that; what is said of them in remarks a person should look at, and it stops nothing."""


def collect_input(
    project: Project,
    progress: Progress | None = None,
    environment: Mapping[str, str] = os.environ,
    imports: Path | None = None,
) -> BuildInput:
    """Read a project, with the collections that come with it and those in the folder of imports.

    Raises a `SourceError` for what cannot be read, a `ReleaseError` where there is too much or no date.
    """
    collections = find_collections(project, imports)
    folders = (project.ontology, project.data, project.shapes, *([imports] if imports else []))
    size = sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())
    if size > INPUT_BYTES:
        raise ReleaseError(f"{project.root} holds {size} bytes of input, more than {INPUT_BYTES}: is there a file that does not belong?")
    sources, joined = read_and_join(collections, lambda: read(project, progress), progress)
    metadata, date = read_metadata(project)
    return BuildInput(
        quads=tuple(dict.fromkeys([*sources.quads, *joined.quads])),
        metadata=metadata,
        date=read_epoch(environment) or date,
        rules=project.rules,
        shapes=project.shapes,
        places=sources.places,
        copies=dict(_list_copies(project, collections)),
        joined=joined,
    )


def find_collections(project: Project, imports: Path | None = None) -> list[Collection]:
    """The collections that come with a project, and those in a folder of imports."""
    return list_collections([(project.collections, project.name(project.collections)), *([(imports, str(imports))] if imports else [])])


def read_metadata(project: Project) -> tuple[list[Triple], str]:
    """The catalogue's own words, and the date in them."""
    metadata = [quad.triple for quad in read_document(project.catalogue, file=project.name(project.catalogue)).quads]
    return metadata, read_date(metadata)


def read_epoch(environment: Mapping[str, str]) -> str:
    """The date that the environment sets for the build; empty where it sets none."""
    seconds = environment.get(EPOCH, "")
    if not seconds:
        return ""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise ReleaseError(f"{EPOCH} is not a number of seconds since 1970: {seconds}") from error


def _list_copies(project: Project, collections: Iterable[Collection]) -> Iterator[tuple[str, Path]]:
    """The vocabulary, the registers and documents, the shapes and the questions: a release can be read as a project, so that what others
    send is checked as the build would check it. What only tests need (cases, expected answers) stays behind.
    """
    for path in sorted(project.ontology.rglob("*")):
        place = path.relative_to(project.ontology)
        if not path.is_file() or "expected" in place.parts:
            continue
        yield (place.as_posix() if place.parts[0] in {"questions", "context.jsonld"} else f"ontology/{place.as_posix()}"), path
    yield "data/catalogue.ttl", project.catalogue
    for path in sorted(project.documents.glob("*.trig")):
        yield f"data/documents/{path.name}", path
    for path in sorted(project.registers.glob("*")):
        if path.suffix in {".csv", ".json", ".rq"}:
            yield f"data/registers/{path.name}", path
    for collection in collections:
        for path in sorted(collection.folder.iterdir()):
            yield f"data/collections/{collection.key}/{path.name}", path
    for path in sorted(project.shapes.rglob("*.ttl")):
        place = path.relative_to(project.shapes)
        if "cases" not in place.parts:
            yield f"shapes/{place.as_posix()}", path
