"""Answer batches in threads beside everything else that the service does: a few at once, in slices, within a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from amicorum.errors import Busy, LimitReached
from amicorum.features.reconciliation.batch import Query
from amicorum.features.reconciliation.reconciler import Reconciler, open_reconciler
from amicorum.linking.matcher import Candidate
from amicorum.places import Places
from amicorum.rdf import iris
from amicorum.release.cache import ReleaseCache
from amicorum.release.release import Release

_SLICE = 20
"""Queries answered without a pause in which others get their turn."""
_WAITING = 16
"""Batches that may wait for a place."""


class ReconciliationService:
    """Answers batches over the release that is served. At most `places` at once, each no longer than `seconds`.

    With `shared`, a folder, the places are those of all processes that share it.
    """

    def __init__(self, *, places: int, seconds: float, base: str = iris.BASE, shared: Path | None = None) -> None:
        self._cache: ReleaseCache[Reconciler] = ReleaseCache(lambda release: open_reconciler(release, base))
        self._places = Places(places, "reconciliation", shared)
        self._seconds = seconds
        self._waiting = 0

    async def get(self, release: Release) -> Reconciler:
        """The reconciler of a release; making it takes seconds where it is the first call for one."""
        ready = self._cache.ready(release)
        return await asyncio.to_thread(self._cache.get, release) if ready is None else ready

    async def answer(self, release: Release, queries: Mapping[str, Query]) -> dict[str, list[Candidate]]:
        """The candidates of each query. Raises `Busy` where too many batches wait already, `LimitReached` where one takes too long."""
        reconciler = await self.get(release)
        if self._waiting >= _WAITING:
            raise Busy("Too many batches wait to be reconciled.", retry_after=2)
        self._waiting += 1
        try:
            await self._places.take()
        finally:
            self._waiting -= 1
        try:
            return await self._answer(reconciler, queries)
        finally:
            self._places.give_back()

    async def _answer(self, reconciler: Reconciler, queries: Mapping[str, Query]) -> dict[str, list[Candidate]]:
        found: dict[str, list[Candidate]] = {}
        waiting = iter(queries.items())
        loop = asyncio.get_running_loop()
        end = loop.time() + self._seconds
        while part := dict(islice(waiting, _SLICE)):
            if loop.time() > end:
                raise LimitReached("The batch took longer than a request may: send fewer queries at once.", limit="query_seconds")
            found |= await asyncio.to_thread(_answer_part, reconciler, part)
        return found


def _answer_part(reconciler: Reconciler, part: Mapping[str, Query]) -> dict[str, list[Candidate]]:
    return {key: reconciler.answer(query) for key, query in part.items()}
