"""`amicorum mcp`: the MCP server on standard input and output, for assistants on this machine."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from amicorum.engine.factory import open_engine
from amicorum.features.network.cache import NetworkCache
from amicorum.features.reconciliation.service import ReconciliationService
from amicorum.features.search.index import open_index
from amicorum.mcp.knowledge import Knowledge
from amicorum.mcp.server import make_server
from amicorum.release.cache import ReleaseCache
from amicorum.release.release import current, open_release
from amicorum.settings import Settings, load_settings

HELP = "Serve the current release to assistants, by the Model Context Protocol on standard input and output."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes; every other setting comes from the environment or `amicorum.toml`."""
    parser.add_argument("--releases", type=Path, metavar="FOLDER", help="folder of releases (setting `releases`)")


def run(options: argparse.Namespace) -> int:
    """Serve until standard input ends."""
    settings = load_settings(**({"releases": options.releases} if options.releases else {}))
    asyncio.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    release = open_release(current(settings.releases))
    engine = open_engine(settings, release)
    reconciliation = ReconciliationService(places=settings.reconcile_places, seconds=settings.query_seconds, base=settings.base)
    knowledge = Knowledge(
        settings=settings,
        serving=lambda: (release, engine),
        indexes=ReleaseCache(open_index),
        networks=NetworkCache(),
        reconciliation=reconciliation,
    )
    await engine.start()
    try:
        await make_server(knowledge).run_stdio_async()
    finally:
        await engine.close()
