"""`python -m bench.remote --quads 10000000`: our service over a Virtuoso with more data than one build makes, and Virtuoso asked directly.

The data go into files of a million quads, and again without their graphs into a graph of the union; Virtuoso's bulk loader reads them.
Both endpoints answer the workload of `make bench`. The pages of the service are those of a small release beside the data.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path

import httpx2
import uvicorn
from pyoxigraph import NamedNode, RdfFormat, serialize
from rich.console import Console

from amicorum.engine.remote import RemoteEngine
from amicorum.rdf.iris import NS, graph
from amicorum.release.release import current, open_release
from amicorum.settings import Settings
from amicorum.web.app import create_app
from bench.data import generated
from bench.generator import RDF_TYPE, generate
from bench.measure import WORKLOAD, measure
from bench.record import Rows, record, show
from bench.virtuoso import Virtuoso, free_port, is_installed

SECONDS = 60.0
"""Longest time for a first answer, and again for all others of a work."""
PART = 1_000_000
THINGS = 1000
"""How many institutions the questions are about."""
UNION = graph("union")


def write_parts(folder: Path, size: int, seed: int) -> tuple[int, list[str]]:
    """Write the data for the loader; how many quads there are, and some institutions."""
    kind = NamedNode(NS + "CulturalInstitution")
    things: list[str] = []
    quads = generate(size, seed)
    total = 0
    for number in count():
        if not (part := list(islice(quads, PART))):
            break
        total += len(part)
        (folder / f"{number:04}.nq").write_bytes(serialize(part, format=RdfFormat.N_QUADS) or b"")
        (folder / f"{number:04}.nt").write_bytes(serialize((quad.triple for quad in part), format=RdfFormat.N_TRIPLES) or b"")
        if len(things) < THINGS:
            found = (q.subject for q in part if q.predicate == RDF_TYPE and q.object == kind)
            things += [each.value for each in found if isinstance(each, NamedNode)]
    return total, things[:THINGS]


def _serve(endpoint: str, releases: Path, port: int) -> None:
    settings = Settings(
        releases=releases,
        engine=endpoint,
        engine_union=UNION,
        base=f"http://127.0.0.1:{port}/",
        client_budget=1e6,
        client_refill=1e3,
        client_workers=4,
        query_seconds=600,
        queue_seconds=600,
    )
    release = open_release(current(releases))
    # The engine is not told the release's graphs: those of the data are others.
    app = create_app(settings, RemoteEngine(settings, endpoint), release)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


@contextmanager
def serving(endpoint: str, releases: Path, seconds: float = 900) -> Iterator[str]:
    """Our service in a process of its own, once it has counted what the endpoint holds; the address of its own endpoint."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(endpoint, releases, port), daemon=True)
    process.start()
    deadline = time.monotonic() + seconds
    try:
        while True:
            try:
                if httpx2.get(f"http://127.0.0.1:{port}/health/ready", timeout=30).status_code == 200:
                    break
            except httpx2.TransportError:
                pass
            if process.exitcode is not None or time.monotonic() > deadline:
                raise RuntimeError("the service did not start")
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/sparql"
    finally:
        process.kill()
        process.join()


def run(folder: Path, size: int, seed: int, say: Console) -> tuple[int, Rows]:
    """Load, serve, measure; how many quads there are, and a row for each work."""
    releases = generated(1000, seed, folder).releases
    with Virtuoso(folder / "virtuoso", seconds=300) as server:
        parts = server.folder / "parts"
        parts.mkdir()
        total, things = write_parts(parts, size, seed)
        began = time.monotonic()
        server.load_parts(parts, "*.nq", "urn:none")
        server.load_parts(parts, "*.nt", UNION)
        say.print(f"{total:,} quads and their union loaded in {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        with serving(server.query_url, releases) as ours:
            say.print(f"the service was ready after {time.monotonic() - began:.0f} s")
            directly = f"{server.query_url}?default-graph-uri={UNION}"
            rows = [["work", "over Virtuoso, ms", "Virtuoso itself, ms", "rows"]]
            for work in WORKLOAD:
                cells, counted = [], ""
                for url in (ours, directly):
                    try:
                        found = measure(url, work, things, SECONDS)
                        cells.append(f"{found.seconds * 1000:,.2f}{'' if found.whole else '*'}")
                        counted = f"{found.rows:,}"
                    except (TimeoutError, RuntimeError) as error:
                        say.print(f"{work.name} at {url}: {str(error)[:200] or 'no answer in time'}", markup=False)
                        cells.append("–")
                rows.append([work.name, *cells, counted])
                say.print(*rows[-1], highlight=False)
    return total, rows


def main() -> int:
    """Run it once."""
    parser = argparse.ArgumentParser(prog="python -m bench.remote", description=__doc__.splitlines()[0])
    parser.add_argument("--quads", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work: about 1.5 kB for each quad (default: the folder for temporary files)")
    parser.add_argument("--record", type=Path, metavar="FILE", help="Markdown file whose table is replaced by that of this run")
    options = parser.parse_args()
    if not is_installed():
        print("Virtuoso is not installed: apt-get install virtuoso-opensource", file=sys.stderr)
        return 2
    say = Console()
    with tempfile.TemporaryDirectory(prefix="amicorum-bench-", dir=options.folder) as name:
        total, rows = run(Path(name), options.quads, options.seed, say)
    title = (
        f"{total:,} generated quads in Virtuoso: milliseconds for one query, –: no answer within {SECONDS:g} s, *: not all asked in time"
    )
    say.print(show(rows, title))
    if options.record:
        record(options.record, f"remote-{options.quads}", title, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
