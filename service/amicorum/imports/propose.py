"""Proposing a mapping: what the names and the values of a table's columns suggest, written as a query for a person to mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from babel.languages import get_official_languages

from amicorum.imports.readers import open_rows
from amicorum.imports.rows import Line, Options
from amicorum.ingest.functions import make_slug
from amicorum.linking.geography import read_country
from amicorum.linking.lists import guess_roles

LOOKED_AT = 200
"""Rows whose values are looked at."""
COUNTRIES = 20
"""Countries for which the language of a name is told apart."""
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
    _Guess("the VIAF number", r"viaf", r"\d{2,22}", "schema:sameAs {x}", 'IRI(CONCAT("http://viaf.org/viaf/", {v}))', ("schema",)),
    _Guess("the GND number", r"gnd", r"[\d-]{7,11}[\dX]?", "schema:sameAs {x}", 'IRI(CONCAT("https://d-nb.info/gnd/", {v}))', ("schema",)),
    _Guess("the website", r"web|url|site|www|strona|homepage", r"https?://\S+", "foaf:homepage {x}", "IRI({v})", ("foaf",)),
    _Guess("the latitude", r"^lat(itude)?$", r"-?\d{1,2}(\.\d+)?", "wgs84:lat {x}", "STRDT({v}, xsd:decimal)", ("wgs84", "xsd")),
    _Guess("the longitude", r"^(lon|lng|long|longitude)$", r"-?\d{1,3}(\.\d+)?", "wgs84:long {x}",
           "STRDT({v}, xsd:decimal)", ("wgs84", "xsd")),
    _Guess("the year of founding", r"found|open|establish|since|rok|year|gegr|įkurt|zalo|dibin|asut|alap|fond", r".*\b(1\d{3}|20\d{2}).*",
           "ami:founded {x}", "fn:time({v})"),
)  # fmt: skip
_KEY = re.compile(r"^(id|key|nr|no|number|code|numer|isil|qid|ror.*|wikidata.*)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:^|_)([a-z]{2})$")
"""The language of a name, at the end of its column's."""
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
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
    roles = guess_roles(rows.columns)
    names = [column for column in rows.columns if roles.get(column) == "name"] or [_find_texts(rows.columns, lines)]
    name = next((column for column in names if not _LANGUAGE.search(column)), names[0])
    key = next((column for column in rows.columns if _KEY.match(column) and _is_key(column, lines)), name)
    part = _Parts()
    country = _find_role(roles, "country")
    _name_thing(part, name, names, country, lines)
    if country:
        part.say("ami:inCountry ?country ;", f"BIND (fn:countryNamed({_cell(country)}) AS ?country)")
    if city := _find_role(roles, "city"):
        part.say(
            "ami:inCity ?city ;  # a city of this name, where the graph has it in this country",
            f'BIND (fn:thing("city", fn:slug({_cell(city)})) AS ?city)',
        )
    if isil := _find_role(roles, "isil"):
        part.say_isil(isil)
    left, taken = list[str](), set[str]()
    for column in rows.columns:
        if column in {*names, city, country, isil} or (column == key and not _guess(column, lines)):
            continue
        if (guess := _guess(column, lines)) and guess.meaning not in taken:
            taken.add(guess.meaning)
            variable = f"?{_variable(column)}"
            part.say(
                f"{guess.template.format(x=variable)} ;  # {guess.meaning}", f"BIND ({guess.bind.format(v=_cell(column))} AS {variable})"
            )
            part.prefixes |= set(guess.prefixes)
        else:
            left.append(column)
    prefix = make_slug(table.stem) or "list"
    return "\n".join(
        [
            f"# What a row of {table.name} means. Proposed from its columns: read it, mend it, and delete this line.",
            *(f"# Not used yet: {column}" for column in left),
            *(f"PREFIX {each}: <{PREFIXES[each]}>" for each in sorted(part.prefixes)),
            "",
            "CONSTRUCT {",
            "  ?thing a ami:CulturalInstitution ;",
            *(f"    {line}" for line in part.template),
            "    .",
            *part.more,
            "}",
            "WHERE {",
            f"  ?row cell:{name} ?name .",
            f"  BIND ({_cell(key)} AS ?key)",
            f'  BIND (fn:thing("institution", CONCAT("{prefix}-", fn:slug(?key))) AS ?thing)',
            *(f"  {line}" for line in part.binds),
            "}",
            "",
        ]
    )


@dataclass(slots=True)
class _Parts:
    """What a proposed query says of a thing, and how its values are bound."""

    template: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    """What the template says of other things."""
    binds: list[str] = field(default_factory=list)
    prefixes: set[str] = field(default_factory=lambda: {"ami", "cell", "fn", "skos"})

    def say(self, statement: str, bind: str) -> None:
        """Add a statement about the thing."""
        self.template.append(statement)
        self.binds.append(bind)

    def say_isil(self, column: str) -> None:
        """Add an identifier of its own scheme, where the cell is not empty."""
        self.prefixes.add("adms")
        self.say("adms:identifier ?identifier ;", f"BIND ({_cell(column)} AS ?isil)")
        self.more.append("  ?identifier a adms:Identifier ; skos:notation ?isil ; ami:identifierScheme ?scheme .")
        self.binds += [
            'BIND (IF(BOUND(?isil), fn:thing("identifier", CONCAT("isil-", ?isil)), ?none) AS ?identifier)',
            'BIND (fn:concept("identifier-schemes", "isil") AS ?scheme)',
        ]


def _name_thing(part: _Parts, name: str, names: Sequence[str], country: str, lines: Sequence[Line]) -> None:
    """The names, each with its language: what its column's name says, else the language of the country in the same row."""
    told = _LANGUAGE.search(name)
    language = f'"{told[1]}"' if told else _guess_language(country, lines)
    part.say("skos:prefLabel ?label ;", f"BIND (STRLANG(?name, {language}) AS ?label)  # the language of the names: is it right?")
    for number, column in enumerate((each for each in names if each != name), start=2):
        found = _LANGUAGE.search(column)
        term = "skos:prefLabel" if found else "skos:altLabel"
        spoken = f'"{found[1]}"' if found else language
        part.say(f"{term} ?label{number} ;", f"BIND (STRLANG({_cell(column)}, {spoken}) AS ?label{number})")


def _guess_language(country: str, lines: Sequence[Line]) -> str:
    """The language that is spoken most in the country of a row; undetermined for a country whose name is not known."""
    spoken: dict[str, list[str]] = {}
    for value in sorted({line.cells[country] for line in lines if country in line.cells})[:COUNTRIES]:
        official = get_official_languages(read_country(value)) if read_country(value) else ()
        if official:
            spoken.setdefault(official[0], []).append(f'"{value}"')
    if len(spoken) < 2:
        return f'"{next(iter(spoken), "und")}"'
    cases = '"und"'
    for language, values in spoken.items():
        cases = f'IF({_cell(country)} IN ({", ".join(values)}), "{language}", {cases})'
    return cases


def _find_role(roles: Mapping[str, str], role: str) -> str:
    """The column of a role; empty where there is none."""
    return next((column for column, given in roles.items() if given == role), "")


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
