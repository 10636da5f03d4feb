"""One run over one set of data: each peer after the other gets the whole workload."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import SubprocessError

from rich.console import Console

from amicorum.ingest.project import Project
from bench.data import Data
from bench.measure import PATIENCE, WORKLOAD, Measured, Work, measure
from bench.peers import ALONE, BASELINE, OURS, PEERS, start
from bench.processes import measure_memory, wait_until_idle
from bench.record import Rows
from bench.service import measure_service
from bench.validation import measure_validation

PEER_PATIENCE = {BASELINE: 20.0}
"""How long a peer has for all works together, as a multiple of the time for one; what is left then is left out. The baseline has more."""
OTHER_PATIENCE = 10.0
SETTLING = 30.0
"""Seconds that a peer has to become idle after its start."""


@dataclass(slots=True)
class Cost:
    """What it cost a peer to be there: seconds, and MiB when it was ready and after all works."""

    load_seconds: float | None
    start_seconds: float
    memory: int
    memory_after: int = 0


@dataclass(slots=True)
class Found:
    """What came of a run."""

    measured: dict[tuple[str, str], Measured | None] = field(default_factory=dict)
    """By peer and work; None where no answer came in time."""
    costs: dict[str, Cost] = field(default_factory=dict)
    visits: Rows = ()
    faults: list[str] = field(default_factory=list)
    """What makes a run one that nobody should rely on."""

    def seconds(self) -> dict[str, dict[str, float]]:
        """Seconds of one query, by peer and work."""
        found: dict[str, dict[str, float]] = {}
        for (peer, work), measured in self.measured.items():
            if measured is not None:
                found.setdefault(peer, {})[work] = measured.seconds
        return found


def run(folder: Path, data: Data, say: Console, peers: Sequence[str] = PEERS, patience: float = PATIENCE, until: float = math.inf) -> Found:
    """Start each peer and ask it everything, until a time. One that does not come up is said and left out."""
    found, counts = Found(), dict[str, int]()
    for peer in peers:
        if time.monotonic() > until:
            say.print(f"{peer}: no time was left")
            continue
        try:
            _ask_peer(peer, folder, data, say, found, counts, patience, until)
        except (RuntimeError, OSError, EOFError, SubprocessError) as error:
            found.faults.append(f"{peer}: {error}")
            say.print(f"{peer} failed: {error}", highlight=False)
    return found


def _ask_peer(
    peer: str, folder: Path, data: Data, say: Console, found: Found, counts: dict[str, int], patience: float, last: float
) -> None:
    """The whole workload. A peer that does not answer in time is started again: it would still be at what nobody waits for, unlike ours."""
    left = deque(WORKLOAD)
    until: float | None = None
    while left:
        with start(peer, folder, data.quads, data.releases) as endpoint:
            if endpoint is None:
                say.print(f"{peer}: not here, or not for so much data")
                return
            wait_until_idle(endpoint.pid, SETTLING)
            if until is None:
                until = min(time.monotonic() + PEER_PATIENCE.get(peer, OTHER_PATIENCE) * patience, last)
                found.costs[peer] = Cost(endpoint.load_seconds, endpoint.start_seconds, measure_memory(endpoint.pid))
            while left and time.monotonic() < until:
                if not _ask_work(peer, left.popleft(), endpoint.url, data, say, found, counts, patience) and peer not in (OURS, ALONE):
                    break
            cost = found.costs[peer]
            cost.memory_after = max(cost.memory_after, measure_memory(endpoint.pid))
            if peer == OURS and not left:
                found.visits = measure_service(endpoint.url, data, lambda text: say.print(f"{peer}: {text}", highlight=False))
        if left and time.monotonic() >= until:
            say.print(f"{peer}: its time is used up; not asked: {', '.join(work.name for work in left)}")
            return


def _ask_work(peer: str, work: Work, url: str, data: Data, say: Console, found: Found, counts: dict[str, int], patience: float) -> bool:
    """Measure a work; whether it was answered to its end."""
    try:
        measured = measure(url, work, data.things, patience)
    except TimeoutError:
        say.print(f"{peer}: no answer to “{work.name}” within {patience:g} s")
        found.measured[peer, work.name] = None
        return False
    rows = counts.setdefault(work.query, measured.rows)
    if rows != measured.rows:
        found.faults.append(f"{peer} answers “{work.name}” with {measured.rows} rows, another with {rows}")
        return True
    found.measured[peer, work.name] = measured
    part = "" if measured.whole else " (not all were asked in time)"
    say.print(f"{peer}: {work.name} {measured.seconds * 1000:.2f} ms{part}", highlight=False)
    return measured.whole


def validate(sizes: Sequence[int], seed: int, folder: Path) -> Rows:
    """Validate generated data of each size; for a process of its own, so that its time can be bounded."""
    return measure_validation(Project(Path(__file__).parents[1]), sizes, seed, folder, print)
