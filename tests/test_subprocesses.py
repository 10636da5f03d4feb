"""A module that runs as a process of its own ends with the one that started it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests import polling

import amicorum
from amicorum.subprocesses import run_module, wait_for

STARTER = """
import time
from amicorum.subprocesses import run_module

with run_module("waiting_module", 1) as process:
    print(process.pid, flush=True)
    time.sleep(99)
"""
WAITING = "import time; from amicorum.subprocesses import take_job; take_job(); time.sleep(99)"


@pytest.fixture(autouse=True)
def find_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes find the package, and the modules of a test."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(amicorum.__file__).parents[1]), str(tmp_path)]))


def test_it_ends_where_the_other_is_killed(tmp_path: Path) -> None:
    (tmp_path / "waiting_module.py").write_text(WAITING)
    with subprocess.Popen([sys.executable, "-c", STARTER], stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        started = Path("/proc", starter.stdout.readline().decode().strip())
        assert started.exists()
        starter.kill()
    polling.wait_for(lambda: not started.exists(), "it outlives the one that started it")


def test_what_it_said_last_tells_why_it_failed(tmp_path: Path) -> None:
    (tmp_path / "failing_module.py").write_text("import sys; print('on the way', file=sys.stderr); sys.exit('no more ' + sys.argv[1])")
    with run_module("failing_module", ["paper"]) as process:
        assert wait_for(process) == 'no more ["paper"]'
