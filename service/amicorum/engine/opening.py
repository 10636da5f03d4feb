"""The engine that the settings name."""

from __future__ import annotations

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Engine
from amicorum.release.opening import current
from amicorum.settings import Settings


def open_engine(settings: Settings) -> Engine:
    """An engine, not started yet. Raises `ReleaseError` where there is no release to serve."""
    return EmbeddedEngine(settings, current(settings.releases))
