"""`make bench`: our endpoint, Oxigraph's server, Virtuoso and rdflib-endpoint on the same data in the same run, as ratios.

Absolute seconds say more about the machine than about the program, so each cell is how many times faster (above 1) or slower
(below 1) than the baseline, `oxigraph serve`, an endpoint was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from amicorum.errors import AmicorumError
from bench.data import Data, curated, generated
from bench.measure import PATIENCE, WORKLOAD, measure
from bench.peers import BASELINE, PEERS, start

Times = dict[tuple[str, str], float]
"""Seconds for (peer, work)."""


def run(folder: Path, data: Data, say: Console) -> Times:
    """Start each peer after the other and give it the whole workload; endpoints that disagree on an answer end the run."""
    times: Times = {}
    counts: dict[str, int] = {}
    for peer in PEERS:
        with start(peer, folder, data.quads, data.releases) as url:
            if url is None:
                say.print(f"{peer}: not here, or not for so much data")
                continue
            for work in WORKLOAD:
                try:
                    seconds, rows = measure(url, work, data.things)
                except TimeoutError:
                    # Its server is still at it, so whatever is asked next would wait too.
                    say.print(f"{peer}: no answer to “{work.name}” within {PATIENCE} s, the rest is left out")
                    break
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
        cells = (f"{times[BASELINE, work.name] / times[peer, work.name]:.2f}" if (peer, work.name) in times else "–" for peer in measured)
        shown.add_row(work.name, *cells)
    return shown


def main() -> int:
    """Run the benchmark over each size that was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quads", type=int, nargs="*", default=[1_000_000], help="sizes of the generated data")
    parser.add_argument("--only-generated", action="store_true", help="leave the curated data out")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    say = Console()
    makers: list[Callable[[Path], Data]] = [] if options.only_generated else [curated]
    makers += [partial(generated, size, options.seed) for size in options.quads]
    for make in makers:
        with tempfile.TemporaryDirectory(prefix="amicorum-bench-") as name:
            folder = Path(name)
            try:
                data = make(folder)
                say.print(f"Measuring over {data.name}")
                times = run(folder, data, say)
            except (AmicorumError, RuntimeError) as error:
                print(f"bench: {error}", file=sys.stderr)
                return 1
            say.print(table(times, f"{data.name}: how many times as fast as {BASELINE}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
