"""What a keeper's process is told to do, as it travels on its command line."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from pyoxigraph import Store


@dataclass(frozen=True, slots=True)
class Order:
    """What a keeper is to do: which loader (`module:function`, a path in, a store out) opens what, and the limits of its workers."""

    loader: str
    path: str
    query_memory: int
    answer_bytes: int

    def pack(self) -> str:
        """The order as one argument of a command."""
        return json.dumps(asdict(self))

    def load(self) -> Store:
        """Call the loader."""
        module, _, name = self.loader.partition(":")
        loader = cast("Callable[[Path], Store]", getattr(importlib.import_module(module), name))
        return loader(Path(self.path))
