"""Another list of institutions or cities, read for matching: a table (CSV, TSV, JSON lines) or what a SPARQL endpoint answers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from amicorum.errors import SourceError
from amicorum.linking.folding import fold
from amicorum.linking.geography import read_country
from amicorum.linking.identifiers import Identifier, find_identifier, read_identifier
from amicorum.linking.records import Record, merge_identifiers

SCHEMES = ("wikidata", "ror", "isil", "isni", "viaf", "gnd", "geonames")
"""Identifier schemes that a list may bring, the one that best names a row first."""
ONE_FOR_EACH = ("wikidata", "ror", "isni", "viaf", "gnd", "geonames")
"""Schemes in which a thing has one identifier. (Of ISIL a house with several departments may have several.)"""
_COLUMNS = {
    "name": "name label title nazwa pavadinimas bezeichnung nom nombre itemlabel institution museum library",
    "city": "city town place location miasto miestas ort stadt ville municipality citylabel seat",
    "country": "country country_code countrycode kraj salis land pays countrylabel",
    "lat": "lat latitude",
    "long": "lng lon long longitude",
    "wikidata": "wikidata qid item wikidata_id",
    "ror": "ror ror_id",
    "isil": "isil isil_code",
    "isni": "isni",
    "viaf": "viaf viaf_id",
    "gnd": "gnd gnd_id",
    "geonames": "geonames geonames_id geonameid",
}
"""Names under which lists have these columns; one such as `label_pl` or `name2` is a further name."""
_FURTHER = re.compile(r"(name|label|title|alt|nazwa)[ _-]?\w*")
_DELIMITERS = ",;\t|"
_MOST_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list: `line` where it stands, the record to match, and what is to be said of it."""

    line: int
    record: Record
    remarks: list[str] = field(default_factory=list)
    listed: tuple[str, ...] = ()
    """The place as the list has it."""


def read_list(path: Path, kind: str, columns: Mapping[str, str] | None = None) -> list[Entry]:
    """The rows of a list. `columns` says which column is which where its name does not: `{"name": "Nazwa placówki"}`.

    Raises a `SourceError` for a file that cannot be read or has no column with names.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError(f"larger than {_MOST_BYTES // 2**20} MiB: take a part of it", file=str(path))
        text = _decode(path.read_bytes(), str(path))
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file=str(path)) from error
    rows = _read_lines(text, str(path)) if path.suffix in (".jsonl", ".ndjson") else _read_table(text, path)
    return list(read_rows(rows, kind, columns or {}, str(path)))


def read_rows(rows: Iterable[tuple[int, Mapping[str, str]]], kind: str, columns: Mapping[str, str], file: str = "") -> Iterator[Entry]:
    """Rows with named columns as records; those without a name are left out."""
    roles: dict[str, str] | None = None
    for line, row in rows:
        if roles is None:
            roles = find_roles(list(row), columns, file)
        if (record := read_row(row, roles, kind)).names:
            yield Entry(line, record, listed=tuple(sorted(record.places)))


def find_roles(header: Sequence[str], columns: Mapping[str, str], file: str = "") -> dict[str, str]:
    """What each column holds: by name, or as it was said.

    Raises a `SourceError` where none holds names, or one that was said is missing.
    """
    if missing := [name for name in columns.values() if name not in header]:
        raise SourceError(f"has no column {missing[0]!r}; it has: {', '.join(header)}", file=file)
    roles = {column: role for role, column in columns.items()}
    for column in header:
        key = fold(column).replace(" ", "_")
        for role, names in _COLUMNS.items():
            if column not in roles and key in names.split() and (role == "name" or role not in roles.values()):
                roles[column] = role
        if column not in roles and _FURTHER.fullmatch(key):
            roles[column] = "name"
    if "name" not in roles.values():
        raise SourceError(f"has no column with names: say which it is with --column name=…; it has: {', '.join(header)}", file=file)
    return roles


def read_row(row: Mapping[str, str], roles: Mapping[str, str], kind: str) -> Record:
    """A row as a record of the kind. For an institution, GeoNames names its town and the country of its ISIL is its own."""
    record = Record("", kind)
    point: dict[str, float] = {}
    for column, role in roles.items():
        if value := (row.get(column) or "").strip():
            _read_cell(record, role, value, point)
    if len(point) == 2:
        record.point = (point["lat"], point["long"])
    if not record.country:
        record.country = next((country for each in record.identifiers if (country := _country_of(each))), "")
    own = merge_identifiers(record.identifiers)
    record.key = next((min(own[scheme]) for scheme in SCHEMES if own.get(scheme)), record.name)
    return record


def _read_cell(record: Record, role: str, value: str, point: dict[str, float]) -> None:
    if role == "name":
        # A list that has no name for an item gives its identifier in place of it.
        if find_identifier(value) is None or record.kind == "city":
            record.names.setdefault(value, "")
    elif role == "city":
        record.places.add(value)
    elif role == "country":
        record.country = read_country(value)
    elif role in ("lat", "long"):
        with suppress(ValueError):
            point[role] = float(value.replace(",", "."))
    elif found := read_identifier(role, value):
        if role == "geonames" and record.kind != "city":
            record.seat = found
        else:
            record.identifiers.add(found)


def _country_of(identifier: Identifier) -> str:
    """The country that an ISIL begins with."""
    prefix = identifier.value.partition("-")[0]
    return prefix if identifier.scheme == "isil" and read_country(prefix) == prefix else ""


def _decode(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
    if best is None:
        raise SourceError("is in no encoding that can be recognised: save it as UTF-8", file=file)
    return str(best)


def _read_table(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    delimiter = "\t" if path.suffix == ".tsv" else max(_DELIMITERS, key=first.count)
    csv.field_size_limit(10 * 1024 * 1024)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        for row in reader:
            yield reader.line_num, {name: value for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
    except csv.Error as error:
        raise SourceError(f"is no table: {error}", file=str(path)) from error


def _read_lines(text: str, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found: Any = json.loads(line)
            except ValueError as error:
                raise SourceError(f"this line is no JSON: {error}", file=file, line=number) from error
            if not isinstance(found, dict):
                raise SourceError("this line is no JSON object", file=file, line=number)
            yield number, {str(name): str(value) for name, value in found.items() if isinstance(value, str | int | float)}
