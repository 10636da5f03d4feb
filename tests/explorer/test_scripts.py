"""The scripts of the pages: their own tests and types, and a lock file that names no registry."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

EXPLORER = Path(__file__).parents[2] / "explorer"
NPM = shutil.which("npm")

needs_packages = pytest.mark.skipif(
    not NPM or not (EXPLORER / "node_modules/vitest").is_dir(), reason="the scripts' packages are not installed: make explorer"
)


@needs_packages
@pytest.mark.parametrize("script", ["check", "test"])
def test_the_scripts_own_checks_pass(script: str) -> None:
    done = subprocess.run([str(NPM), "run", script], cwd=EXPLORER, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((EXPLORER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, each in packages.items() if "resolved" in each] == []
    assert [name for name, each in packages.items() if name and "integrity" not in each] == [], "every package is pinned by its checksum"


def test_every_dependency_has_one_version() -> None:
    package = json.loads((EXPLORER / "package.json").read_text(encoding="utf-8"))
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert {name: version for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == {}
