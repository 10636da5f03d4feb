"""Rows of any usual table, one after the other: CSV and its relatives, spreadsheets, JSON lines; encoding and delimiter are recognised."""

from __future__ import annotations

import csv
import json
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import charset_normalizer
import clevercsv
import openpyxl  # type: ignore[import-untyped]  # it has no types

from amicorum.errors import SourceError
from amicorum.ingest.decoding import find_mark

SAMPLE = 64 * 1024
"""Bytes at the beginning of a file by which its encoding and its delimiter are recognised."""
CELL = 65_536
"""Most characters in a cell."""
INFLATED = 2 * 1024**3
"""Most bytes that a spreadsheet may hold once it is unpacked."""
RATIO = 200
"""Most times that a part of a spreadsheet may grow when it is unpacked: more is a bomb, not a table."""
DELIMITERS = [",", ";", "\t", "|"]


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


def open_rows(path: Path, options: Options | None = None) -> Rows:
    """Open the table at `path`: `.xlsx`, `.jsonl`, `.ndjson`, anything else is text with a delimiter.

    Raises a `SourceError` where it cannot be read as a table, here or on the row where that shows.
    """
    options = options or Options()
    if not path.is_file():
        raise SourceError("there is no such file", file=str(path))
    suffix = path.suffix.lower()
    if suffix in {".xlsx", ".xlsm"}:
        return _open_spreadsheet(path, options)
    if suffix in {".xls", ".ods"}:
        raise SourceError("this kind of spreadsheet is not read: save it as .xlsx or as “CSV UTF-8”", file=str(path))
    if suffix in {".jsonl", ".ndjson"}:
        return _open_json_lines(path, options)
    return _open_text(path, options)


def fold_column(name: str) -> str:
    """A column's name as mapping queries have it: letters, digits and underscores (`Tag (GND)` → `Tag_GND`)."""
    words = unicodedata.normalize("NFC", name).strip()
    return "_".join("".join(sign if sign.isalnum() else " " for sign in words).split())


def _open_text(path: Path, options: Options) -> Rows:
    file = str(path)
    with path.open("rb") as raw:
        sample = raw.read(SAMPLE)
    encoding = options.encoding or _find_encoding(sample, file)
    text = _decode_sample(sample, encoding, file)
    delimiter = options.delimiter.replace("\\t", "\t") or _find_delimiter(text)
    with path.open(encoding=encoding, newline="") as source:
        header = _guard(file, lambda: next(csv.reader(source, delimiter=delimiter), []))
    if not any(cell.strip() for cell in header):
        raise SourceError("the first line must name the columns, and it is empty", file=file, line=1)
    columns = _name_columns(header, file)

    def lines() -> Iterator[Line]:
        with path.open(encoding=encoding, newline="") as source:
            reader = csv.reader(source, delimiter=delimiter)
            next(reader)
            number = reader.line_num
            while True:
                cells = _guard(file, lambda: next(reader, None), lambda: reader.line_num + 1)
                if cells is None:
                    return
                if any(cells):
                    yield _make_line(number + 1, columns, cells)
                number = reader.line_num

    shown = {"\t": "tab"}.get(delimiter, delimiter)
    return Rows(columns, f"text, {encoding}, delimiter {shown}", lines())


def _find_encoding(sample: bytes, file: str) -> str:
    """The encoding by its mark; UTF-8 where the first lines are that; else what charset-normalizer thinks best."""
    if marked := find_mark(sample):
        return marked
    try:
        whole, _, _ = sample.rpartition(b"\n") if len(sample) == SAMPLE else (sample, b"", b"")
        whole.decode("utf-8")
    except UnicodeDecodeError:
        found = charset_normalizer.from_bytes(sample).best()
        if found is None:
            raise SourceError("its encoding cannot be recognised: say it with --encoding, such as cp1250", file=file) from None
        return found.encoding
    return "utf-8"


def _decode_sample(sample: bytes, encoding: str, file: str) -> str:
    try:
        return sample.decode(encoding, errors="ignore")
    except LookupError:
        raise SourceError(f"there is no encoding called {encoding}: usual ones are utf-8, cp1250, iso-8859-2", file=file) from None


def _find_delimiter(text: str) -> str:
    """The delimiter as clevercsv finds it in the first lines; a header without any delimiter is a table of one column."""
    lines = text.splitlines(keepends=True)[:100]
    header = lines[0] if lines else ""
    if not any(delimiter in header for delimiter in DELIMITERS):
        return ","
    try:
        dialect = clevercsv.Sniffer().sniff("".join(lines), delimiters=DELIMITERS)
    except clevercsv.Error:
        dialect = None
    return str(dialect.delimiter) if dialect and dialect.delimiter and dialect.delimiter in header else max(DELIMITERS, key=header.count)


