"""`amicorum import`: any table, by a mapping, as a collection of its own beside the curated data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from amicorum.cli.imports_folder import add_imports, find_imports
from amicorum.cli.progress import report_progress
from amicorum.errors import AmicorumError
from amicorum.imports.collection import REJECTED
from amicorum.imports.importer import (
    Imported,
    count_lines,
    find_mapping,
    import_table,
    list_imports,
    list_mappings,
    lock_imports,
    name_import,
    preview,
    remove,
    remove_unfinished,
)
from amicorum.imports.mapper import BATCH
from amicorum.imports.propose import propose_mapping
from amicorum.imports.rows import Options
from amicorum.imports.watch import PATIENCE, run_watched

HELP = "Import a table (CSV, TSV, XLSX, JSON lines) by a mapping, as a collection of its own; the next build takes it in."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("file", type=Path, nargs="?", help="the table")
    parser.add_argument("--with", dest="mapping", metavar="MAPPING", help=f"a mapping query (.rq), or one of: {', '.join(list_mappings())}")
    parser.add_argument("--source", type=Path, metavar="SOURCE.ttl", help="where the table is from: title, licence, date (Turtle)")
    parser.add_argument("--name", default="", help="name of the import (default: that of the file)")
    add_imports(parser)
    parser.add_argument("--encoding", default="", help="the table's encoding, where it is not recognised")
    parser.add_argument("--delimiter", default="", help="what stands between cells, where it is not recognised")
    parser.add_argument("--sheet", default="", help="the sheet of a spreadsheet (default: the first)")
    parser.add_argument(
        "--patience",
        type=_read_seconds,
        default=PATIENCE,
        metavar="SECONDS",
        help=f"end a mapping that needs longer for {BATCH} rows (default: %(default)g)",
    )
    parser.add_argument("--dry-run", action="store_true", help="show the first rows as Turtle and write nothing")
    parser.add_argument("--propose", action="store_true", help="write a first mapping for the table to standard output")
    parser.add_argument("--remove", metavar="NAME", help="take an import out again")
    parser.add_argument("--list", action="store_true", help="list the imports and the mappings that come along")


def run(options: argparse.Namespace) -> int:
    """Do what is asked, and say what came of it."""
    options.imports = find_imports(options)
    say = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    if options.list:
        return _list(options, say)
    if options.remove:
        remove(options.remove, options.imports)
        say.print(f"{options.remove} is taken out; the next `amicorum build` makes a release without it.")
        return 0
    if not options.file:
        raise AmicorumError("which table? amicorum import FILE --with MAPPING.rq --source SOURCE.ttl (docs/importing.md)")
    read = Options(options.encoding, options.delimiter, options.sheet)
    if options.propose:
        sys.stdout.write(propose_mapping(options.file, read))
        return 0
    if not options.mapping:
        raise AmicorumError(
            "by which mapping? Write a first one with `amicorum import --propose FILE > mapping.rq`, or see `amicorum import --list`"
        )
    if options.dry_run:
        return _show(options, read, say)
    if not options.source:
        raise AmicorumError("where is it from? --source SOURCE.ttl tells title, licence, date and address (docs/importing.md)")
    mapping, name = find_mapping(options.mapping), name_import(options.file, options.name)
    total = count_lines(options.file)
    with lock_imports(options.imports):
        try:
            with report_progress(console=say) as progress:
                done = run_watched(
                    lambda report: import_table(options.file, mapping, options.source, options.imports, read, report, name, total),
                    lambda rows: progress.part("rows", rows, max(total, rows)),
                    options.patience,
                )
        finally:
            remove_unfinished(name, options.imports)
    _tell(say, options, done)
    return 0


def _tell(say: Console, options: argparse.Namespace, done: Imported) -> None:
    for line, reason in done.first:
        say.print(f"{options.file}:{line}: left out: {reason}")
    say.print(
        f"{options.file} read as {done.words}: {done.rows - done.rejected} of {done.rows} rows, {done.statements} statements, "
        f"in {options.imports / done.name}."
    )
    for remark in done.remarks:
        say.print(f"{remark}.")
    if done.rejected:
        say.print(f"Left out: {done.rejected}; the reasons are in {options.imports / done.name / REJECTED}.")
    say.print("Run `amicorum build` to check it and publish it." if done.changed else "Nothing has changed since the last import.")


def _read_seconds(text: str) -> float:
    """A number of seconds that is more than none. Raises what argparse words."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return seconds


def _show(options: argparse.Namespace, read: Options, say: Console) -> int:
    mapping = find_mapping(options.mapping)
    words, shown = run_watched(lambda _: preview(options.file, mapping, read), lambda _: None, options.patience)
    for sentence in words:
        say.print(sentence)
    for row, text in shown:
        print(f"# line {row.line}{': left out: ' + row.fault if row.fault else ''}\n{text}")
    return 0


def _list(options: argparse.Namespace, say: Console) -> int:
    names = list_imports(options.imports)
    say.print(f"Imports in {options.imports}: {', '.join(names) or 'none'}")
    say.print("Mappings that come along:")
    for name, words in list_mappings().items():
        say.print(f"  {name}: {words}")
    return 0
