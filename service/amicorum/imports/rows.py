"""Rows of a table, whatever file they come from: their columns' names, their cells as text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from amicorum.errors import SourceError

TOP = 20
"""Rows among which the one is looked for that names the columns."""
CELL = 65_536
"""Most characters in a cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One row of a table: the line (of a spreadsheet the row) it begins on, and its cells that are not empty, by column."""

    number: int
    cells: Mapping[str, str]
    fault: str = ""
    """What is wrong with the row by itself; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says of a table that would else be recognised."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that was opened: its columns, what was recognised, and its rows, to be read once."""

    columns: tuple[str, ...]
    words: str
    """How it is read, in words: `CSV, utf-8, delimiter ";"`."""
    lines: Iterator[Line]
    example: str = ""
    """A word as it reads in an encoding that was only guessed."""


def fold_column(name: str) -> str:
    """A column's name as mapping queries have it: letters, digits and underscores (`Tag (GND)` → `Tag_GND`)."""
    words = unicodedata.normalize("NFC", name).strip()
    return "_".join("".join(sign if sign.isalnum() else " " for sign in words).split())


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows names the columns: the first that is not empty and no title above the table.

    A title has one cell that is filled beside empty ones, or stands before an empty row: a lone cell may be the name of the only column.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    first = next((at for at, number in enumerate(filled) if number), 0)
    if filled[first : first + 1] == [1] and max(filled) > 1 and (len(rows[first]) > 1 or filled[first + 1 : first + 2] == [0]):
        return next(at for at, number in enumerate(filled) if number > 1)
    return first


def name_columns(header: Sequence[str], file: str) -> tuple[str, ...]:
    names = tuple(fold_column(name) or f"column_{place}" for place, name in enumerate(header, start=1))
    for place, name in enumerate(names):
        if name in names[:place]:
            raise SourceError(f"the column {name!r} stands twice: rename one of the two", file=file, line=1, column=place + 1)
    return names


def make_line(number: int, columns: tuple[str, ...], cells: Sequence[str]) -> Line:
    if len(cells) != len(columns):
        counts = f"the row has {len(cells)} cells and the header {len(columns)}"
        return Line(number, {}, f"{counts}: is a quotation mark or a delimiter missing?")
    kept = {name: unicodedata.normalize("NFC", cell.strip()) for name, cell in zip(columns, cells, strict=True) if cell.strip()}
    long = next((name for name, cell in kept.items() if len(cell) > CELL), "")
    return Line(number, kept, f"the cell {long!r} holds more than {CELL} characters" if long else "")


def write_value(value: object) -> str:
    """A cell's value as text: a day as 2018-05-21, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value).strip()
