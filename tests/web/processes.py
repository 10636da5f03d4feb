"""`amicorum serve` as a process of its own, as an operator runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2
from bench.virtuoso import free_port
from tests.polling import wait_for


def command(releases: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "amicorum", "serve", "--releases", str(releases), "--port", str(port)]


@contextmanager
def serving(releases: Path, settings: Mapping[str, str], log_file: Path | None = None) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A service on a free port, ready to answer; its log goes into a file where a test wants to read it.

    It is one process unless the settings or the environment say otherwise: each takes seconds to start.
    """
    port = free_port()
    environment = {"AMICORUM_PROCESSES": "1", **os.environ, **{f"AMICORUM_{name.upper()}": value for name, value in settings.items()}}
    with (
        log_file.open("w+b") if log_file else tempfile.TemporaryFile() as log,
        subprocess.Popen(command(releases, port), env=environment, stderr=log) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until_ready(process, url)
            yield process, url
        finally:
            process.kill()
            process.wait(timeout=10)
            log.seek(0)
            sys.stderr.write(log.read().decode())


def wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    def ready() -> bool:
        assert process.poll() is None, "the service ended"
        try:
            return httpx2.get(url + "/health/ready", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    wait_for(ready, "the service did not get ready", seconds=180)
