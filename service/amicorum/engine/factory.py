"""Make the engine that the settings name."""

from __future__ import annotations

from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.remote import RemoteEngine
from amicorum.engine.shared.places import SharedPlaces
from amicorum.errors import SettingsError
from amicorum.release.release import Release
from amicorum.settings import Settings


def open_engine(settings: Settings, release: Release, shared: SharedPlaces | None = None) -> EmbeddedEngine | RemoteEngine:
    """An engine over the release, not started yet; with `shared`, one that uses what another process has opened.

    Raises `SettingsError` where the settings name none.
    """
    if settings.engine == "embedded":
        return EmbeddedEngine(settings, release.folder, triples=release.manifest.triples, shared=shared)
    if settings.engine.startswith(("http://", "https://")):
        return RemoteEngine(settings, settings.engine, release=release.id, graphs=release.manifest.graphs, shared=shared)
    raise SettingsError(f"setting engine: {settings.engine!r} is neither `embedded` nor an address")
