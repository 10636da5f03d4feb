"""What the operating system tells of a service's processes (Linux)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Family:
    """A service's process, its fork server and the fork server's workers."""

    parent: int
    fork_server: int
    workers: tuple[int, ...]
    zombies: tuple[int, ...]


def look(parent: int) -> Family:
    """The processes below a service's."""
    children = _list_children()
    below = [pid for pid, _ in children.get(parent, [])]
    fork_servers = [pid for pid in below if b"amicorum.engine.embedded.fork_server" in _read(pid, "cmdline")]
    assert len(fork_servers) == 1, f"{len(fork_servers)} fork servers"
    members = [*children.get(parent, []), *children.get(fork_servers[0], [])]
    return Family(
        parent,
        fork_servers[0],
        tuple(sorted(pid for pid, state in children.get(fork_servers[0], []) if state != "Z")),
        tuple(pid for pid, state in members if state == "Z"),
    )


def find_descendants(parent: int) -> list[int]:
    """Every process below one, the children first."""
    children, found = _list_children(), [parent]
    for pid in found:
        found += [child for child, _ in children.get(pid, [])]
    return found[1:]


def read_command(pid: int) -> bytes:
    """The command line of a process, its arguments ended by zeros; empty where it has ended."""
    return _read(pid, "cmdline")


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    return (stat := _read(pid, "stat")) != b"" and stat.decode(errors="replace").rsplit(")", 1)[1].split()[0] != "Z"


def count_files(pid: int) -> int:
    """Open file descriptors, sockets included."""
    return sum(1 for _ in (PROC / str(pid) / "fd").iterdir())


def measure_memory(pid: int) -> int:
    """Resident memory of its own, in MiB."""
    fields = dict(line.split(":", 1) for line in _read(pid, "status").decode().splitlines())
    return int(fields["RssAnon"].split()[0]) // 1024


def _list_children() -> dict[int, list[tuple[int, str]]]:
    """Every process and its state, by the process that started it."""
    found: dict[int, list[tuple[int, str]]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (stat := _read(int(entry.name), "stat")):
            state, parent = stat.decode(errors="replace").rsplit(")", 1)[1].split()[:2]
            found.setdefault(int(parent), []).append((int(entry.name), state))
    return found


def _read(pid: int, name: str) -> bytes:
    try:
        return (PROC / str(pid) / name).read_bytes()
    except OSError:
        return b""  # it ended while we looked
