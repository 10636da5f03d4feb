"""The settings of an operator: frozen, from `AMICORUM_…` in the environment and an optional TOML file. Nothing is read at import."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic.config import JsonDict
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from amicorum.errors import SettingsError

CLIENT_LIMIT: JsonDict = {"client_limit": True}
"""Marks a setting that a client meets as a limit: the service description and the pages list it."""


_MOST_BY_CORES = 4
"""More service processes than this cost more memory than they are worth, unless somebody asks for them."""


class Settings(BaseSettings):
    """Every setting with its default and its meaning; `docs/operating.md` lists them (a test checks)."""

    model_config = SettingsConfigDict(env_prefix="AMICORUM_", frozen=True, extra="forbid", toml_file="amicorum.toml")

    releases: Path = Field(Path("releases"), description="Folder of releases; `current` in it points at the one to serve.")
    imports: Path = Field(Path("imports"), description="Folder of imported lists, which `amicorum build` takes in.")
    cache: Path = Field(Path("cache"), description="Folder for what can be made again: the database of a release that is served from disk.")
    base: str = Field("http://localhost:8000/", description="Public base address, ending in a slash; never taken from a request.")
    engine: str = Field("embedded", description="`embedded`, or the address of a SPARQL 1.1 query endpoint.")
    engine_union: str = Field(
        "",
        description="Graph of that endpoint that holds each statement once, where its default graph does not (Virtuoso); "
        "named in requests.",
    )

    processes: int = Field(
        0, ge=0, description="Service processes that share the port and everything below; 0 for as many as there are cores, at most 4."
    )
    workers: int = Field(4, ge=1, description="Queries at once in all (processes of the embedded engine).", json_schema_extra=CLIENT_LIMIT)
    service_workers: int = Field(1, ge=1, description="Further places kept for the service's own pages.")
    heavy_workers: int = Field(1, ge=1, description="Of the places, how many a client may take that has used up its time budget.")
    client_workers: int = Field(2, ge=1, description="Queries at once for one client.", json_schema_extra=CLIENT_LIMIT)
    queue: int = Field(64, ge=0, description="Queries that may wait for a place.", json_schema_extra=CLIENT_LIMIT)
    queue_seconds: float = Field(5.0, gt=0, description="Longest wait for a place, in seconds.", json_schema_extra=CLIENT_LIMIT)
    client_budget: float = Field(
        8.0, gt=0, description="Seconds of query time a client may use before it is a heavy client.", json_schema_extra=CLIENT_LIMIT
    )
    client_refill: float = Field(
        0.5, gt=0, description="Seconds of query time a client gets back each second.", json_schema_extra=CLIENT_LIMIT
    )
    query_seconds: float = Field(15.0, gt=0, description="Longest time for one query, in seconds.", json_schema_extra=CLIENT_LIMIT)
    query_memory: int = Field(
        1024, ge=64, description="Memory one query may use beside the release, in MiB.", json_schema_extra=CLIENT_LIMIT
    )
    query_bytes: int = Field(64 * 1024, ge=256, description="Longest query text, in bytes.", json_schema_extra=CLIENT_LIMIT)
    query_depth: int = Field(100, ge=1, description="Deepest nesting of brackets and groups in a query.", json_schema_extra=CLIENT_LIMIT)
    query_patterns: int = Field(150, ge=1, description="Most triple patterns in a query.", json_schema_extra=CLIENT_LIMIT)
    answer_seconds: float = Field(600.0, gt=0, description="Longest time a client may take to receive an answer, in seconds.")
    answers_bytes: int = Field(
        4 * 1024 * 1024 * 1024, ge=1024, description="Bytes of unfinished answers kept on disk at once, for clients slower than the engine."
    )
    answer_bytes: int = Field(512 * 1024 * 1024, ge=1024, description="Largest answer, in bytes.", json_schema_extra=CLIENT_LIMIT)
    body_bytes: int = Field(8 * 1024 * 1024, ge=1024, description="Largest body of a request, in bytes.", json_schema_extra=CLIENT_LIMIT)
    stall_seconds: float = Field(30.0, gt=0, description="Longest wait for a client to take the next bytes of an answer, in seconds.")
    stop_seconds: int = Field(8, ge=1, description="At the end, how long running requests may go on, in seconds.")
    connections: int = Field(1000, ge=1, description="Connections and requests at once; above it a request gets 503.")
    cache_bytes: int = Field(64 * 1024 * 1024, ge=0, description="Memory for answers to be given again, in bytes; 0 for none.")
    cache_seconds: int = Field(60, ge=0, description="How long clients and proxies may keep an answer without asking again, in seconds.")
    watch_seconds: float = Field(
        2.0, ge=0, description="How often to look for a new `current` release, in seconds; 0 for never (SIGHUP always works)."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="`debug` (with the text of queries), `info`, `warning` or `error`."
    )
    validate_seconds: float = Field(60.0, gt=0, description="Longest time for one validation, in seconds.")
    validate_memory: int = Field(1024, ge=256, description="Memory one validation may use, in MiB.")
    validate_places: int = Field(1, ge=1, description="Validations at once.")
    reconcile_batch: int = Field(
        250,
        ge=1,
        description="Most queries, or things to extend, in one request for reconciliation.",
        json_schema_extra=CLIENT_LIMIT,
    )
    reconcile_places: int = Field(2, ge=1, description="Batches reconciled at once.")
    planner: bool = Field(True, description="Whether queries are rewritten to equal ones that the embedded engine answers sooner.")
    in_process: bool = Field(
        True,
        description="Whether the embedded engine answers queries that are proven to take about a millisecond at most in the service's own "
        "process, which holds the release in memory once more for that.",
    )
    worker_queries: int = Field(500, ge=1, description="Queries after which a worker is replaced.")
    store: Literal["auto", "memory", "disk"] = Field(
        "auto",
        description="Where the embedded engine holds the release: in `memory`, in a database on `disk`, or (`auto`) on disk if it needs "
        "more than `memory` allows.",
    )
    memory: int = Field(
        8192, ge=256, description="Memory for the release in all workers, in MiB; by default a larger release is served from disk."
    )
    service_targets: tuple[str, ...] = Field(
        (), description="Endpoints that SERVICE may name; none by default.", json_schema_extra=CLIENT_LIMIT
    )
    service_requests: int = Field(4, ge=1, description="Most SERVICE clauses in a query.", json_schema_extra=CLIENT_LIMIT)
    service_bytes: int = Field(
        1024 * 1024,
        ge=1024,
        description="Most bytes that the SERVICE clauses of a query may bring, in all.",
        json_schema_extra=CLIENT_LIMIT,
    )
    service_rows: int = Field(
        10_000, ge=1, description="Most rows that the SERVICE clauses of a query may bring, in all.", json_schema_extra=CLIENT_LIMIT
    )
    trusted_proxies: tuple[str, ...] = Field((), description="Addresses of proxies whose X-Forwarded-For names the client.")

    def service_processes(self) -> int:
        """How many service processes to start: on others than Linux one: they do not divide a port."""
        if sys.platform != "linux":
            return 1
        return self.processes or min(len(os.sched_getaffinity(0)), _MOST_BY_CORES)

    def client_limits(self) -> Iterator[tuple[str, str, object]]:
        """Each setting that a client meets as a limit: its name, what it means, its value."""
        for name, field in type(self).model_fields.items():
            if field.json_schema_extra is CLIENT_LIMIT:
                yield name, field.description or "", getattr(self, name)

    @field_validator("service_targets")
    @classmethod
    def check_targets(cls, targets: tuple[str, ...]) -> tuple[str, ...]:
        """Each is an address that can be asked as it stands: what it would have to be turned into first, nobody could compare."""
        for target in targets:
            parts = urlsplit(target)
            plain = target.isascii() and target.isprintable() and not set(target) & set(' <>"{}|\\^`#')
            if not plain or parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0 or "@" in parts.netloc:
                raise ValueError(f"{target!r} is no plain http or https address (in ASCII, without user and fragment)")
        return targets

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


def load_settings(**given: object) -> Settings:
    """The settings, with those of the command line. Raises `SettingsError` where one makes no sense."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by the model, which is the point
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise SettingsError(f"setting {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
