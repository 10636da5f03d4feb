"""The memory of a server: of its process and of all that it has started (Linux)."""

from __future__ import annotations

from pathlib import Path

_PROC = Path("/proc")


def measure_memory(pid: int) -> int:
    """MiB of the process and all below it; what several of them share is counted once (the proportional set size)."""
    parents: dict[int, int] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (stat := _read(folder / "stat")):
            parents[int(folder.name)] = int(stat.rsplit(")", 1)[1].split()[1])
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(map(_measure_share, family)) // 1024


def _measure_share(pid: int) -> int:
    fields = dict(line.split(":", 1) for line in _read(_PROC / str(pid) / "smaps_rollup").splitlines()[1:])
    return int(fields["Pss"].split()[0]) if fields else 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # it ended while we looked
