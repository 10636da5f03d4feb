"""Writing the spreadsheet for letters of intent: headings with help, drop-down lists, an example row; or the same as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # it has no types

from amicorum.imports.letters.choices import Choices
from amicorum.imports.letters.columns import COLUMNS, EXAMPLE, EXAMPLE_NOTE
from amicorum.translations import gettext_noop, read_translations

ROWS = 1000
"""Rows that have drop-down lists."""
_FORM, _HELP, _LISTS = gettext_noop("Letters of intent"), gettext_noop("Help"), gettext_noop("Lists")
_NOT_LISTED, _CHOOSE = gettext_noop("Not in the list"), gettext_noop("Choose a word from the list.")
_ADVICE = (
    gettext_noop("One row is one document between two institutions; where there are more partners, write a row for each pair."),
    gettext_noop("Columns with a star in the list below must be filled in, the others where you know."),
    gettext_noop("Do not rename the columns. The grey row is an example; it is not taken over."),
)


def write_template(path: Path, language: str, choices: Mapping[str, Choices]) -> None:
    """Write the template to `path`: CSV where the name ends so, else XLSX."""
    (_write_csv if path.suffix.lower() == ".csv" else _write_spreadsheet)(path, language, choices)


def make_example(language: str, choices: Mapping[str, Choices]) -> dict[str, str]:
    """The cells of the example row by column, in a language."""
    cells = {
        column.key: choices[column.choices].name(EXAMPLE[column.key], language) if column.choices else EXAMPLE[column.key]
        for column in COLUMNS
        if column.key in EXAMPLE
    }
    return cells | {"note": read_translations(language).gettext(EXAMPLE_NOTE)}


def _write_csv(path: Path, language: str, choices: Mapping[str, Choices]) -> None:
    example = make_example(language, choices)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        # Spreadsheet programs set to Polish or Lithuanian expect semicolons.
        writer = csv.writer(file, delimiter="," if language == "en" else ";")
        writer.writerow([column.name(language) for column in COLUMNS])
        writer.writerow([example.get(column.key, "") for column in COLUMNS])


def _write_spreadsheet(path: Path, language: str, choices: Mapping[str, Choices]) -> None:
    gettext = read_translations(language).gettext
    example = make_example(language, choices)
    written = io.BytesIO()  # what cannot be written to the disk then fails as any file does
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        form, help_sheet, lists = (book.add_worksheet(gettext(name)[:31]) for name in (_FORM, _HELP, _LISTS))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDE7F0", "border": 1})
        # As text a spreadsheet program leaves 2018-05 as it is written.
        text, grey = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "italic": True, "font_color": "#666666"})
        ranges = _write_lists(lists, language, choices)
        for place, column in enumerate(COLUMNS):
            form.set_column(place, place, column.width, text)
            form.write_string(0, place, column.name(language), head)
            form.write_comment(0, place, gettext(column.help), {"x_scale": 2})
            form.write_string(1, place, example.get(column.key, ""), grey)
            if column.choices:
                form.data_validation(1, place, ROWS, place, _make_list(ranges[column.choices], column.number, gettext))
        form.freeze_panes(1, 1)
        lists.hide()
        _write_help(book, help_sheet, language, choices)
    path.write_bytes(written.getvalue())


def _make_list(source: str, number: int, gettext: Callable[[str], str]) -> dict[str, object]:
    return {
        "validate": "list",
        "source": source,
        # A cell may name several areas: that is asked back and not refused.
        "error_type": "warning" if number else "stop",
        "error_title": gettext(_NOT_LISTED),
        "error_message": gettext(_CHOOSE),
    }


def _write_lists(sheet: Any, language: str, choices: Mapping[str, Choices]) -> dict[str, str]:
    """Write each list into a column of its own; the address of each, for the drop-down lists."""
    title = read_translations(language).gettext(_LISTS)
    ranges = {}
    for place, (name, each) in enumerate(choices.items()):
        offered = each.list(language)
        sheet.write_column(0, place, offered)
        letter = chr(ord("A") + place)
        ranges[name] = f"='{title}'!${letter}$1:${letter}${max(len(offered), 1)}"
    return ranges


def _write_help(book: Any, sheet: Any, language: str, choices: Mapping[str, Choices]) -> None:
    gettext = read_translations(language).gettext
    bold, wrap = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    rows = [("", gettext(advice)) for advice in _ADVICE]
    rows += [(column.name(language) + (" *" if column.needed else ""), gettext(column.help)) for column in COLUMNS]
    for column in COLUMNS:
        if column.choices and column.number < 2 and any(choices[column.choices].definitions.values()):
            each = choices[column.choices]
            rows += [("", ""), (gettext(column.heading), "")]
            rows += [(name, each.define(name, language)) for name in each.list(language)]
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 100)
    for number, (name, words) in enumerate(rows):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, words, wrap)
