"""Cells of a spreadsheet with a formula whose value was not saved: they look empty to everything that reads values."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # it has no types

from amicorum.imports.rows import Options, fold_column


def list_unsaved(path: Path, options: Options) -> dict[int, set[str]]:
    """By row the columns, named as readers name them, with a formula that has no saved value. An empty text is a value, too."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return {}
    found: dict[int, set[str]] = {}
    header: list[str] = []
    with _open_sheet(path, options, values=False) as formulas, _open_sheet(path, options, values=True) as values:
        for number, (written, saved) in enumerate(zip(formulas.iter_rows(), values.iter_rows(), strict=True), start=1):
            if not header and any(cell.value for cell in written):
                header = [fold_column(str(cell.value or "")) for cell in written]
                continue
            for name, formula, value in zip(header, written, saved, strict=False):
                if formula.data_type == "f" and value.value is None and value.data_type != "str":
                    found.setdefault(number, set()).add(name)
    return found


@contextmanager
def _open_sheet(path: Path, options: Options, *, values: bool) -> Iterator[Any]:
    with warnings.catch_warnings():  # openpyxl warns of styles and extensions, which hold no cells
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=values)
    try:
        sheet = book[options.sheet or book.sheetnames[0]]
        sheet.reset_dimensions()
        yield sheet
    finally:
        book.close()
