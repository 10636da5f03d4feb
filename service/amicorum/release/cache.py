"""Keep what is made once for each release that is served, when it is first asked for: an index of names, a matcher, a network."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from amicorum.release.release import Release

KEPT = 2
"""During a switch the old release still answers what was asked before."""

T = TypeVar("T")


class Latest(Generic[T]):
    """Keeps one thing for each of the releases that are or were just served."""

    def __init__(self) -> None:
        self._kept: dict[str, T] = {}

    def get(self, release: Release) -> T | None:
        """What is kept for a release."""
        return self._kept.get(release.id)

    def keep(self, release: Release, made: T) -> T:
        """Keep this for a release; what belongs to the oldest one goes."""
        self._kept[release.id] = made
        for old in list(self._kept)[:-KEPT]:
            del self._kept[old]
        return made


class ReleaseCache(Generic[T]):
    """Makes what belongs to a release when it is first asked for."""

    def __init__(self, make: Callable[[Release], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._made = Latest[T]()

    def get(self, release: Release) -> T:
        """What belongs to a release. The first call for a release makes it, which takes seconds for a large one: not in the event loop."""
        if (made := self._made.get(release)) is not None:
            return made
        with self._lock:
            made = self._made.get(release)
            return self._made.keep(release, self._make(release)) if made is None else made

    def ready(self, release: Release) -> T | None:
        """What belongs to a release, where it was made already."""
        return self._made.get(release)
