"""Rows of another list of institutions or cities as records to match: which column is which, and what a row says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

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
_WORDS = {
    "city": "miasto miejscowosc miestas mesto mestys obec grad pilseta linn kaupunki stad varos oras localitate citta comune ville ciudad "
    "cidade localidad ort stadt gemeinde city town",
    "country": "kraj panstwo salis valstybe zeme stat krajina drzava valsts riik maa orszag tara paese pays pais land country",
    "name": "nazwa pavadinimas nosaukums nazev nazov naziv ime nimi nimetus navn namn naam megnevezes nev denumire numele denominazione "
    "nom nombre nome bezeichnung name",
}
"""Words with which the name of such a column begins in other lists: `Název knihovny`, `Pilsēta / novads`."""
_FURTHER = re.compile(r"(name|label|title|alt|nazwa)[ _-]?\w*")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list: `line` where it stands, the record to match, and what is to be said of it."""

    line: int
    record: Record
    remarks: list[str] = field(default_factory=list)
    listed: tuple[str, ...] = ()
    """The place as the list has it."""


def read_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]], kind: str, columns: Mapping[str, str], file: str = "", header: Sequence[str] = ()
) -> Iterator[Entry]:
    """Rows with named columns as records; those without a name are left out. The first row names the columns where no header does."""
    roles = find_roles(header, columns, file) if header else None
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
    roles = guess_roles(header, {column: role for role, column in columns.items()})
    if "name" not in roles.values():
        raise SourceError(f"has no column with names: say which it is with --column name=…; it has: {', '.join(header)}", file=file)
    return roles


def guess_roles(header: Sequence[str], told: Mapping[str, str] | None = None) -> dict[str, str]:
    """What columns hold by their names, beside what was told; the whole of a name says more than its first word."""
    roles = dict(told or {})
    for column in header:
        key = fold(column).replace(" ", "_")
        _give_role(roles, column, [role for role, names in _COLUMNS.items() if key in names.split()])
        if column not in roles and _FURTHER.fullmatch(key):
            roles[column] = "name"
    for column in header:
        first = fold(column).partition(" ")[0]
        _give_role(roles, column, [role for role, names in _WORDS.items() if first in names.split()])
        _give_role(roles, column, [first] if first in SCHEMES else [])
    return roles


def _give_role(roles: dict[str, str], column: str, fitting: Iterable[str]) -> None:
    """Take the first role that fits and is free; names may stand in several columns."""
    role = next((each for each in fitting if each == "name" or each not in roles.values()), "")
    if role and column not in roles:
        roles[column] = role


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
