"""The history that a release carries: every release up to itself, what changed in each, and the things that changed as they were then.

A release has a folder `history/` with one folder for each release, `{number}-{id}`. A build copies those of the release before and adds
its own, so nothing is lost when an old release is cleared away. What is there never changes.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from amicorum.errors import ReleaseError
from amicorum.release.dumps import open_gzip, pack
from amicorum.release.history.changes import Changes
from amicorum.release.history.members import write_pages
from amicorum.release.manifest import Manifest
from amicorum.release.release import Release, open_release

FOLDER = "history"
ENTRY, CHANGES = "entry.json", "changes.json.gz"


class Entry(BaseModel):
    """A release as its history remembers it.

    `published` is when it counts as published: the day of its date, but a second after the release before where that is not earlier, so
    that the order of the releases is the order of these times. The clock has no say in it: the same input makes the same bytes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Annotated[int, Field(ge=1)]
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    date: str
    published: AwareDatetime
    triples: int
    graphs: int
    pages: int
    """Files of the things that changed, `1.nq.gz` and so on."""

    @property
    def key(self) -> str:
        """Its name in the history."""
        return f"{self.number}-{self.id}"

    @property
    def path(self) -> str:
        """Its folder inside a release."""
        return f"{FOLDER}/{self.key}"


def page_path(entry: str, page: int | str) -> str:
    """Where a release has a page of the things that changed, by the key of an entry."""
    return f"{FOLDER}/{entry}/{page}.nq.gz"


def read_entries(folder: Path) -> list[Entry]:
    """The history that a release carries, the first release first; empty where it carries none or none that makes sense."""
    try:
        return sorted((_read_entry(path) for path in folder.glob(f"{FOLDER}/*/{ENTRY}")), key=lambda entry: entry.number)
    except (OSError, ValidationError):
        return []


def extend(folder: Path, before: Release | None, manifest: Manifest, changes: Changes, nquads: Path) -> None:
    """Write the history of a release into its folder: that of the release before, and the release itself, whose statements are given."""
    known: list[Entry] = []
    if before:
        known = read_entries(before.folder)
        for entry in known:
            shutil.copytree(before.folder / entry.path, folder / entry.path)
    published = _publish(manifest.date, known)
    number = len(known) + 1
    key = f"{number}-{manifest.id}"
    (folder / FOLDER / key).mkdir(parents=True)
    pages = 0
    for pages, page in enumerate(write_pages(changes, nquads, key=key, published=published), start=1):
        (folder / page_path(key, pages)).write_bytes(pack(page))
    entry = Entry(
        number=number,
        id=manifest.id,
        date=manifest.date,
        published=published,
        triples=manifest.triples,
        graphs=len(manifest.graphs),
        pages=pages,
    )
    (folder / entry.path / ENTRY).write_text(entry.model_dump_json(indent=1) + "\n", encoding="utf-8")
    with open_gzip(folder / entry.path / CHANGES) as packed, TextIOWrapper(packed, encoding="utf-8") as file:
        changes.dump(file)


def find_newest(releases: Path, current: Release | None) -> Release | None:
    """The release in the repository that was published last: the one with the longest history, which is `current` but after a step back.

    A new release follows upon it, so that whoever follows the changes is led from there, not from where the service stepped back to.
    """
    lengths = {folder: len(read_entries(folder)) for folder in releases.iterdir() if folder.is_dir() and not folder.is_symlink()}
    for folder in sorted(lengths, key=lambda each: (-lengths[each], current is None or each.name != current.id, each.name)):
        if not lengths[folder]:
            return None
        if current and folder.name == current.id:
            return current
        try:
            return open_release(folder)
        except ReleaseError:
            continue  # damaged: the next best
    return None


def _read_entry(path: Path) -> Entry:
    return Entry.model_validate_json(path.read_bytes())


def _publish(day: str, before: Sequence[Entry]) -> datetime:
    begin = datetime.combine(date.fromisoformat(day), time(), UTC)
    return max(begin, before[-1].published + timedelta(seconds=1)) if before else begin
