"""Write the tables of a view: one set of rows as the page shows it, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from amicorum.web.html.presenter import Presenter

Cell = str | int | tuple[str, ...]
"""A text, a number, or the addresses of things or graphs. Among things a value without an address stands as text."""


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    NUMBER = "number"
    THINGS = "things"
    GRAPHS = "graphs"
    """Graphs: who says so."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files, its heading on the page."""

    key: str
    heading: str
    holds: Holds = Holds.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. `caption` says what it is, to those who cannot see where it stands."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[tuple[Cell, ...]]

    @property
    def records(self) -> list[dict[str, Cell]]:
        """The rows with their cells by the names of the columns."""
        return [dict(zip((column.key for column in self.columns), row, strict=True)) for row in self.rows]


def things(addresses: Iterable[str]) -> tuple[str, ...]:
    """The addresses of a cell, each once."""
    return tuple(dict.fromkeys(addresses))


def write_csv(presenter: Presenter, table: Table) -> str:
    """A table as CSV (RFC 4180): things by name in one column and by address in the next; values of one cell joined by `|`."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        [
            name
            for column in table.columns
            for name in ((column.key, f"{column.key}_iri") if column.holds is Holds.THINGS else (column.key,))
        ]
    )
    for row in table.rows:
        line: list[str | int] = []
        for column, cell in zip(table.columns, row, strict=True):
            if isinstance(cell, tuple):
                if column.holds is Holds.THINGS:
                    line.append("|".join(presenter.name(each).text for each in cell))
                line.append("|".join(cell))
            else:
                line += [cell, ""] if column.holds is Holds.THINGS else [cell]
        writer.writerow(line)
    return text.getvalue()


def list_records(presenter: Presenter, table: Table) -> list[dict[str, object]]:
    """The rows for JSON: a thing is its address and its name."""

    def write(column: Column, cell: Cell) -> object:
        if not isinstance(cell, tuple):
            return cell
        return list(cell) if column.holds is Holds.GRAPHS else [{"id": each, "label": presenter.name(each).text} for each in cell]

    return [{column.key: write(column, record[column.key]) for column in table.columns} for record in table.records]
