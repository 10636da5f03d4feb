"""`amicorum gaps`: what is not settled in a release, ranked by how much it is used."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from amicorum.features.gaps import Gap, find_gaps
from amicorum.rdf.iris import BASE
from amicorum.release.release import current, load, open_release
from amicorum.translations import LANGUAGES, gettext_noop, read_translations

HELP = "Report what is not settled in the current release, the most used first: seats, types, identifiers, places, labels."

FIRST = 20
"""Rows that a table on a terminal shows of each gap, where nobody asks for more."""
COLUMNS = (gettext_noop("uses"), gettext_noop("thing"), gettext_noop("name"), gettext_noop("detail"))


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--releases", type=Path, default=Path("releases"), help="folder of releases (default: releases)")
    parser.add_argument("--release", type=Path, help="a release's own folder, instead of the current one")
    parser.add_argument("--format", choices=["table", "csv"], default="table", help="csv has every row (default: table)")
    parser.add_argument("--first", type=int, default=FIRST, metavar="N", help="rows of each table (default: %(default)s)")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the report (default: %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Write the report to standard output."""
    gaps = find_gaps(load(open_release(options.release or current(options.releases))))
    if options.format == "csv":
        _write_csv(gaps)
    else:
        show_gaps(gaps, options.first, read_translations(options.lang).gettext)
    return 0


def _write_csv(gaps: Sequence[Gap]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["gap", "thing", "name", "uses", "detail"])
    writer.writerows([gap.key, lack.thing, lack.name, lack.uses, lack.detail] for gap in gaps for lack in gap.lacks)


def show_gaps(gaps: Sequence[Gap], first: int, gettext: Callable[[str], str]) -> None:
    """Print each gap with its first rows."""
    console = Console(highlight=False, markup=False)
    for gap in gaps:
        counts = gap.count_details()
        words = "; ".join(f"{word} {number}" for word, number in counts.most_common())
        console.print(f"\n{gettext(gap.title)}: {len(gap.lacks)}" + (f" ({words})" if words else ""))
        if not gap.lacks or first < 1:
            continue
        table = Table(box=None, pad_edge=False)
        for column in COLUMNS[: 4 if counts else 3]:
            table.add_column(gettext(column), no_wrap=column == COLUMNS[1])
        for lack in gap.lacks[:first]:
            table.add_row(str(lack.uses), lack.thing.removeprefix(BASE), lack.name, *([lack.detail] if counts else []))
        console.print(table)
        if len(gap.lacks) > first:
            console.print(gettext("and %(number)s more; --format csv lists all") % {"number": len(gap.lacks) - first})
