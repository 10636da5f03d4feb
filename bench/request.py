"""`python -m bench.request RELEASES`: the processor time that the web process spends on one fresh small query, without a socket before it.

With `--workers` the query goes to a worker, and what that does is not in the time. With `--profile`, the functions that take most of it.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import pstats
import time
from pathlib import Path
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Scope

from amicorum.engine.factory import open_engine
from amicorum.engine.port import Query
from amicorum.rdf.formats import CSV_RESULTS
from amicorum.release.release import current, open_release
from amicorum.settings import load_settings
from amicorum.web.app import create_app
from bench.measure import ACCEPT, QUERIES

_BUDGET = 1e6
_WARM = 200
_PAUSE = 0.1
_SECONDS = 30.0
"""Longest time for one request; where it takes longer, what every task waits for is printed."""


async def _ask(app: ASGIApp, text: str) -> None:
    query = b"query=" + quote(text).encode()
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/sparql",
        "raw_path": b"/sparql",
        "query_string": query,
        "root_path": "",
        "headers": [(b"accept", ACCEPT.encode()), (b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    waiting: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]
    statuses = []

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()  # the client stays
        return waiting.pop()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    try:
        async with asyncio.timeout(_SECONDS):
            await app(scope, receive, send)
    except TimeoutError:
        for task in asyncio.all_tasks():
            task.print_stack()
        raise
    if statuses != [200]:
        raise RuntimeError(f"answered with {statuses}")


async def measure_requests(releases: Path, times: int, *, in_process: bool = True, profile: bool = False) -> float:
    """Milliseconds of processor time for one request."""
    settings = load_settings(releases=releases, client_budget=_BUDGET, client_refill=_BUDGET, in_process=in_process)
    release = open_release(current(releases))
    app = create_app(settings, open_engine(settings, release), release)
    text = (QUERIES / "lookup.rq").read_text(encoding="utf-8").replace("{thing}", "https://w3id.org/amicorum/id/institution/i1")
    async with app.router.lifespan_context(app):
        while in_process and not app.state.amicorum.engine.ask_now(Query(text, CSV_RESULTS, None)):
            await asyncio.sleep(_PAUSE)
        for n in range(_WARM):
            await _ask(app, f"{text}# {n}")
        profiler = cProfile.Profile()
        if profile:
            profiler.enable()
        began = time.process_time()
        for n in range(_WARM, _WARM + times):
            await _ask(app, f"{text}# {n}")
        spent = time.process_time() - began
        if profile:
            profiler.disable()
            pstats.Stats(profiler).sort_stats("tottime").print_stats(40)
    return spent / times * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.request", description=__doc__.splitlines()[0])
    parser.add_argument("releases", type=Path)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--workers", action="store_true")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    spent = asyncio.run(measure_requests(options.releases, options.times, in_process=not options.workers, profile=options.profile))
    print(f"{spent:.2f} ms of processor time a request")


if __name__ == "__main__":
    main()
