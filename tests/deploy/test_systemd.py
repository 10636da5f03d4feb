"""The systemd unit is one that systemd understands, and that exposes little."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[2] / "deploy" / "amicorum.service"
ANALYZE = shutil.which("systemd-analyze")
pytestmark = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed here")


def analyze(tmp_path: Path, *arguments: str) -> str:
    """What systemd-analyze says of the unit, with a program that is there in the place of ours."""
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/amicorum/bin/amicorum", "/bin/true"), encoding="utf-8")
    assert ANALYZE
    done = subprocess.run([ANALYZE, *arguments, str(unit)], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_is_understood(tmp_path: Path) -> None:
    assert UNIT.name not in analyze(tmp_path, "verify", "--man=no")


def test_exposes_little(tmp_path: Path) -> None:
    level = re.search(r"exposure level for \S+: (\d+\.\d)", analyze(tmp_path, "security", "--offline=true", "--no-pager"))
    assert level
    assert float(level[1]) < 3
