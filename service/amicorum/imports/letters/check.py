"""Reading a filled-in spreadsheet for letters of intent: a checked table for the mapping `letters`, or what is to be corrected where."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from amicorum.imports.letters.cells import Faulty, check_act, read_address, read_areas, read_choice, read_text, read_time_cell
from amicorum.imports.letters.choices import Choices
from amicorum.imports.letters.columns import COLUMNS, Column, find_columns, is_example
from amicorum.imports.letters.formulas import list_unsaved
from amicorum.imports.letters.held import find_held
from amicorum.imports.letters.partners import Partners
from amicorum.imports.readers import open_rows
from amicorum.imports.rows import Line, Options
from amicorum.rdf import iris
from amicorum.translations import gettext_noop, read_translations

MOST_AREAS = 12
"""Areas of one document that the mapping takes."""
CHECKED = (
    "id", "language", "type", "status", "act", "date", "address", "note",
    *(f"{column}_{side}" for side in "ab" for column in ("institution", "name", "city", "country")),
    *(f"area_{number}" for number in range(1, MOST_AREAS + 1)),
)  # fmt: skip
"""Columns of the checked table."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be corrected, or known, about a cell; the row as a spreadsheet program counts it, 0 for the whole sheet."""

    row: int
    column: str
    words: str


@dataclass(slots=True)
class Checked:
    """What became of a filled-in spreadsheet. With `mistakes` it must not be imported; `notes` only tell something."""

    language: str
    """Language of the messages."""
    written: str
    """Language in which it was filled in."""
    rows: list[dict[str, str]] = field(default_factory=list)
    mistakes: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    held: int = 0
    """Rows of documents that the registers hold already, which are left out."""


def check_letters(path: Path, options: Options, choices: Mapping[str, Choices], partners: Partners, language: str = "") -> Checked:
    """Check a filled-in template. The messages are in `language`, else in the one of its headings.

    Raises a `SourceError` for what cannot be read as a table at all.
    """
    table = open_rows(path, options)
    lines = list(table.lines)  # all of them, so that the file is closed
    columns, found = find_columns(table.columns)
    checked = Checked(language or found or "en", found or "en")
    gettext = read_translations(checked.language).gettext
    present = {column.key for column in columns.values()}
    for column in COLUMNS:
        if column.needed and column.key not in present:
            words = gettext("This column is missing. Take a new template, or write this heading into the first row.")
            checked.mistakes.append(Message(1, column.name(checked.language), words))
    for heading in table.columns:
        if heading not in columns and not heading.startswith("column_"):
            words = gettext("This heading is not of the template. Restore it as it was, or remove the column.")
            checked.mistakes.append(Message(1, heading.replace("_", " "), words))
    if checked.mistakes:
        return checked
    unsaved = list_unsaved(path, options)
    read = {line.number for line in lines}
    lines += [Line(number, {}) for number in unsaved if number not in read]
    seen: dict[str, int] = {}
    for line in sorted(lines, key=lambda each: each.number):
        cells = {columns[name].key: value for name, value in line.cells.items() if name in columns}
        if not is_example(cells.get("note", "")):
            _Row(line, cells, unsaved.get(line.number, set()), checked, choices, partners).check(columns, seen)
    if not checked.rows and not checked.mistakes and not checked.held:
        checked.mistakes.append(
            Message(0, "", gettext("Nothing is filled in yet. Write each document into a row of its own below the example."))
        )
    return checked


