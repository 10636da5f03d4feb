"""Tables in spreadsheets (.xlsx), of which a formula counts as the value that was saved."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # it has no types

from amicorum.errors import SourceError
from amicorum.imports.rows import TOP, Line, Options, Rows, find_header, make_line, name_columns, write_value

INFLATED = 2 * 1024**3
"""Most bytes that a spreadsheet may hold once it is unpacked."""
RATIO = 200
"""Most times that a part of a spreadsheet may grow when it is unpacked: more is a bomb, not a table."""


def open_spreadsheet(path: Path, options: Options) -> Rows:
    file = str(path)
    _refuse_bomb(path)
    try:
        with warnings.catch_warnings():  # openpyxl warns of styles and extensions, which hold no cells
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise SourceError(f"not a spreadsheet that can be read ({type(error).__name__}): save it anew as .xlsx", file=file) from error
    names = book.sheetnames
    if options.sheet and options.sheet not in names:
        raise SourceError(f"there is no sheet called {options.sheet!r}; sheets: {', '.join(names)}", file=file)
    sheet = book[options.sheet or names[0]]
    sheet.reset_dimensions()
    rows = _iterate(sheet.iter_rows(values_only=True), file)
    top = [[write_value(value) for value in row] for row in islice(rows, TOP)]
    start = find_header(top)
    header = top[start] if top else []
    while header and not header[-1]:
        header.pop()
    if not header:
        raise SourceError("the sheet is empty: the first row must name the columns", file=file)
    columns = name_columns(header, file)

    def lines() -> Iterator[Line]:
        for number, row in enumerate(chain(top[start + 1 :], rows), start=start + 2):
            cells = [write_value(value) for value in row[: len(columns)]]
            if any(cells):
                yield make_line(number, columns, [*cells, *[""] * (len(columns) - len(cells))])
        book.close()

    words = f"spreadsheet, sheet {sheet.title}" + (f", columns named in row {start + 1}" if start else "")
    return Rows(columns, words, lines())


def _iterate(rows: Iterator[Sequence[Any]], file: str) -> Iterator[Sequence[Any]]:
    try:
        yield from rows
    except Exception as error:
        raise SourceError(f"the spreadsheet breaks off ({type(error).__name__}): save it anew as .xlsx", file=file) from error


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError):
        raise SourceError("not a spreadsheet: the file is damaged, or of another kind than its name says", file=str(path)) from None
    if sum(part.file_size for part in parts) > INFLATED or any(
        part.file_size > 10 * 1024**2 and part.file_size > RATIO * max(part.compress_size, 1) for part in parts
    ):
        raise SourceError("the spreadsheet would fill the memory once it is unpacked: save only the table, as CSV", file=str(path))
