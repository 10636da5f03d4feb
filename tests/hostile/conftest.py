"""A service as an operator starts it, over partnership-shaped data, with limits that a test can reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.generator import generate
from tests.hostile.processes import PROC, Family, look
from tests.web.processes import serving

from amicorum.release.build_input import BuildInput
from amicorum.release.pipeline import build
from amicorum.release.release import Release

SETTINGS = {
    "workers": "3",
    "service_workers": "1",
    "heavy_workers": "1",
    "client_workers": "2",
    "client_budget": "3",
    "client_refill": "0.5",
    "query_seconds": "1",
    "query_memory": "192",
    "queue_seconds": "3",
    "answer_bytes": "4000000",
    "answers_bytes": "64000000",
    "answer_seconds": "8",
    "stall_seconds": "2",
    "body_bytes": "200000",
    "cache_bytes": "0",
    "worker_queries": "50",
    "connections": "300",
}


@dataclass(frozen=True)
class Service:
    """A running service."""

    pid: int
    port: int

    def family(self) -> Family:
        return look(self.pid)


@pytest.fixture(scope="session")
def crowded_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Some 20,000 statements."""
    build_input = BuildInput(quads=list(generate(20_000)), metadata=(), date="2026-11-23")
    return build(build_input, tmp_path_factory.mktemp("crowded") / "releases", step=lambda _: None).release


@pytest.fixture(scope="session")
def service(crowded_release: Release) -> Iterator[Service]:
    """One service for all attacks: it has to bear them together."""
    if not (PROC / "self" / "stat").exists():
        pytest.skip("looks at processes through /proc and uses 127.0.0.0/8 as clients' addresses, which only Linux has")
    with serving(Path(crowded_release.folder.parent), SETTINGS) as (process, url):
        yield Service(process.pid, int(url.rpartition(":")[2]))
