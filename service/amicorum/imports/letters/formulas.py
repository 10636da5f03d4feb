"""Cells of a spreadsheet with a formula: where its value was not saved, they look empty to everything that reads values."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it has no types

from amicorum.imports.readers import Options, fold_column


def list_formulas(path: Path, options: Options) -> dict[int, set[str]]:
    """The columns with a formula by row, as readers name them. Their values, where saved, are what `open_rows` gives."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True)
    try:
        sheet = book[options.sheet or book.sheetnames[0]]
        sheet.reset_dimensions()
        found: dict[int, set[str]] = {}
        header: list[str] = []
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if not header and any(cell.value for cell in row):
                header = [fold_column(str(cell.value or "")) for cell in row]
                continue
            formulas = {header[place] for place, cell in enumerate(row) if cell.data_type == "f" and place < len(header)}
            if formulas:
                found[number] = formulas
        return found
    finally:
        book.close()
