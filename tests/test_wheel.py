"""The wheel: everything that lies in the package is in it, the built scripts too."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "service" / "amicorum"


def test_a_wheel_holds_the_whole_package(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    lying = {each for each in PACKAGE.rglob("*") if each.is_file() and "__pycache__" not in each.parts and each.suffix != ".pyc"}
    assert len(lying) > 400
    assert sorted(str(each.relative_to(PACKAGE.parent)) for each in lying if str(each.relative_to(PACKAGE.parent)) not in held) == []
