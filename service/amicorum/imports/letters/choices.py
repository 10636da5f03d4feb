"""What may be chosen in the spreadsheet for letters of intent: concepts and countries, by any of their names in any language."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from rapidfuzz import process

from amicorum.errors import SourceError
from amicorum.ingest.project import Project
from amicorum.linking.folding import fold
from amicorum.rdf.terms import SKOS
from amicorum.translations import LANGUAGES

COUNTRIES = "countries"
_SCHEMES = ("agreement-types", "statuses", "act-types", "cooperation-areas")
_OTHER = {"statuses": {"planned", "took-place", "cancelled", "no-agreement"}}
"""Concepts that are not for documents: they are of events, or say that there is no document."""


@dataclass(slots=True)
class Choices:
    """What may be chosen in one column: each key's name and explanation by language, and the keys by every folded name."""

    names: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    definitions: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    others: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The keys by each other folded name that people may write."""
    hidden: set[str] = field(default_factory=set)
    """Keys that are understood and not offered."""

    def list(self, language: str) -> list[str]:
        """The names that are offered in a language, in the order of the alphabet."""
        return sorted((self.name(key, language) for key in self.names if key not in self.hidden), key=fold)

    def name(self, key: str, language: str) -> str:
        """A key's name in a language, else in English."""
        names = self.names[key]
        return names.get(language) or names.get("en") or key

    def define(self, name: str, language: str) -> str:
        """The explanation of an offered name; empty where there is none."""
        definitions = self.definitions.get(self.find(name, language), {})
        return definitions.get(language) or definitions.get("en", "")

    def find(self, text: str, language: str) -> str:
        """The key that a text means; empty where it means none or several. The names in `language` come first."""
        wanted = fold(text)
        for known in (language, ""):
            named = {
                key for key, names in self.names.items() for code, name in names.items() if known in ("", code) and fold(name) == wanted
            }
            if named:
                return named.pop() if len(named) == 1 else ""
        others = self.others.get(wanted, set())
        return next(iter(others)) if len(others) == 1 else ""

    def suggest(self, text: str, language: str) -> str:
        """The offered name most like a text."""
        offered = self.list(language)
        best = process.extractOne(fold(text), offered, processor=fold)
        return str(best[0]) if best else ""


def read_choices(project: Project) -> dict[str, Choices]:
    """The choices by the name of their scheme, and `countries`. Raises a `SourceError` for a scheme that cannot be read."""
    found = {scheme: _read_scheme(project.ontology / "schemes" / f"{scheme}.ttl", scheme) for scheme in _SCHEMES}
    return found | {COUNTRIES: _read_countries(read_register(project, "countries"))}


def read_register(project: Project, name: str) -> list[dict[str, str]]:
    """The rows of a register; none where the project does not have it."""
    path = project.registers / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read_scheme(path: Path, scheme: str) -> Choices:
    try:
        triples = [quad.triple for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)]
    except (OSError, SyntaxError) as error:
        raise SourceError(f"the scheme cannot be read: {error}", file=str(path)) from None
    choices = Choices(hidden=set(_OTHER.get(scheme, ())))
    for triple in triples:
        if not isinstance(triple.subject, NamedNode):
            continue
        key = triple.subject.value.rpartition("/")[2]
        if triple.predicate == SKOS.narrower and scheme == "agreement-types":
            choices.hidden.add(key)  # its narrower ones are offered
        if not isinstance(triple.object, Literal):
            continue
        language = triple.object.language or ""
        if triple.predicate == SKOS.prefLabel:
            choices.names[key][language] = triple.object.value
        elif triple.predicate == SKOS.definition:
            choices.definitions[key][language] = triple.object.value
        elif triple.predicate in {SKOS.altLabel, SKOS.notation}:
            choices.others[fold(triple.object.value)].add(key)
    return choices


def _read_countries(rows: Iterable[dict[str, str]]) -> Choices:
    choices = Choices()
    for row in rows:
        key = row["id"]
        choices.names[key] = {language: row[f"label_{language}"] for language in LANGUAGES if row.get(f"label_{language}")}
        for other in (row["authority"], *(row.get("alt_pl", "").split(";")), *(row.get("alt_lt", "").split(";"))):
            if other.strip():
                choices.others[fold(other)].add(key)
    for code, name in _list_territories():
        choices.others[fold(name)].add(code)
        choices.others[fold(code)].add(code)
    return choices


def _list_territories() -> Iterator[tuple[str, str]]:
    for language in (*LANGUAGES, "de", "fr"):
        yield from ((code, name) for code, name in Locale(language).territories.items() if len(code) == 2 and code.isalpha())
