"""Proposing a mapping: what the names and the values of a table's columns suggest, written as a query for a person to mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from amicorum.imports.readers import open_rows
from amicorum.imports.rows import Line, Options
from amicorum.ingest.functions import make_slug

LOOKED_AT = 200
"""Rows whose values are looked at."""
_MOST = 0.9
"""The share of a column's values that must have a form before the column is taken for it."""


@dataclass(frozen=True, slots=True)
class _Guess:
    """What a column may be: patterns of its name and of its values, and the statement that it makes, with `?v` for the cell."""

    meaning: str
    name: str
    value: str
    template: str
    bind: str
    prefixes: tuple[str, ...] = ()


_GUESSES = (
    _Guess("the item of Wikidata", r"wikidata|qid|q_id", r"Q[1-9]\d*", "owl:sameAs {x}",
           'IRI(CONCAT("http://www.wikidata.org/entity/", {v}))', ("owl",)),
    _Guess("the ROR identifier", r"ror", r"(https://ror\.org/)?0[0-9a-z]{8}", "schema:sameAs {x}",
           'IRI(CONCAT("https://ror.org/", REPLACE({v}, "^https://ror.org/", "")))', ("schema",)),
    _Guess("the ISNI", r"isni", r"[\d ]{15,18}[\dX]", "schema:sameAs {x}",
           'IRI(CONCAT("https://isni.org/isni/", REPLACE({v}, " ", "")))', ("schema",)),
    _Guess("the GND number", r"gnd", r"[\d-]{7,11}[\dX]?", "schema:sameAs {x}", 'IRI(CONCAT("https://d-nb.info/gnd/", {v}))', ("schema",)),
    _Guess("the website", r"web|url|site|www|strona|homepage", r"https?://\S+", "foaf:homepage {x}", "IRI({v})", ("foaf",)),
    _Guess("the latitude", r"^lat(itude)?$", r"-?\d{1,2}(\.\d+)?", "wgs84:lat {x}", "STRDT({v}, xsd:decimal)", ("wgs84", "xsd")),
    _Guess("the longitude", r"^(lon|lng|long|longitude)$", r"-?\d{1,3}(\.\d+)?", "wgs84:long {x}",
           "STRDT({v}, xsd:decimal)", ("wgs84", "xsd")),
    _Guess("the country", r"countr|land|kraj|pays|šalis", r"[A-Za-z]{2,3}", "ami:inCountry {x}", "fn:country({v})"),
    _Guess("the year of founding", r"found|open|establish|since|rok|year|gegr|įkurt", r"1\d{3}|20\d{2}", "ami:founded {x}", "fn:time({v})"),
)  # fmt: skip
_NAME = re.compile(r"^(name|label|title|nazwa|nom|bezeichnung|pavadinimas|institution|museum|library)", re.IGNORECASE)
_KEY = re.compile(r"^(id|key|nr|no|number|code|numer|isil|qid|ror.*|wikidata.*)$", re.IGNORECASE)
_CITY = re.compile(r"^(city|town|place|ort|stadt|miasto|miejscowo|ville|miestas|municipality)", re.IGNORECASE)
PREFIXES = {
    "ami": "https://w3id.org/amicorum/ns#",
    "cell": "https://w3id.org/amicorum/cell#",
    "fn": "https://w3id.org/amicorum/fn#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def propose_mapping(table: Path, options: Options) -> str:
    """A first mapping query for a table of institutions. Raises a `SourceError` where the table cannot be read."""
    rows = open_rows(table, options)
    lines = [line for line in islice(rows.lines, LOOKED_AT) if not line.fault]
    name = next((column for column in rows.columns if _NAME.match(column)), _find_texts(rows.columns, lines))
    key = next((column for column in rows.columns if _KEY.match(column) and _is_key(column, lines)), name)
    city = next((column for column in rows.columns if _CITY.match(column) and column != name), "")
    template, binds, used, left, taken = list[str](), list[str](), {"ami", "cell", "fn", "skos"}, list[str](), set[str]()
    for column in rows.columns:
        if column in {name, city} or (column == key and not _guess(column, lines)):
            continue
        if (guess := _guess(column, lines)) and guess.meaning not in taken:
            taken.add(guess.meaning)
            variable = f"?{_variable(column)}"
            template.append(f"    {guess.template.format(x=variable)} ;  # {guess.meaning}")
            binds.append(f"  BIND ({guess.bind.format(v=_cell(column))} AS {variable})")
            used |= set(guess.prefixes)
        else:
            left.append(column)
    prefix = make_slug(table.stem) or "list"
    return "\n".join(
        [
            f"# What a row of {table.name} means. Proposed from its columns: read it, mend it, and delete this line.",
            *(f"# Not used yet: {column}" for column in left),
            *(f"PREFIX {each}: <{PREFIXES[each]}>" for each in sorted(used)),
            "",
            "CONSTRUCT {",
            "  ?thing a ami:CulturalInstitution ;",
            "    skos:prefLabel ?label ;",
            *(["    ami:inCity ?city ;  # a city of this name and country, where the graph has it"] if city else []),
            *template,
            "    .",
            "}",
            "WHERE {",
            f"  ?row cell:{name} ?name .",
            f"  BIND ({_cell(key)} AS ?key)",
            f'  BIND (fn:thing("institution", CONCAT("{prefix}-", fn:slug(?key))) AS ?thing)',
            '  BIND (STRLANG(?name, "en") AS ?label)  # the language of the names: is it English?',
            *([f'  BIND (fn:thing("city", fn:slug({_cell(city)})) AS ?city)'] if city else []),
            *binds,
            "}",
            "",
        ]
    )


def _guess(column: str, lines: Sequence[Line]) -> _Guess | None:
    values = [line.cells[column] for line in lines if column in line.cells]
    for guess in _GUESSES:
        fits = sum(re.fullmatch(guess.value, value) is not None for value in values)
        if values and re.search(guess.name, column, re.IGNORECASE) and fits >= _MOST * len(values):
            return guess
    return None


def _is_key(column: str, lines: Sequence[Line]) -> bool:
    values = [line.cells.get(column, "") for line in lines]
    return bool(values) and all(values) and len(set(values)) == len(values)


def _find_texts(columns: Iterable[str], lines: Sequence[Line]) -> str:
    """The column with the longest texts that are no addresses: most likely the names."""

    def length(column: str) -> float:
        values = [line.cells.get(column, "") for line in lines]
        return sum(len(value) for value in values if not value.startswith("http")) / (len(values) or 1)

    return max(columns, key=length)


def _variable(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", make_slug(column)) or "value"


def _cell(column: str) -> str:
    return f'fn:cell(?row, "{column}")'
