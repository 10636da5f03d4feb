"""The networks in use: one for each release that is served, read once, whoever asks first."""

from __future__ import annotations

import asyncio

from amicorum.engine.port import Engine
from amicorum.features.network.loading import load_network
from amicorum.features.network.model import Network
from amicorum.release.release import Release

KEPT = 2
"""During a switch the old release still answers what was asked before."""


class NetworkCache:
    """Keeps the networks of the releases that are or were just served."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._networks: dict[str, Network] = {}

    async def get(self, release: Release, engine: Engine) -> Network:
        """The network of a release, which this engine holds."""
        if network := self._networks.get(release.id):
            return network
        async with self._lock:
            if release.id not in self._networks:
                self._networks[release.id] = await load_network(engine)
                for old in list(self._networks)[:-KEPT]:
                    del self._networks[old]
            return self._networks[release.id]
