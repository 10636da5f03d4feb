"""`make bench`: our endpoint, Oxigraph's server, Virtuoso and rdflib-endpoint on the same data in the same run, as ratios.

Absolute seconds say more about the machine than about the program, so each cell is how many times faster (above 1) or slower
(below 1) than the baseline, `oxigraph serve`, an endpoint was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from amicorum.errors import AmicorumError
from bench.data import release_of
from bench.measure import WORKLOAD, measure
from bench.peers import BASELINE, PEERS, start

Times = dict[tuple[str, str], float]
"""Seconds for (peer, work)."""


def run(folder: Path, quads: Path, releases: Path, say: Console) -> Times:
    """Start each peer after the other and give it the whole workload; endpoints that disagree on an answer end the run."""
    times: Times = {}
    counts: dict[str, int] = {}
    for peer in PEERS:
        with start(peer, folder, quads, releases) as url:
            if url is None:
                say.print(f"{peer}: not here, or not for so much data")
                continue
            for work in WORKLOAD:
                seconds, rows = measure(url, work)
                if counts.setdefault(work.query, rows) != rows:
                    raise RuntimeError(f"{peer} answers {work.query} with {rows} rows, {PEERS[0]} with {counts[work.query]}")
                times[peer, work.name] = seconds
            say.print(f"{peer}: done")
    return times


def table(times: Times, title: str) -> Table:
    """The ratios to the baseline, one row for each work."""
    shown = Table(title=title)
    shown.add_column("work")
    measured = [peer for peer in PEERS if any(name == peer for name, _ in times)]
    for peer in measured:
        shown.add_column(peer, justify="right")
    for work in WORKLOAD:
        cells = (f"{times[BASELINE, work.name] / times[peer, work.name]:.2f}" for peer in measured)
        shown.add_row(work.name, *cells)
    return shown


def main() -> int:
    """Run the benchmark over each size that was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quads", type=int, nargs="*", default=[100_000, 1_000_000], help="sizes of the generated data")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    say = Console()
    for size in options.quads:
        with tempfile.TemporaryDirectory(prefix="amicorum-bench-") as name:
            folder = Path(name)
            try:
                quads, releases = release_of(size, options.seed, folder)
                times = run(folder, quads, releases, say)
            except (AmicorumError, RuntimeError) as error:
                print(f"bench: {error}", file=sys.stderr)
                return 1
            say.print(table(times, f"{size:,} quads: how many times as fast as {BASELINE}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