def _open_spreadsheet(path: Path, options: Options) -> Rows:
    file = str(path)
    _refuse_bomb(path)
    try:
        with warnings.catch_warnings():  # openpyxl warns of styles and extensions, which hold no cells
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise SourceError(f"not a spreadsheet that can be read ({type(error).__name__}): save it anew as .xlsx", file=file) from error
    names = book.sheetnames
    if options.sheet and options.sheet not in names:
        raise SourceError(f"there is no sheet called {options.sheet!r}; sheets: {', '.join(names)}", file=file)
    sheet = book[options.sheet or names[0]]
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    header: list[str] = []
    start = 0
    for start, row in enumerate(rows, start=1):  # noqa: B007  used below
        header = [_write_value(value) for value in row]
        if any(header):
            break
    while header and not header[-1]:
        header.pop()
    if not header:
        raise SourceError("the sheet is empty: the first row must name the columns", file=file)
    columns = _name_columns(header, file)

    def lines() -> Iterator[Line]:
        for number, row in enumerate(_iterate(rows, file), start=start + 1):
            cells = [_write_value(value) for value in row[: len(columns)]]
            if any(cells):
                yield _make_line(number, columns, [*cells, *[""] * (len(columns) - len(cells))])
        book.close()

    return Rows(columns, f"spreadsheet, sheet {sheet.title}", lines())


def _iterate(rows: Iterator[Sequence[Any]], file: str) -> Iterator[Sequence[Any]]:
    try:
        yield from rows
    except Exception as error:
        raise SourceError(f"the spreadsheet breaks off ({type(error).__name__}): save it anew as .xlsx", file=file) from error


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError):
        raise SourceError("not a spreadsheet: the file is damaged, or of another kind than its name says", file=str(path)) from None
    if sum(part.file_size for part in parts) > INFLATED or any(
        part.file_size > 10 * 1024**2 and part.file_size > RATIO * max(part.compress_size, 1) for part in parts
    ):
        raise SourceError("the spreadsheet would fill the memory once it is unpacked: save only the table, as CSV", file=str(path))


def _write_value(value: object) -> str:
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


def _open_json_lines(path: Path, options: Options) -> Rows:
    file = str(path)

    def lines() -> Iterator[Line]:
        with path.open(encoding=options.encoding or "utf-8-sig") as source:
            number = 0
            while True:
                number += 1
                text = _guard(file, source.readline, lambda: number)  # noqa: B023  read at once
                if not text:
                    return
                if text.strip():
                    yield _read_object(text, number)

    first = next(lines(), None)
    if first is None:
        raise SourceError("the file is empty: one JSON object on each line is expected", file=file)
    if first.fault:
        raise SourceError(first.fault, file=file, line=first.number)
    return Rows(tuple(first.cells), "JSON lines", lines())


def _read_object(text: str, number: int) -> Line:
    try:
        given = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return Line(number, {}, f"not JSON: {error}")
    if not isinstance(given, dict):
        return Line(number, {}, "not a JSON object: write one object on each line")
    cells = {}
    for name, value in given.items():
        if isinstance(value, dict | list):
            value = "; ".join(map(str, value)) if isinstance(value, list) else json.dumps(value, ensure_ascii=False)
        if text := unicodedata.normalize("NFC", _write_value(value)):
            cells[fold_column(name)] = text
    return Line(number, cells)


def _name_columns(header: Sequence[str], file: str) -> tuple[str, ...]:
    names = tuple(fold_column(name) or f"column_{place}" for place, name in enumerate(header, start=1))
    for place, name in enumerate(names):
        if name in names[:place]:
            raise SourceError(f"the column {name!r} stands twice: rename one of the two", file=file, line=1, column=place + 1)
    return names


def _make_line(number: int, columns: tuple[str, ...], cells: Sequence[str]) -> Line:
    if len(cells) != len(columns):
        counts = f"the row has {len(cells)} cells and the header {len(columns)}"
        return Line(number, {}, f"{counts}: is a quotation mark or a delimiter missing?")
    kept = {name: unicodedata.normalize("NFC", cell.strip()) for name, cell in zip(columns, cells, strict=True) if cell.strip()}
    long = next((name for name, cell in kept.items() if len(cell) > CELL), "")
    return Line(number, kept, f"the cell {long!r} holds more than {CELL} characters" if long else "")


def _guard(file: str, read: Callable[[], Any], line: Callable[[], int] = lambda: 1) -> Any:
    """What is read; what the file's encoding or its quotation marks get wrong as a `SourceError`."""
    try:
        return read()
    except UnicodeDecodeError as error:
        raise SourceError(
            f"from about this line on it is not {error.encoding}: say the right encoding with --encoding, such as cp1250",
            file=file,
            line=line(),
        ) from None
    except csv.Error as error:
        raise SourceError(f"not a CSV file ({error}): a quotation mark in a cell is written twice", file=file, line=line()) from None
