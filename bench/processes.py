"""The memory and the processor time of a server: of its process and of all that it has started (Linux)."""

from __future__ import annotations

import os
import time
from pathlib import Path

_PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")
_IDLE_SHARE = 0.1


def measure_memory(pid: int) -> int:
    """MiB of the process and all below it; what several of them share is counted once (the proportional set size)."""
    return sum(map(_measure_share, _list_family(pid))) // 1024


def wait_until_idle(pid: int, seconds: float) -> None:
    """Wait until a server that has started does next to nothing any more: what it prepares in the background is no part of a work.

    After so many seconds it is taken as it is.
    """
    deadline = time.monotonic() + seconds
    before = _measure_time(pid)
    while time.monotonic() < deadline:
        time.sleep(1.0)
        now = _measure_time(pid)
        if now - before < _IDLE_SHARE:
            return
        before = now


def _measure_time(pid: int) -> float:
    """Seconds of processor time that those used that run now."""
    return sum(sum(map(int, _read_state(each)[11:13])) for each in _list_family(pid)) / _TICK


def _list_family(pid: int) -> set[int]:
    parents = {int(folder.name): _read_state(int(folder.name)) for folder in _PROC.iterdir() if folder.name.isdigit()}
    family = {pid}
    while more := {child for child, state in parents.items() if state and int(state[1]) in family} - family:
        family |= more
    return family


def _read_state(pid: int) -> list[str]:
    """What `proc_pid_stat(5)` has after the name; nothing where the process has ended."""
    return _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()


def _measure_share(pid: int) -> int:
    fields = dict(line.split(":", 1) for line in _read(_PROC / str(pid) / "smaps_rollup").splitlines()[1:])
    return int(fields["Pss"].split()[0]) if fields else 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # it ended while we looked