def write_checked(path: Path, checked: Checked) -> None:
    """Write the checked rows as CSV for `amicorum import --with letters`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, CHECKED, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(checked.rows)


@dataclass(slots=True)
class _Row:
    """One row under examination."""

    line: Line
    cells: dict[str, str]
    unsaved: set[str]
    """Names of the columns with a formula that has no saved value."""
    checked: Checked
    choices: Mapping[str, Choices]
    partners: Partners
    values: dict[str, str] = field(default_factory=dict)

    def check(self, columns: Mapping[str, Column], seen: dict[str, int]) -> None:
        """Add the row, or what is wrong in it."""
        before = len(self.checked.mistakes)
        if self.line.fault:
            self._tell("", gettext_noop("This row cannot be read. Is a quotation mark or a separator missing or too many?"))
            return
        without_value = {columns[name].key for name in self.unsaved if name in columns}
        areas: list[str] = []
        for column in COLUMNS:
            if column.key in without_value:
                self._tell(
                    column.key,
                    gettext_noop("The formula here has no saved value. Save the file in a spreadsheet program, or write the value."),
                )
                continue
            try:
                self._read(column, areas)
            except Faulty as fault:
                self._tell(column.key, fault.words, values=fault.values)
        if len(self.checked.mistakes) == before:
            new = self._relate(areas, seen)
            self.checked.held += not new
            if new and len(self.checked.mistakes) == before:
                self.checked.rows.append(self.values)

    def _read(self, column: Column, areas: list[str]) -> None:
        text = read_text(self.cells.get(column.key, ""), needed=column.needed)
        if not text:
            return
        if column.number:
            areas += [area for area in read_areas(text, self.choices[column.choices], self.checked.written) if area not in areas]
        elif column.choices:
            self.values[column.key] = read_choice(text, self.choices[column.choices], self.checked.written)
        elif column.key == "date":
            self.values["date"] = read_time_cell(text)
        elif column.key == "address":
            self.values["address"] = read_address(text)
        elif column.key == "note":
            self.values["note"] = text

    def _relate(self, areas: list[str], seen: dict[str, int]) -> bool:
        """What several cells say together, and whether the document is a new one."""
        if len(areas) > MOST_AREAS:
            self._tell(
                "area_1",
                gettext_noop("These are more areas than %(most)s. Leave out the less important ones."),
                values={"most": str(MOST_AREAS)},
            )
        if words := check_act(self.values):
            self._tell("act", words)
        keys = [self._place(side) for side in "ab"]
        if keys[0] == keys[1]:
            self._tell("partner_b", gettext_noop("Partner A and partner B are the same institution. Write the other one here."))
        self.values |= {f"area_{number}": area for number, area in enumerate(areas, start=1)}
        key = self.partners.make_key(*sorted(keys), self.values["type"], self.values.get("date", ""))
        if (other := seen.setdefault(key, self.line.number)) != self.line.number:
            self._tell(
                "partner_a",
                gettext_noop("This is the same document as in row %(row)s. Remove one of the two rows."),
                values={"row": str(other)},
            )
        self.values |= {"id": key, "language": self.checked.written}
        return not self._is_held(keys)

    def _is_held(self, parties: list[str]) -> bool:
        """Whether the registers hold the document already; that they may is told."""
        match = find_held(self.partners.documents, parties, self.values["type"], self.values.get("date", ""))
        if match:
            values = {"address": iris.thing("agreement", match.held.key), "date": match.held.date or "?"}
            if match.certain:
                words = gettext_noop("This document is already in the graph as %(address)s, and is not entered again.")
            else:
                words = gettext_noop(
                    "This may be the document of %(date)s that is already in the graph as %(address)s. If it is, remove this row."
                )
            self._tell("partner_a", words, note=True, values=values)
        return match is not None and match.certain

    def _place(self, side: str) -> str:
        """Name the partner of one side; its key."""
        name, town, country = self.cells[f"partner_{side}"], self.cells.get(f"city_{side}", ""), self.values[f"country_{side}"]
        city = self.partners.find_city(town, country)
        known = self.partners.find_institution(name, city)
        if town and not city:
            self._tell(
                f"city_{side}", gettext_noop("We do not know this city in this country yet; the partner is entered without it."), note=True
            )
        key = known or self.partners.make_key(name, town or country)
        self.values |= {f"institution_{side}": key}
        if known:
            del self.values[f"country_{side}"]
        else:
            self.values |= {f"name_{side}": name, f"city_{side}": city}
        return key

    def _tell(self, key: str, words: str, *, note: bool = False, values: Mapping[str, str] | None = None) -> None:
        language = self.checked.language
        column = next((each.name(language) for each in COLUMNS if each.key == key), "")
        text = read_translations(language).gettext(words)
        (self.checked.notes if note else self.checked.mistakes).append(Message(self.line.number, column, text % values if values else text))
