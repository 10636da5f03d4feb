"""What is made once for each release that is served, whoever asks first: an index of names, a matcher."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from amicorum.release.release import Release

KEPT = 2
"""During a switch the old release still answers what was asked before."""

T = TypeVar("T")


class ReleaseCache(Generic[T]):
    """Keeps what was made for the releases that are or were just served."""

    def __init__(self, make: Callable[[Release], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: dict[str, T] = {}

    def get(self, release: Release) -> T:
        """What belongs to a release. The first call for a release makes it, which takes seconds for a large one: not in the event loop."""
        if (made := self._made.get(release.id)) is not None:
            return made
        with self._lock:
            if release.id not in self._made:
                self._made[release.id] = self._make(release)
                for old in list(self._made)[:-KEPT]:
                    del self._made[old]
            return self._made[release.id]

    def ready(self, release: Release) -> T | None:
        """What belongs to a release, where it was made already."""
        return self._made.get(release.id)
