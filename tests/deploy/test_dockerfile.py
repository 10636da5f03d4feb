"""The Dockerfile, line by line: what it copies is there, what it sets and calls is ours, and its health check tells well from ill."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from amicorum.cli import serve
from amicorum.settings import Settings
from amicorum.web.routes import operations

PROJECT = Path(__file__).parents[2]
INSTRUCTIONS = [
    tuple(line.split(maxsplit=1))
    for line in (PROJECT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    if line and not line.startswith("#")
]
METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def arguments(instruction: str) -> list[str]:
    """What stands behind each instruction of a kind, in the order of the file."""
    return [rest for name, rest in INSTRUCTIONS if name == instruction]


def copied() -> set[str]:
    """What the image takes from the project."""
    return {source for rest in arguments("COPY") if "--from" not in rest for source in shlex.split(rest)[:-1]}


def health_check() -> list[str]:
    return json.loads(arguments("HEALTHCHECK")[0].partition("CMD")[2])


def test_what_is_copied_is_kept_in_git_and_reaches_the_builder() -> None:
    ignored, *kept = [line for line in (PROJECT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert ignored == "*"
    assert copied() == {line.removeprefix("!") for line in kept if line.startswith("!")}
    tracked = subprocess.run(["git", "ls-files", "--", *copied()], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert {line.partition("/")[0] for line in tracked.splitlines()} == copied()


def test_what_the_package_is_made_of_is_copied() -> None:
    assert {METADATA["readme"], *METADATA["license-files"], "pyproject.toml"} <= copied()
    assert {Path(serve.__file__).relative_to(PROJECT).parts[0]} <= copied()


def test_every_lock_that_is_installed_is_checked_by_hash() -> None:
    locks = [line for line in arguments("RUN") if "requirements" in line]
    assert locks
    assert [line for line in locks if "--require-hashes" not in line] == []


def test_its_python_is_one_that_the_package_runs_on() -> None:
    versions = {tuple(int(part) for part in found) for rest in arguments("FROM") for found in re.findall(r"python:(\d+)\.(\d+)", rest)}
    assert len(versions) == 1, "what one stage installs the other one runs"
    least = tuple(int(part) for part in METADATA["requires-python"].removeprefix(">=").split("."))
    assert versions.pop() >= least


def test_every_setting_of_ours_is_one() -> None:
    named = re.findall(r"AMICORUM_(\w+)=", " ".join(arguments("ENV")))
    assert named
    assert {name.lower() for name in named} <= Settings.model_fields.keys()


def test_it_serves_as_somebody_who_may_do_nothing_else() -> None:
    program, *rest = (json.loads(each) for each in (*arguments("ENTRYPOINT"), *arguments("CMD")))
    assert Path(program[0]).name in METADATA["scripts"]
    parser = argparse.ArgumentParser()
    serve.arguments(parser)
    command, *options = rest[0]
    asked = parser.parse_args(options)
    assert (command, asked.host, str(asked.port)) == ("serve", "0.0.0.0", arguments("EXPOSE")[0])
    names = [name for name, _ in INSTRUCTIONS]
    assert arguments("USER") == ["10001"]
    assert names.index("USER") < names.index("ENTRYPOINT")


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A server that answers each request with this status; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *arguments: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_its_health_check_asks_whether_queries_are_answered(status: int, healthy: bool) -> None:
    _, *rest = health_check()
    address = re.search(r"http://127\.0\.0\.1:(\d+)(/[\w/]+)", rest[-1])
    assert address
    assert address[1] == arguments("EXPOSE")[0]
    assert address[2] in {getattr(route, "path", "") for route in operations.router.routes}
    with answering(status) as port:
        done = subprocess.run([sys.executable, *rest[:-1], rest[-1].replace(address[1], str(port))], capture_output=True, check=False)
    assert (done.returncode == 0) is healthy
