"""The engine that the settings name."""

from __future__ import annotations

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.port import Engine
from amicorum.engine.remote import RemoteEngine
from amicorum.errors import SettingsError
from amicorum.release.release import Release
from amicorum.settings import Settings


def open_engine(settings: Settings, release: Release) -> Engine:
    """An engine over the release, not started yet. Raises `SettingsError` where the settings name none."""
    if settings.engine == "embedded":
        return EmbeddedEngine(settings, release.folder, triples=release.manifest.triples)
    if settings.engine.startswith(("http://", "https://")):
        return RemoteEngine(settings, settings.engine, release=release.id, graphs=release.manifest.graphs)
    raise SettingsError(f"setting engine: {settings.engine!r} is neither `embedded` nor an address")
