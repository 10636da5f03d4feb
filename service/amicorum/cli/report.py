"""`amicorum report`: how far a release can be trusted, and what should be looked at again."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from amicorum.cli.gaps import show_gaps
from amicorum.engine.port import Term
from amicorum.errors import AmicorumError
from amicorum.features.gaps import find_gaps
from amicorum.features.trust import AGAINST_LISTS, DISAGREEMENTS, LISTS, SECTIONS, TITLES, find, write_quickstatements
from amicorum.rdf.iris import BASE
from amicorum.release.release import current, load, open_release
from amicorum.translations import LANGUAGES, read_translations

HELP = "Report contradictions, one-sided twinnings, single sources, graphs to review and gaps of the current release."

FIRST = 10
"""Rows of each section on a terminal, where nobody asks for more."""
Found = Mapping[str, Sequence[Mapping[str, Term]]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--releases", type=Path, default=Path("releases"), help="folder of releases (default: releases)")
    parser.add_argument("--release", type=Path, help="a release's own folder, instead of the current one")
    parser.add_argument("--format", choices=["table", "csv"], default="table", help="csv has every row (default: table)")
    parser.add_argument("--first", type=int, default=FIRST, metavar="N", help="rows of each table (default: %(default)s)")
    parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="DAY", help="day on which reviews are due (default: today)")
    parser.add_argument("--quickstatements", action="store_true", help="write only what Wikidata lacks, for QuickStatements")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the report (default: %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Write the report to standard output. Raises `AmicorumError` where there is no list to compare with."""
    release = open_release(options.release or current(options.releases))
    store = load(release)
    listed = bool(find(store, LISTS))
    if options.quickstatements:
        if not listed:
            raise AmicorumError("this release has no list of twin towns to compare with")
        sys.stdout.write(write_quickstatements(find(store, AGAINST_LISTS[0]), date.fromisoformat(release.manifest.date)))
        return 0
    names = (DISAGREEMENTS, *SECTIONS, *(AGAINST_LISTS if listed else ()))
    found = {name: find(store, name, options.on) for name in names}
    if options.format == "csv":
        _write_csv(found)
        return 0
    gettext = read_translations(options.lang).gettext
    _show(found, options.first, gettext)
    show_gaps(find_gaps(store), options.first, gettext)
    return 0


def _write_csv(found: Found) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["section", "row", "column", "value"])
    writer.writerows(
        [name, number, key, term.value] for name, rows in found.items() for number, row in enumerate(rows, 1) for key, term in row.items()
    )


def _show(found: Found, first: int, gettext: Callable[[str], str]) -> None:
    console = Console(highlight=False, markup=False)
    for name, rows in found.items():
        console.print(f"\n{gettext(TITLES[name])}: {len(rows)}")
        if not rows or first < 1:
            continue
        table = Table(box=None, pad_edge=False)
        columns = list(dict.fromkeys(key for row in rows[:first] for key in row))
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows[:first]:
            table.add_row(*(row[column].value.replace(BASE, "") if column in row else "" for column in columns))
        console.print(table)
        if len(rows) > first:
            console.print(gettext("and %(number)s more; --format csv lists all") % {"number": len(rows) - first})
