"""The tables of a run over one set of data."""

from __future__ import annotations

from collections.abc import Mapping

from bench.data import Data
from bench.measure import PATIENCE, WORKLOAD, Measured
from bench.peers import ALONE, BASELINE, OURS, PEERS
from bench.record import Rows
from bench.run import Cost

Times = Mapping[tuple[str, str], Measured | None]
"""What was measured, by peer and work; None where no answer came in time."""


def compare(times: Times, patience: float = PATIENCE) -> Rows:
    """How many times as fast as the baseline, one row for each work; the head first.

    `>` and `<`: the baseline, or the peer, gave no answer in time, so at least or at most so many times as fast. `*`: one of the two
    did not get through all queries in time, and what it answered counts.
    """
    measured = [peer for peer in PEERS if any(name == peer for name, _ in times)]
    rows = [["work", *measured]]
    for work in WORKLOAD:
        base = times.get((BASELINE, work.name))
        asked = (BASELINE, work.name) in times
        cells = []
        for peer in measured:
            mine = times.get((peer, work.name))
            if mine is not None and base is not None:
                cells.append(f"{base.seconds / mine.seconds:.2f}{'' if base.whole and mine.whole else '*'}")
            elif mine is not None and asked:
                cells.append(f">{patience / mine.seconds:.2f}")
            elif base is not None and (peer, work.name) in times:
                cells.append(f"<{base.seconds / patience:.2f}")
            else:
                cells.append("–")
        rows.append([work.name, *cells])
    return rows


def describe_costs(data: Data, costs: Mapping[str, Cost]) -> Rows:
    """What it costs each peer to be there; the head first. Our build is what the others load: it writes the release, too."""
    rows = [["", "build or load, s", "µs a quad", "its memory, MiB", "start, s", "ready, MiB", "after all, MiB"]]
    for peer, cost in costs.items():
        seconds, memory = (data.build_seconds, f"{data.build_memory:,}") if peer == OURS else (cost.load_seconds, "–")
        spent = ["–", "–"] if seconds is None or peer == ALONE else [f"{seconds:.1f}", f"{seconds / data.size * 1e6:.1f}"]
        rows.append([peer, *spent, memory, f"{cost.start_seconds:.1f}", f"{cost.memory:,}", f"{cost.memory_after:,}"])
    return rows
