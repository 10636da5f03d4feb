"""The history of the releases: which came after which, what changed in each, and what was withdrawn on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from amicorum.errors import ReleaseError
from amicorum.release.manifest import Manifest, read_manifest
from amicorum.release.opening import Release

CHANGES = "changes.json"
_ID = re.compile(r"[0-9a-f]{16}")


class Change(BaseModel):
    """One thing that is not as it was, with how many statements came and went."""

    model_config = ConfigDict(frozen=True)

    iri: str
    label: str = ""
    added: int = 0
    removed: int = 0
    replaced_by: str = ""


class Changes(BaseModel):
    """What changed since the release before; `since` is empty for the first one."""

    model_config = ConfigDict(frozen=True)

    since: str = ""
    added: Sequence[Change] = Field(default=())
    changed: Sequence[Change] = Field(default=())
    withdrawn: Sequence[Change] = Field(default=())


class Past(BaseModel):
    """A release on the shelf, as its own files describe it."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    manifest: Manifest
    changes: Changes

    @property
    def id(self) -> str:
        """Its name on the shelf."""
        return self.manifest.id


class History:
    """The releases of a shelf up to the one that is served. A release never changes, so each is read once."""

    def __init__(self) -> None:
        self._read: dict[Path, Past] = {}

    def chain(self, release: Release) -> list[Past]:
        """The release and those before it, the latest first, as far back as they stand on the shelf."""
        chain: list[Past] = []
        folder = release.folder
        while past := self._past(folder):
            chain.append(past)
            before = past.changes.since
            if not _ID.fullmatch(before) or before in {each.id for each in chain}:
                break
            folder = release.folder.parent / before
        return chain

    def find(self, release: Release, name: str) -> Past | None:
        """A release of the shelf by its id; None where it is not there."""
        return self._past(release.folder.parent / name) if _ID.fullmatch(name) else None

    def withdrawn(self, release: Release) -> dict[str, Change]:
        """What was withdrawn and never came back, by IRI."""
        gone: dict[str, Change] = {}
        for past in reversed(self.chain(release)):
            gone |= {change.iri: change for change in past.changes.withdrawn}
            for change in past.changes.added:
                gone.pop(change.iri, None)
        return gone

    def _past(self, folder: Path) -> Past | None:
        if folder not in self._read:
            try:
                manifest = read_manifest(folder)
                changes = Changes.model_validate_json((folder / CHANGES).read_bytes())
            except (ReleaseError, OSError, ValidationError):
                return None  # cleared away, or not whole: history ends there
            self._read[folder] = Past(folder=folder, manifest=manifest, changes=changes)
        return self._read[folder]
