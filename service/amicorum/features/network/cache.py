"""Keep the network of each release that is served, read once, when it is first asked for."""

from __future__ import annotations

import asyncio

from amicorum.engine.port import Engine
from amicorum.features.network.loading import load_network
from amicorum.features.network.model import Network
from amicorum.release.cache import Latest
from amicorum.release.release import Release


class NetworkCache:
    """Keeps the networks of the releases that are or were just served."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._networks = Latest[Network]()

    async def get(self, release: Release, engine: Engine) -> Network:
        """The network of a release, which this engine holds."""
        if network := self._networks.get(release):
            return network
        async with self._lock:
            return self._networks.get(release) or self._networks.keep(release, await load_network(engine))
