"""`make bench`: our endpoint, Oxigraph's server, Virtuoso and rdflib-endpoint on the same data in the same run, as ratios.

Absolute seconds say more about the machine than about the program, so each cell is how many times faster (above 1) or slower
(below 1) than the baseline, `oxigraph serve`, an endpoint was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from amicorum.errors import AmicorumError
from amicorum.ingest.project import Project
from bench.data import Data, curated, generated
from bench.measure import PATIENCE, WORKLOAD, measure
from bench.peers import BASELINE, PEERS, start
from bench.record import Rows, record, show
from bench.validation import measure_validation

Times = dict[tuple[str, str], float]
"""Seconds for (peer, work)."""


def run(folder: Path, data: Data, say: Console, peers: Sequence[str] = PEERS) -> Times:
    """Start each peer after the other and give it the whole workload; endpoints that disagree on an answer end the run.

    A peer that does not answer in time is started again for what is left: its server would still be at what nobody waits for.
    """
    times: Times = {}
    counts: dict[str, int] = {}
    for peer in peers:
        left = deque(WORKLOAD)
        while left:
            with start(peer, folder, data.quads, data.releases) as url:
                if url is None:
                    say.print(f"{peer}: not here, or not for so much data")
                    break
                while left:
                    work = left.popleft()
                    try:
                        seconds, rows = measure(url, work, data.things)
                    except TimeoutError:
                        say.print(f"{peer}: no answer to “{work.name}” within {PATIENCE} s")
                        break
                    if counts.setdefault(work.query, rows) != rows:
                        raise RuntimeError(f"{peer} answers {work.query} with {rows} rows, another with {counts[work.query]}")
                    times[peer, work.name] = seconds
                    say.print(f"{peer}: {work.name} {seconds * 1000:.2f} ms", highlight=False)
    return times


def compare(times: Times) -> Rows:
    """The ratios to the baseline, one row for each work; the head first.

    Where the baseline did not answer in time, `>` and how many times its time limit holds that of the peer.
    """
    measured = [peer for peer in PEERS if any(name == peer for name, _ in times)]
    rows = [["work", *measured]]
    for work in WORKLOAD:
        base = times.get((BASELINE, work.name))
        cells = []
        for peer in measured:
            seconds = times.get((peer, work.name))
            cells.append("–" if seconds is None else f"{base / seconds:.2f}" if base is not None else f">{PATIENCE / seconds:.2f}")
        rows.append([work.name, *cells])
    return rows


def main() -> int:
    """Run the benchmark over each size that was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quads", type=int, nargs="*", default=[1_000_000], help="sizes of the generated data")
    parser.add_argument("--only-generated", action="store_true", help="leave the curated data out")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS, help="which endpoints to measure")
    parser.add_argument("--validate", type=int, nargs="*", default=[100_000], help="sizes of the generated data that are validated")
    parser.add_argument("--record", type=Path, metavar="FILE", help="Markdown file whose tables are replaced by those of this run")
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
                rows = compare(run(folder, data, say, options.peers))
            except (AmicorumError, RuntimeError) as error:
                print(f"bench: {error}", file=sys.stderr)
                return 1
            title = f"{data.name}: how many times as fast as {BASELINE}"
            say.print(show(rows, title))
            if options.record:
                record(options.record, f"endpoints-{data.key}", title, rows)
    if options.validate:
        with tempfile.TemporaryDirectory(prefix="amicorum-bench-") as name:
            project = Project(Path(__file__).parents[1])
            rows = measure_validation(project, options.validate, options.seed, Path(name), say.print)
        title = "Validation against the project's shapes, in seconds"
        say.print(show(rows, title))
        if options.record:
            record(options.record, "validation", title, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
