"""The indexes in use: one for each release that is served, opened once, whoever asks first."""

from __future__ import annotations

from threading import Lock

from amicorum.features.search.index import Index, open_index
from amicorum.release.release import Release

KEPT = 2
"""During a switch the old release still answers what was asked before."""


class NameIndexCache:
    """Keeps the indexes of the releases that are or were just served."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._indexes: dict[str, Index] = {}

    def get(self, release: Release) -> Index:
        """The index of a release. The first call for a release makes it, which takes seconds for a large one: not in the event loop."""
        if index := self._indexes.get(release.id):
            return index
        with self._lock:
            if release.id not in self._indexes:
                self._indexes[release.id] = open_index(release)
                for old in list(self._indexes)[:-KEPT]:
                    del self._indexes[old]
            return self._indexes[release.id]

    def ready(self, release: Release) -> Index | None:
        """The index of a release where it was made already."""
        return self._indexes.get(release.id)
