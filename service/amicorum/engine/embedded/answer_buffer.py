"""Buffer the bytes of an answer that the client has not taken yet: a little in memory, the rest in a file without a name."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass

from amicorum.errors import LimitReached

_IN_MEMORY = 1024 * 1024


@dataclass(slots=True)
class BufferQuota:
    """How many bytes all buffers together may hold."""

    limit: int
    used: int = 0


class AnswerBuffer:
    """Bytes in, the same bytes out, in order."""

    def __init__(self, space: BufferQuota) -> None:
        self._space = space
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self._written = self._taken = 0

    def add(self, data: bytes) -> None:
        """Append. Raises `LimitReached` where all buffers together hold too much."""
        if self._space.used + len(data) > self._space.limit:
            raise LimitReached("Too many large answers wait to be received.", limit="answers_bytes")
        self._space.used += len(data)
        self._file.seek(0, os.SEEK_END)
        self._file.write(data)
        self._written += len(data)

    def take(self, size: int) -> bytes:
        """At most so many bytes; none where all that has come is taken."""
        if self._taken == self._written:
            return b""
        self._file.seek(self._taken)
        data = self._file.read(size)
        self._taken += len(data)
        return data

    def close(self) -> None:
        """Forget everything. Safe to call twice."""
        self._space.used -= self._written
        self._written = self._taken = 0
        self._file.close()
