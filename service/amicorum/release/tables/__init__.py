"""Flat tables for people with a spreadsheet: CSV with CSVW metadata; a `.rq` beside this says what stands in each cell.

Each query selects `?row ?column ?value`; the metadata (`csv-metadata.json`) say which columns a table has, in what order, and which
of them hold lists. So a cell's values are sorted here, and no engine's order of groups shows in a file that must be the same each time.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from amicorum.errors import ReleaseError
from amicorum.rdf.queries import load_query
from amicorum.release.dumps import compress

FOLDER = "tables"
METADATA = "csv-metadata.json"
_HERE = files(__name__)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `separator` stands between the values of a cell that holds a list, and is empty where it holds one."""

    name: str
    separator: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the metadata describe it; the first column is the row's key."""

    name: str
    title: Mapping[str, str]
    columns: Sequence[Column]

    @property
    def path(self) -> str:
        """Path of the table inside a release."""
        return f"{FOLDER}/{self.name}.csv"


def read_tables() -> list[Table]:
    """The tables that a release has, in the order of the metadata."""
    described = json.loads(_HERE.joinpath(METADATA).read_text(encoding="utf-8"))["tables"]
    return [
        Table(
            name=each["url"].removesuffix(".csv"),
            title={title["@language"]: title["@value"] for title in each["dc:title"]},
            columns=[Column(column["name"], column.get("separator", "")) for column in each["tableSchema"]["columns"]],
        )
        for each in described
    ]


def write_tables(store: Store, folder: Path) -> None:
    """Write every table, its gzip and the metadata into the release's folder."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    for table in read_tables():
        path = folder / table.path
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(column.name for column in table.columns)
            writer.writerows(select_rows(store, table))
        compress(path)
    (folder / FOLDER / METADATA).write_text(_HERE.joinpath(METADATA).read_text(encoding="utf-8"), encoding="utf-8")


def select_rows(store: Store, table: Table) -> list[list[str]]:
    """The rows of a table, sorted by key. Raises `ReleaseError` where a cell for one value has several."""
    solutions = store.query(load_query(__name__, table.name))
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(f"{table.name}.rq is not a SELECT query")
    cells: dict[str, dict[str, set[str]]] = {}
    for row, column, value in solutions:
        cells.setdefault(_text(row), {}).setdefault(_text(column), set()).add(_text(value))
    # A part of the query may find cells of a thing that is none of the table's: such a thing has no key.
    keys = sorted(key for key, found in cells.items() if table.columns[0].name in found)
    return [[_join(table, column, key, cells[key].get(column.name, set())) for column in table.columns] for key in keys]


STAND_IN = "¦"
"""Stands in a value for the separator of a list."""


def _join(table: Table, column: Column, key: str, values: set[str]) -> str:
    if not column.separator and len(values) > 1:
        raise ReleaseError(f"table {table.name}: {key} has several values for {column.name}: {', '.join(sorted(values))}")
    if column.separator:  # CSVW knows no way to write it in a value (Tabular Data Model, section 6.4.8): a broken bar stands for it
        values = {value.replace(column.separator, STAND_IN) for value in values}
    return column.separator.join(sorted(values))


def _text(term: object) -> str:
    if not isinstance(term, NamedNode | Literal):
        raise ReleaseError(f"a table can hold IRIs and values only, not {term}")
    return term.value
