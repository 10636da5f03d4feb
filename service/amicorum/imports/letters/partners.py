"""Who the partners in a spreadsheet are: cities and institutions of the registers by their exact names, else new ones."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from amicorum.imports.letters.choices import read_register
from amicorum.imports.letters.held import Held, read_held
from amicorum.ingest.functions import make_slug
from amicorum.ingest.project import Project
from amicorum.linking.folding import fold

_LANGUAGES = ("en", "pl", "lt", "de", "fr")


@dataclass(slots=True)
class Partners:
    """The cities (by folded name and country) and institutions (by folded name and city) that the project knows."""

    cities: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    institutions: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    documents: list[Held] = field(default_factory=list)
    """What they signed, as far as the registers hold it."""

    def find_city(self, name: str, country: str) -> str:
        """The key of a city; empty where none or several have the name."""
        return _choose(self.cities.get((fold(name), country), set()))

    def find_institution(self, name: str, city: str) -> str:
        """The key of an institution; empty where none or several in the city have the name. Nothing is guessed."""
        return _choose(self.institutions.get((fold(name), city), set())) if city else ""

    @staticmethod
    def make_key(*parts: str) -> str:
        """A key of its own for something new: readable, and another for other parts."""
        digest = hashlib.sha256("\n".join(map(fold, parts)).encode()).hexdigest()[:8]
        return "-".join(filter(None, ("letters", make_slug(parts[0]).removeprefix("letters-")[:40].strip("-"), digest)))


def read_partners(project: Project) -> Partners:
    """The partners that a project's registers name, and their documents."""
    partners, same_as = Partners(), dict[str, str]()
    for row in read_register(project, "cities"):
        for name in filter(None, (row.get(f"label_{language}") for language in _LANGUAGES)):
            partners.cities[fold(name), row["country"]].add(row["id"])
    for row in read_register(project, "institutions"):
        names = [row["name"], *(row.get(f"label_{language}", "") for language in _LANGUAGES), *row.get("alt_names", "").split(";")]
        for name in filter(str.strip, names):
            partners.institutions[fold(name), row["city"]].add(row.get("same_as") or row["id"])
        if row.get("same_as"):
            same_as[row["id"]] = row["same_as"]
    partners.documents = read_held(read_register(project, "institution-agreements"), same_as)
    return partners


def _choose(keys: set[str]) -> str:
    return next(iter(keys)) if len(keys) == 1 else ""
