"""A release as a store: in memory, or on disk where memory would not hold it for all workers."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Store

from amicorum.release import opening


def load(folder: Path) -> Store:
    """The release in this folder, verified, in memory."""
    return opening.load(opening.open_release(folder))
