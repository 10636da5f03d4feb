"""Read the history of the releases: which came after which, what changed in each, and what was withdrawn on the way."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from amicorum.errors import ReleaseError
from amicorum.release.history import entries
from amicorum.release.history.changes import Change, Changes
from amicorum.release.history.entries import Entry
from amicorum.release.manifest import read_manifest
from amicorum.release.release import Release

_ID = re.compile(r"[0-9a-f]{16}")


class Past(BaseModel):
    """A release of the history, whether its folder still stands in the repository or not."""

    model_config = ConfigDict(frozen=True)

    entry: Entry
    changes: Changes
    folder: Path
    """Where it stands, or stood."""

    @property
    def id(self) -> str:
        """Its name in the repository."""
        return self.entry.id

    @property
    def kept(self) -> bool:
        """Whether it still stands there."""
        return _stands(self.folder)


class History:
    """The releases up to the one that is served, as that one tells. A release never changes, so its history is read once."""

    def __init__(self) -> None:
        self._read: tuple[Path, list[Past]] = (Path(), [])

    def chain(self, release: Release) -> list[Past]:
        """The release and those before it, the latest first."""
        folder, chain = self._read
        if folder != release.folder:
            chain = [_read(release, entry) for entry in reversed(entries.read_entries(release.folder))]
            self._read = release.folder, chain
        return chain

    def find(self, release: Release, name: str) -> Past | None:
        """A release of the history by its id, be it still in the repository or not; None where there never was one."""
        return next((past for past in self.chain(release) if past.id == name), None)

    def folder(self, release: Release, name: str) -> Path | None:
        """The folder of a release in the repository; None where it is not there."""
        folder = release.folder.parent / name
        return folder if _ID.fullmatch(name) and _stands(folder) else None

    def withdrawn(self, release: Release) -> dict[str, Change]:
        """What was withdrawn and never came back, by IRI."""
        gone: dict[str, Change] = {}
        for past in reversed(self.chain(release)):
            gone |= {change.iri: change for change in past.changes.withdrawn}
            for change in past.changes.added:
                gone.pop(change.iri, None)
        return gone


def _read(release: Release, entry: Entry) -> Past:
    try:
        text = gzip.decompress((release.folder / entry.path / entries.CHANGES).read_bytes())
        changes = Changes.model_validate_json(text)
    except (OSError, EOFError, ValidationError) as error:
        raise ReleaseError(f"release {release.id} does not tell what changed in {entry.id}: {error}") from error
    return Past(entry=entry, changes=changes, folder=release.folder.parent / entry.id)


def _stands(folder: Path) -> bool:
    try:
        read_manifest(folder)
    except ReleaseError:
        return False
    return True
