"""`amicorum template`: the spreadsheet for letters of intent, to be filled in by culture houses; and the check of what comes back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from amicorum.errors import AmicorumError
from amicorum.imports.letters.check import Checked, Message, check_letters, write_checked
from amicorum.imports.letters.choices import read_choices
from amicorum.imports.letters.partners import read_partners
from amicorum.imports.letters.template import write_template
from amicorum.imports.rows import Options
from amicorum.ingest.project import Project
from amicorum.translations import LANGUAGES, read_translations

HELP = "Write the spreadsheet for letters of intent, or check one that was filled in."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--out", type=Path, help="the file to write (default: letters-of-intent.xlsx; with --check nothing is written)")
    parser.add_argument(
        "--lang", choices=LANGUAGES, help="language of the template or the messages (default: en; with --check the sheet's)"
    )
    parser.add_argument("--format", choices=["xlsx", "csv"], help="kind of file (default: by the name, else xlsx)")
    parser.add_argument("--check", type=Path, metavar="FILE", help="check a filled-in spreadsheet; --out TABLE.csv writes it for `import`")
    parser.add_argument("--encoding", default="", help="the encoding of a CSV file to check, where it is not recognised")
    parser.add_argument("--delimiter", default="", help="what stands between its cells, where it is not recognised")
    parser.add_argument("--sheet", default="", help="the sheet of a spreadsheet (default: the first)")
    parser.add_argument("--project", type=Path, default=Path(), metavar="FOLDER", help="the project's folder (default: this one)")
    parser.add_argument("--force", action="store_true", help="write over a file that exists")


def run(options: argparse.Namespace) -> int:
    """0: written, or nothing to correct; 1: something is to be corrected, and nothing was written."""
    project = Project(options.project)
    if options.check:
        return _check(options, project)
    target = options.out or Path(f"letters-of-intent.{options.format or 'xlsx'}")
    suffix = target.suffix.lower()
    if suffix not in {".xlsx", ".csv"} or (options.format and suffix != f".{options.format}"):
        raise AmicorumError(f"{target}: the name must end in .{options.format or 'xlsx or .csv'}")
    _guard(target, options.force)
    _write(target, lambda: write_template(target, options.lang or "en", read_choices(project)))
    print(f"{target} is written. Once it is filled in: amicorum template --check {target}")
    return 0


def _check(options: argparse.Namespace, project: Project) -> int:
    if options.out and options.out.suffix.lower() != ".csv":
        raise AmicorumError(f"{options.out}: the checked table is CSV, its name must end in .csv")
    if options.out:
        _guard(options.out, options.force)
    read = Options(options.encoding, options.delimiter, options.sheet)
    checked = check_letters(options.check, read, read_choices(project), read_partners(project), options.lang or "")
    translations = read_translations(checked.language)
    for message in (*checked.mistakes, *checked.notes):
        print(_word(message, checked), file=sys.stderr)
    number = len(checked.mistakes)
    if number:
        words = translations.ngettext("%(num)s thing is to be corrected.", "%(num)s things are to be corrected.", number)
        print(words % {"num": number}, file=sys.stderr)
        return 1
    rows = len(checked.rows)
    if not rows:
        print(translations.gettext("There is nothing new in it, so nothing is written."))
        return 0
    words = translations.ngettext("%(num)s document is in order.", "%(num)s documents are in order.", rows)
    print(words % {"num": rows})
    if options.out:
        _write(options.out, lambda: write_checked(options.out, checked))
        print(f"amicorum import {options.out} --with letters --source SOURCE.ttl")
    return 0


def _word(message: Message, checked: Checked) -> str:
    gettext = read_translations(checked.language).gettext
    if not message.row:
        return message.words
    if not message.column:
        return gettext("Row %(row)s: %(words)s") % {"row": message.row, "words": message.words}
    place = gettext("Row %(row)s, column “%(column)s”: %(words)s")
    return place % {"row": message.row, "column": message.column, "words": message.words}


def _guard(target: Path, force: bool) -> None:
    if target.exists() and not force:
        raise AmicorumError(f"{target} exists already, and somebody may have filled it in: give another --out, or --force")


def _write(target: Path, write: Callable[[], None]) -> None:
    try:
        write()
    except OSError as error:
        raise AmicorumError(f"{target} cannot be written: {error.strerror or error}") from None
