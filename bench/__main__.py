"""`make bench`: our service, Oxigraph's server, Virtuoso and rdflib-endpoint on the same data in the same run, as ratios.

Absolute seconds say more about the machine than about the program, so each cell is how many times faster (above 1) or slower
(below 1) than the baseline, `oxigraph serve`, an endpoint was. Everything has a time limit, so that a run ends.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from amicorum.errors import AmicorumError
from bench.apart import run_apart
from bench.compare import compare, describe_costs
from bench.data import Data, curated, generated
from bench.measure import PATIENCE
from bench.peers import BASELINE, PEERS
from bench.plot import draw
from bench.record import Rows, record, record_picture, show
from bench.run import run, validate
from bench.runs import keep_run

_FOR_VALIDATION = 240.0
"""Seconds that are kept for validation."""


def main() -> int:
    """Run the benchmark over each size that was asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quads", type=int, nargs="*", default=[1_000_000], help="sizes of the generated data")
    parser.add_argument("--only-generated", action="store_true", help="leave the curated data out")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=PEERS, help="which endpoints to measure")
    parser.add_argument(
        "--validate", type=int, nargs="*", help="sizes of the generated data that are validated (default: those of --quads)"
    )
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds for each work of each peer (default %(default)g)")
    parser.add_argument(
        "--minutes", type=float, default=24.0, help="for the whole run; what is left then is left out (default %(default)g)"
    )
    parser.add_argument("--record", type=Path, metavar="FILE", help="Markdown file whose tables are replaced by those of this run")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    sizes = options.quads if options.validate is None else options.validate
    end = began + 60 * options.minutes
    until = end - (_FOR_VALIDATION if sizes else 0.0)
    say = Console()
    makers: list[Callable[[Path], Data]] = [partial(generated, size, options.seed) for size in options.quads]
    makers += [] if options.only_generated else [curated]
    failed = False
    for make in makers:
        with tempfile.TemporaryDirectory(prefix="amicorum-bench-") as name:
            try:
                failed |= not _measure(make, Path(name), say, options, until)
            except (AmicorumError, RuntimeError, TimeoutError, subprocess.SubprocessError) as error:
                print(f"bench: {error}", file=sys.stderr)
                failed = True
    if sizes:
        failed |= not _validate(sizes, say, options, max(end - time.monotonic(), _FOR_VALIDATION))
    say.print(f"The run took {(time.monotonic() - began) / 60:.1f} minutes.")
    return int(failed)


def _measure(make: Callable[[Path], Data], folder: Path, say: Console, options: argparse.Namespace, until: float) -> bool:
    """All that is measured over one set of data, until a time; whether everything came up, answered and agreed."""
    data = make(folder)
    say.print(f"Measuring over {data.name}")
    found = run(folder, data, say, options.peers, options.patience, until)
    if not found.measured:
        return False
    tables: Sequence[tuple[str, str, Rows]] = (
        ("endpoints", f"{data.name}: how many times as fast as {BASELINE}", compare(found.measured, options.patience)),
        ("costs", f"{data.name}: loading, starting, memory", describe_costs(data, found.costs)),
        ("service", f"{data.name}: pages, search and reconciliation", found.visits),
    )
    for kind, title, rows in tables:
        if len(rows) > 1:
            say.print(show(rows, title))
            if options.record:
                record(options.record, f"{kind}-{data.key}", title, rows)
    if options.record:
        runs = keep_run(options.record.with_suffix(".json"), data.key, data.size, found.seconds())
        picture = options.record.with_name("growth.svg")
        picture.write_text(draw(runs), encoding="utf-8")
        record_picture(options.record, picture, "Seconds for one query by the number of quads")
    for fault in found.faults:
        print(f"bench: {fault}", file=sys.stderr)
    return not found.faults


def _validate(sizes: Sequence[int], say: Console, options: argparse.Namespace, seconds: float) -> bool:
    title = "Validation against the project's shapes, in seconds"
    with tempfile.TemporaryDirectory(prefix="amicorum-bench-") as name:
        try:
            done = run_apart(validate, list(sizes), options.seed, Path(name), seconds=seconds)
        except (TimeoutError, RuntimeError) as error:
            print(f"bench: {error}", file=sys.stderr)
            return False
    say.print(show(done.result, title))
    if options.record:
        record(options.record, "validation", title, done.result)
    return True


if __name__ == "__main__":
    sys.exit(main())
