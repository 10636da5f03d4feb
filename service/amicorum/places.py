"""Limit how many pieces of a kind of work run at once: in this process, or in all processes that share a folder."""

from __future__ import annotations

import asyncio
import fcntl
import os
from pathlib import Path

_LOOK_SECONDS = 0.02


class Places:
    """`count` places, each a file in `folder` where there is one: who holds its lock has it, and whoever ends gives back what it had.

    They are for one event loop in each process.
    """

    def __init__(self, count: int, name: str, folder: Path | None = None) -> None:
        self._count, self._name, self._folder = count, name, folder
        self._held: list[int] = []
        self._turn = asyncio.Lock()

    def try_take(self) -> bool:
        """Take a place where one is free."""
        if self._folder is None:
            if len(self._held) == self._count:
                return False
            self._held.append(-1)
            return True
        for number in range(self._count):
            lock = os.open(self._folder / f"{self._name}-{number}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
            else:
                self._held.append(lock)
                return True
        return False

    async def take(self) -> None:
        """Wait for a place, those of this process in their order."""
        async with self._turn:
            while not self.try_take():
                await asyncio.sleep(_LOOK_SECONDS)

    def give_back(self) -> None:
        """Give back a place that was taken."""
        lock = self._held.pop()
        if lock >= 0:
            os.close(lock)
