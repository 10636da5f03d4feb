"""`python -m bench.build RELEASES`: the processor time of each step of a build, and what a start takes from memory and from disk."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amicorum.ingest.project import Project
from amicorum.release.build_input import BuildInput, collect_input
from amicorum.release.pipeline import build
from bench.generator import generate
from bench.processes import measure_memory
from bench.virtuoso import free_port

STARTS = (("memory", "memory"), ("disk, the first time", "disk"), ("disk", "disk"))
"""The starts that are measured: the name of each, and the setting `store`."""
_SECONDS = 600


class Clock:
    """Tells what each step took: processor seconds of this process, seconds in all, MiB at its end."""

    def __init__(self) -> None:
        self._name, self._began = "", (0.0, 0.0)

    def step(self, name: str) -> None:
        """End the step before, begin another."""
        now = (time.process_time(), time.perf_counter())
        if self._name:
            print(f"{self._name:10} {now[0] - self._began[0]:7.2f} {now[1] - self._began[1]:7.2f} {_resident():6}", flush=True)
        self._name, self._began = name, now


def main() -> None:
    """Build, and start what was built."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("releases", type=Path, help="folder of releases to build into")
    parser.add_argument("--quads", type=int, default=0, help="size of the generated data; 0 for the curated data (default: %(default)s)")
    parser.add_argument("--only-start", action="store_true", help="start what is there")
    options = parser.parse_args()
    if not options.only_start:
        _build(options.releases, options.quads)
    for name, store in STARTS:
        with _serve(options.releases, store) as (process, seconds):
            print(f"start from {name}: {_processor_time(process.pid):.1f} {seconds:.1f}, {measure_memory(process.pid)} MiB", flush=True)


def _build(releases: Path, quads: int) -> None:
    clock = Clock()
    clock.step("collect")
    given = collect_input(Project(Path())) if not quads else BuildInput(sorted(set(generate(quads)), key=str), (), "2026-01-01")
    build(given, releases, step=clock.step)
    clock.step("")
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"this process {own.ru_utime + own.ru_stime:.1f} s, at most {own.ru_maxrss // 1024} MiB")
    print(f"the others {others.ru_utime + others.ru_stime:.1f} s")


@contextmanager
def _serve(releases: Path, store: str) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The service, once it is ready, and the seconds until then."""
    port = free_port()
    command = [sys.executable, "-m", "amicorum", "serve", "--releases", str(releases), "--port", str(port)]
    given = {"AMICORUM_PROCESSES": "1", "AMICORUM_IN_PROCESS": "false", "AMICORUM_CACHE": str(releases / "cache"), "AMICORUM_STORE": store}
    began = time.perf_counter()
    with subprocess.Popen(command, env=os.environ | given, stderr=subprocess.DEVNULL) as process:
        try:
            while not _is_ready(port) and process.poll() is None and time.perf_counter() - began < _SECONDS:
                time.sleep(0.05)
            yield process, time.perf_counter() - began
        finally:
            process.terminate()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _processor_time(pid: int) -> float:
    """Seconds of a process, of those it has started, and of theirs that have ended (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if pid in (int(stat.parent.name), int(fields[1])):
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() >> 20


if __name__ == "__main__":
    main()
