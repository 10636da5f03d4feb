"""What is not settled in the data, ranked by how much it is used: seats, types, identifiers, places, names in each language."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from pyoxigraph import QuerySolutions, Store

from amicorum.engine.port import Engine, Term
from amicorum.engine.rows import rows
from amicorum.rdf.queries import load_query
from amicorum.translations import gettext_noop

TITLES = {
    "institutions-without-seat": gettext_noop("Institutions without a seat"),
    "institutions-of-a-general-type": gettext_noop("Institutions of a type that has narrower ones"),
    "institutions-without-identifier": gettext_noop("Institutions without an identifier"),
    "institutions-without-name": gettext_noop("Institutions that no source names"),
    "institutions-without-partner": gettext_noop("Institutions that are party of nothing"),
    "cities-without-identifier": gettext_noop("Cities without an identifier"),
    "cities-without-coordinates": gettext_noop("Cities without coordinates"),
    "labels-missing": gettext_noop("Labels missing in a language"),
}
"""The gaps in the order of the report: the name of the query that finds each, and what it is called."""

COLUMNS = ("thing", "name", "uses", "detail")

LABELS = "labels-missing"
"""The gap whose rows name the languages that are missing, beside the thing."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A thing that lacks something; `uses` counts the partnerships that it takes part in, `detail` says what exactly, or is empty."""

    thing: str
    name: str
    uses: int
    detail: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What one query found: the things that are used most first."""

    key: str
    title: str
    lacks: Sequence[Lack]

    def count_details(self) -> Counter[str]:
        """How many things lack each word of the details, such as a language."""
        return Counter(word for lack in self.lacks for word in lack.detail.split())


def find_gaps(store: Store) -> list[Gap]:
    """Ask a release, its union in the default graph, for everything that is not settled."""
    return [Gap(key, title, _ask(store, key)) for key, title in TITLES.items()]


async def ask_gaps(engine: Engine) -> list[Gap]:
    """The same from an engine."""
    found = await asyncio.gather(*(rows(engine, load_query(__package__, key)) for key in TITLES))
    return [Gap(key, title, _rank(_read(row.get) for row in each)) for (key, title), each in zip(TITLES.items(), found, strict=True)]


def _ask(store: Store, key: str) -> list[Lack]:
    return _rank(_read(row.__getitem__) for row in cast(QuerySolutions, store.query(load_query(__package__, key))))


def _read(cell: Callable[[str], object]) -> Lack:
    thing, name, uses, detail = (term.value if (term := cast("Term | None", cell(column))) else "" for column in COLUMNS)
    return Lack(thing=thing, name=name, uses=int(uses), detail=detail)


def _rank(lacks: Iterable[Lack]) -> list[Lack]:
    return sorted(lacks, key=lambda lack: (-lack.uses, lack.name, lack.thing))
