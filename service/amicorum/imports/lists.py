"""A list of institutions or cities in a file, read for linking: the table as any import's, its rows as records to match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from amicorum.errors import SourceError
from amicorum.imports.readers import open_rows
from amicorum.imports.rows import Options, Rows, fold_column
from amicorum.linking.lists import Entry, read_rows

_MOST_BYTES = 512 * 1024 * 1024


def read_list(path: Path, kind: str, columns: Mapping[str, str] | None = None, options: Options | None = None) -> list[Entry]:
    """The rows of a list. `columns` says which column is which where its name does not: `{"name": "Nazwa placówki"}`.

    Raises a `SourceError` for a file that cannot be read, has a row that is broken, no column with names, or no row with a name.
    """
    if path.is_file() and path.stat().st_size > _MOST_BYTES:
        raise SourceError(f"larger than {_MOST_BYTES // 2**20} MiB: take a part of it", file=str(path))
    try:
        rows = open_rows(path, options)
        folded = {role: fold_column(name) for role, name in (columns or {}).items()}
        found = list(read_rows(_read_lines(rows, path), kind, folded, str(path), rows.columns))
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=str(path)) from error
    if not found:
        raise SourceError("has no row with a name", file=str(path))
    return found


def _read_lines(rows: Rows, path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    for line in rows.lines:
        if line.fault:
            raise SourceError(line.fault, file=str(path), line=line.number)
        yield line.number, line.cells
