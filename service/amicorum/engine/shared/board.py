"""Numbers that one process writes and all service processes read at any time: a few words of memory that they share."""

from __future__ import annotations

import mmap
import os
from struct import Struct

_NUMBER = Struct("=Q")
_NAMES = ("generation", "busy", "waiting", "processes", "restarts", "switched", "refused")
_AT = {name: index * _NUMBER.size for index, name in enumerate(_NAMES)}


class StatusBoard:
    """What the supervising process tells all service processes. A number is read and written whole.

    `generation` says which of the releases that are open is served; `busy` and `waiting` are those of its engine's slots; `processes`
    serve now; `restarts` counts processes that ended by themselves; `switched` and `refused` count switches of the release.
    """

    def __init__(self, fd: int | None = None) -> None:
        self.fd = os.memfd_create("amicorum-status") if fd is None else fd
        if fd is None:
            os.ftruncate(self.fd, mmap.PAGESIZE)
        self._memory = mmap.mmap(self.fd, mmap.PAGESIZE)

    def read(self, name: str) -> int:
        """One of the numbers."""
        return int(_NUMBER.unpack_from(self._memory, _AT[name])[0])

    def read_generation(self) -> int:
        """Which of the releases that are open is served."""
        return self.read("generation")

    def write(self, name: str, value: int) -> None:
        """Set one of the numbers; in the supervising process alone."""
        _NUMBER.pack_into(self._memory, _AT[name], value)
