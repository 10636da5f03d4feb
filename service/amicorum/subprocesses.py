"""Modules of the package run as processes of their own, for work on another core; each ends with the process that started it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import IO, Any


@contextmanager
def run_module(module: str, job: object, output: IO[bytes] | int = subprocess.DEVNULL) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module with a job (plain values) while the block runs; what still runs at its end is killed.

    The module does `take_job`, which also lets it end when this process does: the other end of its standard input is held here.
    """
    command = [sys.executable, "-m", module, json.dumps(job)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.PIPE)  # noqa: S603 - our own module
    with process:  # closes its pipes and waits for its end
        try:
            yield process
        finally:
            process.kill()


def wait_for(process: subprocess.Popen[bytes]) -> str:
    """Wait until a process ends: nothing where it did what it should, else the last thing it said."""
    said = process.stderr.read() if process.stderr else b""
    if not process.wait():
        return ""
    return (said.decode(errors="replace").splitlines() or [f"it ended with status {process.returncode}"])[-1]


def take_job() -> Any:
    """The job of this process, which from now on ends when its standard input does."""

    def watch() -> None:
        os.read(0, 1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
    return json.loads(sys.argv[1])
