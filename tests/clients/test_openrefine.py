"""OpenRefine, without its window, reconciles a table with the service and fetches columns: what a curator does with it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.web.servers import run_server

from amicorum.engine.factory import open_engine
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

STARTS_WITHIN = 90.0
TABLE = "name,town\nCentrum Kultury Podgorza,Krakow\nPublic library,Opolė\nNo such house,Nowhere\n"
ROWS = {"engine": json.dumps({"facets": [], "mode": "row-based"})}


@pytest.fixture(scope="module")
def service(world_release: Release) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(releases=world_release.folder.parent, workers=1, base=f"http://127.0.0.1:{port}/")
    with run_server(create_app(settings, open_engine(settings, world_release), world_release)) as server:
        yield f"{server.url}/reconcile"


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """A running OpenRefine with a workspace of its own."""
    command = shutil.which("openrefine")
    if command is None:
        pytest.skip("OpenRefine is not installed (Debian's package is called openrefine)")
    folder = tmp_path_factory.mktemp("refine")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = subprocess.Popen(
        [command, "-p", str(port), "-d", str(folder)],
        env={**os.environ, "JAVA_OPTIONS": "-Drefine.headless=true"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}/command/core/", timeout=60, trust_env=False) as client:
            wait_for(client, started)
            yield client
    finally:
        os.killpg(started.pid, signal.SIGTERM)
        started.wait(30)


def wait_for(client: httpx2.Client, started: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            client.get("get-csrf-token").raise_for_status()
            return
        except httpx2.HTTPError:
            assert started.poll() is None, "OpenRefine ended"
            assert time.monotonic() < deadline, "OpenRefine did not start"
            time.sleep(0.5)


def command(client: httpx2.Client, name: str, **data: Any) -> httpx2.Response:
    """One of OpenRefine's commands, and the end of what it started."""
    files = data.pop("files", None)
    token = client.get("get-csrf-token").json()["token"]
    answer = client.post(name, params={"csrf_token": token}, data=data, files=files)
    assert answer.status_code < 400, answer.text
    project = data.get("project")
    while project and client.get("get-processes", params={"project": project}).json()["processes"]:
        time.sleep(0.2)
    return answer


def test_a_table_is_matched_and_columns_are_fetched(refine: httpx2.Client, service: str, tmp_path: Path) -> None:
    options = json.dumps({"separator": ",", "encoding": "UTF-8"})
    created = command(
        refine,
        "create-project-from-upload",
        **{"project-name": "houses", "format": "text/line-based/*sv", "options": options},
        files={"project-file": ("houses.csv", TABLE.encode(), "text/csv")},
    )
    project = created.headers["location"].partition("project=")[2]
    manifest = httpx2.get(service).json()
    spaces = {"identifierSpace": manifest["identifierSpace"], "schemaSpace": manifest["schemaSpace"]}
    config = {
        "mode": "standard-service",
        "service": service,
        **spaces,
        "type": manifest["defaultTypes"][0],
        "autoMatch": True,
        "limit": 3,
        "columnDetails": [{"column": "town", "propertyName": "in city", "propertyID": "inCity"}],
    }
    command(refine, "reconcile", project=project, columnName="name", config=json.dumps(config), **ROWS)
    shown = refine.post("get-rows", params={"project": project, "start": 0, "limit": 10}, data=ROWS).json()
    recons = shown["pool"]["recons"]
    found = [recons[str(row["cells"][0]["r"])] for row in shown["rows"]]
    assert [each.get("m", {}).get("id") for each in found] == ["institution/ckp", "institution/wbp-opole", None]
    wanted = {"properties": [{"id": each, "name": each} for each in ("inCity", "inCountry", "homepage")]}
    command(
        refine, "extend-data", project=project, baseColumnName="name", endpoint=service, **spaces,
        extension=json.dumps(wanted), columnInsertIndex="1", **ROWS,
    )  # fmt: skip
    exported = refine.post("export-rows/houses.csv", params={"project": project, "format": "csv"}, data=ROWS)
    [first, second, last] = csv.DictReader(io.StringIO(exported.text))
    assert (first["in city"], first["in country"], second["in city"]) == ("Kraków", "Poland", "Opole")
    assert "https://www.ckpodgorza.pl" in first.values()
    assert last["in city"] == ""
