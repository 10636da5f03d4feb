"""A running service as a portal finds it: `amicorum serve` over a repository of real releases, whose addresses are its own."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2
import pytest
from bench.virtuoso import free_port
from pyoxigraph import Literal, NamedNode, Quad
from tests.conftest import gather_world
from tests.web.processes import command, wait_until_ready

from amicorum.rdf import iris
from amicorum.rdf.namespaces import AMI, PREFIXES
from amicorum.release.pipeline import build
from amicorum.release.release import Release

CURATED = NamedNode(iris.graph("curated"))
KYOTO, KIOTO, KRAKOW = (NamedNode(iris.thing("city", key)) for key in ("kyoto", "kioto", "krakow"))


@dataclass
class House:
    """A service and its repository."""

    url: str
    repository: Path
    releases: list[Release] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """An answer to a path or a full address; redirects are for the test to follow."""
        return httpx2.get(path if path.startswith("http") else f"{self.url}/{path}", headers=headers, timeout=60)

    def publish(self) -> Release:
        """Publish the next release of the small world. In the second a city has made place for another, and one has a new name."""
        build_input = gather_world()
        if self.releases:
            build_input = replace(build_input, quads=[*(each for each in build_input.quads if each.subject != KYOTO), *_news()])
        built = build(build_input, self.repository, step=lambda _: None, base=f"{self.url}/").release
        self.releases.append(built)
        return built


def _news() -> list[Quad]:
    name, kind = NamedNode(PREFIXES["skos"] + "altLabel"), NamedNode(PREFIXES["rdf"] + "type")
    return [
        Quad(KYOTO, NamedNode(PREFIXES["dct"] + "isReplacedBy"), KIOTO, CURATED),
        Quad(KIOTO, kind, AMI.City, CURATED),
        Quad(KRAKOW, name, Literal("Cracovia", language="it"), CURATED),
    ]


@contextmanager
def open_house(repository: Path) -> Iterator[House]:
    """Serve a repository with one release, by the command that an operator uses."""
    port = free_port()
    house = House(f"http://127.0.0.1:{port}", repository)
    house.publish()
    environment = os.environ | {"AMICORUM_BASE": f"{house.url}/", "AMICORUM_WORKERS": "2", "AMICORUM_WATCH_SECONDS": "0.2"}
    with tempfile.TemporaryFile() as log, subprocess.Popen(command(repository, port), env=environment, stderr=log) as process:
        try:
            wait_until_ready(process, house.url)
            yield house
        finally:
            process.kill()
            process.wait(timeout=10)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service with one release. It stays as it is: all tests share it."""
    with open_house(tmp_path_factory.mktemp("house") / "releases") as house:
        yield house
