"""`amicorum build`: from what people wrote to a release that can be served."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from amicorum.cli.imports_folder import add_imports, find_imports
from amicorum.cli.progress import report_progress
from amicorum.errors import ValidationFailed
from amicorum.ingest.project import Project
from amicorum.rdf import iris
from amicorum.release.build_input import collect_input
from amicorum.release.pipeline import build

HELP = "Build a release from ontology/, data/ and shapes/, and make it the current one."

REMARKS = 10
"""Remarks that are told one by one."""
_WORDS = {
    "lint": "looking at every term",
    "load": "loading",
    "derive": "deriving statements",
    "describe": "describing the graphs",
    "write": "writing dumps",
    "validate": "validating",
    "ask": "asking the questions",
    "tables": "writing tables",
    "catalogue": "writing the catalogue",
    "changes": "comparing with the previous release",
    "seal": "computing checksums",
    "verify": "verifying",
    "put": "publishing the folder",
    "switch": "making it the current one",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--project", type=Path, default=Path(), help="folder with ontology/, data/ and shapes/ (default: this one)")
    add_imports(parser)
    parser.add_argument("--out", type=Path, default=Path("releases"), help="folder of releases (default: releases)")
    parser.add_argument("--base", default=iris.BASE, help=f"public address of the service, for the catalogue (default: {iris.BASE})")
    parser.add_argument("--allow-shrink", action="store_true", help="make the release even if it is much smaller than the current one")


def run(options: argparse.Namespace) -> int:
    """Build, and say what came of it."""
    say = Console(stderr=True)
    base = options.base if options.base.endswith("/") else options.base + "/"
    project = Project(options.project)
    try:
        with report_progress(_WORDS, say) as progress:
            build_input = collect_input(project, progress.part, imports=find_imports(options))
            built = build(
                build_input, options.out, step=progress.step, base=base, allow_shrink=options.allow_shrink, progress=progress.part
            )
    except ValidationFailed as failed:
        say.print(str(failed), markup=False, highlight=False, soft_wrap=True)
        say.print("No release was made.", style="bold")
        return 1
    for remark in build_input.joined.remarks[:REMARKS]:
        say.print(remark, markup=False, highlight=False, soft_wrap=True)
    if len(build_input.joined.remarks) > REMARKS:
        say.print(f"and {len(build_input.joined.remarks) - REMARKS} more such remarks")
    if built.summary:
        say.print(built.summary, markup=False, highlight=False, soft_wrap=True)
    manifest = built.release.manifest
    what = "is made" if built.new else "is what these files make, and was there already, whole"
    say.print(f"Release {manifest.id} of {manifest.date} {what}: {manifest.triples} statements.", highlight=False, soft_wrap=True)
    print(built.release.folder)
    return 0
