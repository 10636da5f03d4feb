"""`amicorum publish`: load the current release into a SPARQL server elsewhere."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from amicorum.engine.publishing import Target, publish
from amicorum.release.release import current, open_release

HELP = "Load the current release into a SPARQL server elsewhere."
PASSWORD = "AMICORUM_PUBLISH_PASSWORD"  # noqa: S105  the name of a variable


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--to", required=True, metavar="ADDRESS", help="the server's graph store (SPARQL 1.1 Graph Store HTTP Protocol)")
    parser.add_argument("--query", required=True, metavar="ADDRESS", help="its query endpoint, where the result is counted")
    parser.add_argument("--union", default="", metavar="IRI", help="graph for the set union, where its default graph is not one (Virtuoso)")
    parser.add_argument("--user", default="", help=f"who to be there; the password is taken from {PASSWORD}")
    parser.add_argument("--releases", type=Path, default=Path("releases"), help="folder of releases (default: releases)")


def run(options: argparse.Namespace) -> int:
    """Load, count, and say what to set."""
    say = Console(stderr=True)
    release = open_release(current(options.releases))
    target = Target(store=options.to, query=options.query, union=options.union, user=options.user, password=os.environ.get(PASSWORD, ""))
    with Progress(console=say, transient=True, disable=not say.is_terminal) as bars:
        bar = bars.add_task("publishing")
        publish(release, target, lambda name, done, total: bars.update(bar, description=name, completed=done, total=total))
    union = f" AMICORUM_ENGINE_UNION={target.union}" if target.union else ""
    say.print(f"Release {release.id} is loaded. Serve it with AMICORUM_ENGINE={target.query}{union}", highlight=False)
    return 0
