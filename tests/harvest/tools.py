"""Programs of others that harvest us: installed once from their locks, in the user's cache, never in the repository."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "amicorum" / "harvest"


def install(name: str, locks: list[str], make: Callable[[Path], list[list[str]]]) -> Path:
    """The folder of a tool, made by the commands of `make` where it is not there yet for these locks. Skips where that fails."""
    digest = hashlib.sha256(b"".join((HERE / each).read_bytes() for each in locks)).hexdigest()[:12]
    folder = CACHE / f"{name}-{digest}"
    if folder.is_dir():
        return folder
    staging = CACHE / f".{name}-{os.getpid()}"
    staging.mkdir(parents=True)
    try:
        for each in locks:
            shutil.copy(HERE / each, staging)
        for command in make(staging):
            done = subprocess.run(command, cwd=staging, capture_output=True, text=True, timeout=600, check=False)
            if done.returncode:
                pytest.skip(f"{name} cannot be installed here: {(done.stderr or done.stdout).strip()[-200:]}")
        if not folder.is_dir():  # another run may have been faster
            staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def find_ckan() -> Path:
    """A Python that has CKAN and its DCAT extension."""
    return (
        install(
            "ckan",
            ["ckan.txt"],
            lambda folder: [
                [sys.executable, "-m", "uv", "venv", "--quiet", "--relocatable", "--python", sys.executable, "env"],
                [
                    sys.executable,
                    "-m",
                    "uv",
                    "pip",
                    "install",
                    "--quiet",
                    "--python",
                    "env",
                    "--no-deps",
                    "--require-hashes",
                    "-r",
                    "ckan.txt",
                ],
            ],
        )
        / "env/bin/python"
    )


def find_ldes_client() -> list[str]:
    """The command that follows an event stream (`follow.mjs`), but for the stream's address and what follows it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("no node and npm on this machine")
    folder = install(
        "ldes-client",
        ["package.json", "package-lock.json"],
        lambda _: [[npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]],
    )
    return [node, str(HERE / "follow.mjs"), str(folder)]
