"""Rows of any usual table, one after the other: by the kind of its file."""

from __future__ import annotations

from pathlib import Path

from amicorum.errors import SourceError
from amicorum.imports.rows import Options, Rows
from amicorum.imports.spreadsheets import open_spreadsheet
from amicorum.imports.text_tables import open_json_lines, open_text


def open_rows(path: Path, options: Options | None = None) -> Rows:
    """Open the table at `path`: `.xlsx`, `.jsonl`, `.ndjson`, anything else is text with a delimiter.

    Raises a `SourceError` where it cannot be read as a table, here or on the row where that shows.
    """
    options = options or Options()
    _check_file(path)
    suffix = path.suffix.lower()
    if suffix in {".xlsx", ".xlsm"}:
        return open_spreadsheet(path, options)
    if suffix in {".xls", ".ods"}:
        raise SourceError("this kind of spreadsheet is not read: save it as .xlsx or as “CSV UTF-8”", file=str(path))
    if suffix in {".jsonl", ".ndjson"}:
        return open_json_lines(path, options)
    return open_text(path, options)


def _check_file(path: Path) -> None:
    """Raise a `SourceError` for what is no file that can be read twice."""
    if path.is_dir():
        raise SourceError("this is a folder: name a file in it", file=str(path))
    if not path.is_file():
        words = "a pipe or a device, not a file: save what comes from it in a file first" if path.exists() else "there is no such file"
        raise SourceError(words, file=str(path))
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=str(path)) from None
