"""Tables in text files: CSV and its relatives, whose encoding and delimiter are recognised, and JSON lines."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import clevercsv

from amicorum.errors import SourceError
from amicorum.imports.encodings import SAMPLE, Encoding, find_encoding
from amicorum.imports.rows import CELL, TOP, Line, Options, Rows, find_header, fold_column, make_line, name_columns, write_value

LONGEST = 16 * 1024**2
"""Most characters in a line of a text file."""
SNIFFED = 4_000
"""Most characters of a line that the delimiter is recognised by."""
DELIMITERS = [",", ";", "\t", "|"]
_MARKUP = ("<!doctype", "<html", "<?xml", "<rdf:")
_OTHERS = {
    b"PK\x03\x04": "this is a spreadsheet or a packed file: give it its own ending (.xlsx), or unpack it",
    b"\x1f\x8b": "this file is packed: unpack it first (gunzip)",
    b"\xd0\xcf\x11\xe0": "this is a spreadsheet of an old kind: save it as .xlsx or as “CSV UTF-8”",
    b"%PDF": "this is a PDF, not a table",
}
"""How files begin that are no text, and what to do about them."""


def open_text(path: Path, options: Options) -> Rows:
    file = str(path)
    with path.open("rb") as raw:
        sample = raw.read(SAMPLE)
    _refuse_others(sample, file)
    encoding = Encoding(options.encoding) if options.encoding else find_encoding(sample, file)
    text = _decode_sample(sample, encoding.name, file)
    if text.lstrip("\ufeff \r\n\t").lower().startswith(_MARKUP):
        raise SourceError("this is a web page or XML, not a table: does its address ask to sign in first?", file=file)
    delimiter = options.delimiter.replace("\\t", "\t") or _find_delimiter(text)
    if len(delimiter) != 1 or delimiter in '\r\n"':
        raise SourceError(f"--delimiter {options.delimiter!r}: write the one sign that stands between cells", file=file)
    with path.open(encoding=encoding.name, newline="") as source:
        top = _guard(file, lambda: _read_top(csv.reader(_read_lines(source, file), delimiter=delimiter)))
    start = find_header(top)
    header = top[start] if top else []
    if not any(cell.strip() for cell in header):
        raise SourceError("the first line must name the columns, and it is empty", file=file, line=1)
    columns = name_columns(header, file)

    def lines() -> Iterator[Line]:
        with path.open(encoding=encoding.name, newline="") as source:
            reader = csv.reader(_read_lines(source, file), delimiter=delimiter)
            for _ in range(start + 1):
                next(reader)
            number = reader.line_num
            while True:
                cells = _guard(file, lambda: _read_row(reader, number + 1), lambda: number + 1)  # noqa: B023  read at once
                if cells is None:
                    return
                if isinstance(cells, Line):
                    yield cells
                elif any(cells):
                    yield make_line(number + 1, columns, cells)
                number = reader.line_num

    shown = {"\t": "tab"}.get(delimiter, delimiter)
    words = f"text, {encoding.name}, delimiter {shown}" + (f", columns named in row {start + 1}" if start else "")
    return Rows(columns, words, lines(), encoding.example)


def _refuse_others(sample: bytes, file: str) -> None:
    """Raise a `SourceError` for a file that is of another kind than its name says."""
    for magic, words in _OTHERS.items():
        if sample.startswith(magic):
            raise SourceError(words, file=file)


def _read_lines(source: TextIO, file: str) -> Iterator[str]:
    """The lines of a text, none so long that it would fill the memory."""
    while line := source.readline(LONGEST):
        if len(line) == LONGEST:
            raise SourceError(f"a line has more than {LONGEST} characters: this is no table", file=file)
        yield line


def _read_top(reader: Iterator[list[str]]) -> list[list[str]]:
    """The first rows, as far as they can be read."""
    top: list[list[str]] = []
    with suppress(csv.Error):
        for row in islice(reader, TOP):
            top.append(row)  # noqa: PERF402  what was read before an error is kept
    return top


def _read_row(reader: Any, number: int) -> Sequence[str] | Line | None:
    """The next row; a faulty one where a cell that is too long ends on its own line, so that nothing else can be in it."""
    try:
        row: Sequence[str] | None = next(reader, None)
    except csv.Error as error:
        if "field limit" not in str(error):
            raise
        if reader.line_num > number:
            raise csv.Error(
                f"a cell does not end within {csv.field_size_limit()} characters: is its quotation mark never closed?"
            ) from None
        return Line(number, {}, f"a cell holds more than {CELL} characters")
    return row


def _decode_sample(sample: bytes, encoding: str, file: str) -> str:
    try:
        return sample.decode(encoding, errors="ignore")
    except (LookupError, ValueError):
        raise SourceError(f"there is no encoding called {encoding!r}: usual ones are utf-8, cp1250, iso-8859-2", file=file) from None


def _find_delimiter(text: str) -> str:
    """The delimiter as clevercsv finds it in the first lines; a header without any delimiter is a table of one column."""
    lines = text.splitlines(keepends=True)[:100]
    header = lines[0] if lines else ""
    lines = [line for line in lines if len(line) <= SNIFFED]  # clevercsv needs minutes for a cell of many thousand letters
    if not any(delimiter in header for delimiter in DELIMITERS):
        return ","
    try:
        dialect = clevercsv.Sniffer().sniff("".join(lines), delimiters=DELIMITERS)
    except clevercsv.Error:
        dialect = None
    return str(dialect.delimiter) if dialect and dialect.delimiter and dialect.delimiter in header else max(DELIMITERS, key=header.count)


def open_json_lines(path: Path, options: Options) -> Rows:
    file = str(path)

    def lines() -> Iterator[Line]:
        with path.open(encoding=options.encoding or "utf-8-sig") as source:
            texts, number = _read_lines(source, file), 0
            while True:
                number += 1
                text = _guard(file, lambda: next(texts, ""), lambda: number)  # noqa: B023  read at once
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
        if text := unicodedata.normalize("NFC", write_value(value)):
            cells[fold_column(name)] = text
    return Line(number, cells)


def _guard(file: str, read: Callable[[], Any], line: Callable[[], int] = lambda: 1) -> Any:
    """What is read; what the file's encoding or its quotation marks get wrong as a `SourceError`."""
    try:
        return read()
    except UnicodeError as error:
        encoding = getattr(error, "encoding", str(error).partition(" ")[0])
        raise SourceError(
            f"from about this line on it is not {encoding}: say the right encoding with --encoding, such as cp1250",
            file=file,
            line=line(),
        ) from None
    except csv.Error as error:
        raise SourceError(f"not a CSV file: {error}", file=file, line=line()) from None
