"""Read a register: a CSV file as a person keeps it in a spreadsheet, checked cell by cell, all that is wrong told at once."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from amicorum.errors import SourceError, SourceErrors
from amicorum.ingest.csvw import EDTF, Column, Description, read_description
from amicorum.ingest.decoding import decode
from amicorum.ingest.edtf import advise_serial_day, read_time

_DELIMITERS = ",;\t"
"""Comma first; a spreadsheet set to Polish, German or French writes semicolons."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on (the header is line 1), and the values in each of its cells that is not empty."""

    line: int
    values: Mapping[str, tuple[str, ...]]

    def first(self, column: str) -> str:
        """The cell's value, or the first where it is a list; empty where there is none."""
        return next(iter(self.values.get(column, ())), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A register as it could be read. `errors` tells what is wrong with its rows by themselves; what they refer to is checked in
    `references`. `warnings` names columns that are none of the register's: they are left aside.
    """

    file: str
    description: Description
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[SourceError, ...] = ()
    warnings: tuple[SourceError, ...] = ()

    @property
    def name(self) -> str:
        """The register's name, `cities` of `cities.csv`."""
        return self.description.name

    @property
    def key(self) -> str:
        """The column that holds each row's key."""
        return self.description.key

    def place(self, column: str) -> int:
        """The number of a column in the file, from 1."""
        return self.header.index(column) + 1


def read_table(path: Path, *, described_by: Path | None = None, file: str = "") -> Table:
    """Read the register at `path`. Raises a `SourceError` where it is no table or its header is wrong; the table has the other errors.

    `described_by` is the register whose description holds where it is not its own; `file` is its name in messages.
    """
    file = file or str(path)
    described = read_description(described_by or path)
    text = decode(path.read_bytes(), file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=True)
    try:
        header = tuple(_name_columns(next(reader, []), described))
        warnings = _check_header(header, described, file)
        rows = list(_read_rows(reader))
    except csv.Error as error:
        raise SourceError(
            f"not a CSV file ({error}): a quotation mark in a cell is written twice", file=file, line=reader.line_num
        ) from None
    found: list[SourceError] = []
    table = Table(
        file, described, header, tuple(_read_row(cells, line, header, described, file, found) for line, cells in rows if any(cells))
    )
    return replace(table, errors=(*found, *_find_repeats(table)), warnings=tuple(warnings))


def _find_delimiter(text: str) -> str:
    """The delimiter that the header has most of."""
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def _read_rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on: a cell may run over several lines."""
    line: int = reader.line_num  # type: ignore[attr-defined]  # typeshed hides the class of csv.reader's result
    for cells in reader:
        yield line + 1, [unicodedata.normalize("NFC", cell.strip()) for cell in cells]
        line = reader.line_num  # type: ignore[attr-defined]  # as above


def _name_columns(cells: list[str], described: Description) -> Iterator[str]:
    """The names in the header, each as the description writes it: case, and spaces or hyphens for underscores, do not matter."""
    known = {_fold(name): name for name in described.columns}
    for cell in cells:
        yield known.get(_fold(cell), cell.strip())


def _fold(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def _check_header(header: tuple[str, ...], described: Description, file: str) -> list[SourceError]:
    """The columns that are none of the register's, to be left aside. Columns may stand in any order, those not required may be left out.

    Raises `SourceErrors` where a column stands twice, one that is required is missing, or a foreign name looks like that of a column that
    is not there: it is more likely misspelt than foreign.
    """
    found: list[SourceError] = []
    foreign: list[SourceError] = []
    for place, name in enumerate(header, start=1):
        if name not in described.columns:
            near = suggest(name, {each: None for each in described.columns if each not in header})
            words = f"no column of this register is called {name!r}{near}"
            left = "" if near else ": it is left aside"
            (found if near else foreign).append(SourceError(words + left, file=file, line=1, column=place))
        elif name in header[: place - 1]:
            found.append(SourceError(f"the column {name!r} stands twice", file=file, line=1, column=place))
    missing = [column.name for column in described.columns.values() if column.required and column.name not in header]
    if missing:
        found.append(SourceError(f"the first line must name the columns; missing: {', '.join(missing)}", file=file, line=1))
    if found:
        raise SourceErrors(sorted([*found, *foreign], key=lambda error: error.column or len(header) + 1))
    return foreign


def _read_row(cells: list[str], line: int, header: tuple[str, ...], described: Description, file: str, found: list[SourceError]) -> Row:
    """The row's values; what is wrong with it is added to `found`."""

    def add(message: str, place: int = 0) -> None:
        found.append(SourceError(message, file=file, line=line, column=place))

    if len(cells) != len(header):
        few = "empty cells need their delimiters too, and a cell of several lines quotation marks"
        many = "put a cell that holds the delimiter into quotation marks"
        add(f"the row has {len(cells)} cells and the header {len(header)}: {few if len(cells) < len(header) else many}")
        return Row(line, {})
    values = {}
    own = [
        (place, described.columns[name], cell)
        for place, (name, cell) in enumerate(zip(header, cells, strict=True), start=1)
        if name in described.columns
    ]
    for place, column, cell in own:
        name = column.name
        split = column.split(cell)
        if split:
            values[name] = split
        elif column.required:
            add(f"{name}: the cell is empty, and this register needs it", place)
        for value in split:
            if wrong := _judge(value, column):
                add(f"{name}: {wrong}", place)
    for name in described.columns:
        text = name.removesuffix("_lang")
        if text != name and text in values and name not in values:
            add(f"{name}: the cell is empty, and {text} needs its language: write a code such as pl or lt", header.index(text) + 1)
    return Row(line, values)


def _judge(value: str, column: Column) -> str:
    """What is wrong with a value by itself; empty where nothing is."""
    if column.datatype == EDTF:
        try:
            read_time(value)
        except ValueError as error:
            return str(error)
    elif column.form and not column.form.fullmatch(value):
        if column.datatype == "date" and (advice := advise_serial_day(value)):
            return advice
        return f"{value!r} is not {column.advice}"
    return ""


def _find_repeats(table: Table) -> Iterator[SourceError]:
    """Rows whose key an earlier row has taken."""
    key, taken = table.description.key, dict[str, int]()
    for row in table.rows:
        value = row.first(key)
        if value and value in taken:
            message = f"{key}: {value!r} is the key of line {taken[value]} already: each row needs one of its own"
            yield SourceError(message, file=table.file, line=row.line, column=table.place(key))
        taken.setdefault(value, row.line)


def suggest(value: str, known: Mapping[str, object]) -> str:
    """Words to add to a message: the known value that looks most like this one."""
    near = get_close_matches(value, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
