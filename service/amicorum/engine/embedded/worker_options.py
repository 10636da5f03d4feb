"""The options of a fork server: one argument of its command line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """What to open, and the limits of the workers. Memory is in MiB; `path` is a release's folder, or an N-Quads file as it is."""

    path: str
    cache: str
    memory: int
    workers: int
    query_memory: int
    answer_bytes: int
    planner: bool = True
    store: str = "auto"
    """Where the release is held: `memory`, `disk`, or `auto` for what its size asks for."""

    def pack(self) -> str:
        """The options as one argument of a command."""
        return json.dumps(asdict(self))

    @classmethod
    def unpack(cls, text: str) -> WorkerOptions:
        """Read what `pack` wrote."""
        return cls(**json.loads(text))
