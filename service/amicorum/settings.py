"""What an operator can set: frozen, from `AMICORUM_…` in the environment and an optional TOML file. Nothing is read at import."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


class Settings(BaseSettings):
    """Every setting with its default and its meaning; `docs/operating.md` lists them (a test checks)."""

    model_config = SettingsConfigDict(env_prefix="AMICORUM_", frozen=True, extra="forbid", toml_file="amicorum.toml")

    releases: Path = Field(Path("releases"), description="Folder of releases; `current` in it points at the one to serve.")
    base: str = Field("http://localhost:8000/", description="Public base address, ending in a slash; never taken from a request.")
    engine: str = Field("embedded", description="`embedded`, or the address of a SPARQL 1.1 query endpoint.")

    workers: int = Field(4, ge=1, description="Queries at once in all (processes of the embedded engine).")
    service_workers: int = Field(1, ge=1, description="Further places kept for the service's own pages.")
    heavy_workers: int = Field(1, ge=1, description="Of the places, how many a client may take that has used up its time budget.")
    client_workers: int = Field(2, ge=1, description="Queries at once for one client.")
    queue: int = Field(64, ge=0, description="Queries that may wait for a place.")
    queue_seconds: float = Field(5.0, gt=0, description="Longest wait for a place, in seconds.")
    client_budget: float = Field(30.0, gt=0, description="Seconds of query time a client may use before it is a heavy client.")
    client_refill: float = Field(0.5, gt=0, description="Seconds of query time a client gets back each second.")
    query_seconds: float = Field(15.0, gt=0, description="Longest time for one query, in seconds.")
    query_memory: int = Field(1024, ge=64, description="Memory one query may use beside the release, in MiB.")
    query_bytes: int = Field(64 * 1024, ge=256, description="Longest query text, in bytes.")
    query_depth: int = Field(100, ge=1, description="Deepest nesting of brackets and groups in a query.")
    query_patterns: int = Field(150, ge=1, description="Most triple patterns in a query.")
    answer_bytes: int = Field(512 * 1024 * 1024, ge=1024, description="Largest answer, in bytes.")
    body_bytes: int = Field(8 * 1024 * 1024, ge=1024, description="Largest body of a request, in bytes.")
    worker_queries: int = Field(500, ge=1, description="Queries after which a worker is replaced.")
    memory: int = Field(8192, ge=256, description="Memory for the release in all workers, in MiB; a larger release is served from disk.")
    service_targets: tuple[str, ...] = Field((), description="Endpoints that SERVICE may name; none by default.")
    trusted_proxies: tuple[str, ...] = Field((), description="Addresses of proxies whose X-Forwarded-For names the client.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
