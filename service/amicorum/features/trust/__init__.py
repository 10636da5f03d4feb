"""How far the graph can be trusted, and where it should be looked at again: contradictions, single voices, old readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pyoxigraph import Literal, QuerySolutions, Store

from amicorum.engine.port import Engine, Term
from amicorum.engine.rows import rows
from amicorum.engine.sparql.bindings import bind
from amicorum.ingest.edtf import read_time
from amicorum.rdf.queries import load_query
from amicorum.rdf.terms import XSD
from amicorum.translations import gettext_noop

DISAGREEMENTS = "disagreements"
SECTIONS = ("one-sided", "contradictory-links", "single-source", "reviews")
"""The queries of a report, in its order."""
AGAINST_LISTS = ("missing-there", "missing-here")
"""Queries about imported lists of twin towns (`ami:listedTwin`), such as Wikidata's, which not every release has."""
LISTS = "lists"
REVIEW_YEARS = 2
"""A graph is to be compared with its source again when so many years have passed."""
TITLES = {
    "disagreements": gettext_noop("Where sources contradict each other"),
    "one-sided": gettext_noop("Twinnings that one side alone tells of"),
    "contradictory-links": gettext_noop("Links to other registers that contradict each other"),
    "single-source": gettext_noop("Agreements that one source alone tells of"),
    "reviews": gettext_noop("Graphs to be compared with their source again"),
    "missing-there": gettext_noop("Twinnings that no list of others has"),
    "missing-here": gettext_noop("Twin towns of lists that no source here tells of"),
}
"""What each query finds."""

_PRECISIONS = {"year": 9, "month": 10, "day": 11}
"""How Wikidata numbers them (https://www.wikidata.org/wiki/Help:Dates#Precision)."""

Row = Mapping[str, Term]


async def ask(engine: Engine, name: str, day: date | None = None) -> list[dict[str, Term]]:
    """The rows of one of the queries; `day` is the day on which reviews are due or not."""
    return await rows(engine, read_query(name), _bindings(name, day))


def find(store: Store, name: str, day: date | None = None) -> list[dict[str, Term]]:
    """The same from a store: a release whose union is the default graph."""
    found = store.query(bind(read_query(name), _bindings(name, day)))
    if not isinstance(found, QuerySolutions):
        raise TypeError(f"{name} selects no rows")
    names = [variable.value for variable in found.variables]
    return [{key: value for key in names if (value := row[key]) is not None} for row in found]


def write_quickstatements(missing: Sequence[Row], day: date) -> str:
    """What Wikidata lacks as QuickStatements (version 1): each partner city (P190) from both sides, since when, and where it is said.

    See https://www.wikidata.org/wiki/Help:QuickStatements. An item without a reference is left out.
    """
    lines = dict[tuple[str, str], str]()
    for row in missing:
        one, other = (row[key].value.rpartition("/")[2] for key in ("item", "twinItem"))
        since = _write_since(row["since"].value) if "since" in row else ""
        reference = f'\tS854\t"{row["reference"].value}"\tS813\t+{day.isoformat()}T00:00:00Z/11'
        for pair in ((one, other), (other, one)):
            lines.setdefault(pair, f"{pair[0]}\tP190\t{pair[1]}{since}{reference}")
    return "".join(line + "\n" for line in lines.values())


def read_query(name: str) -> str:
    """The text of one of the queries."""
    return load_query(__package__, name)


def _bindings(name: str, day: date | None) -> dict[str, Term]:
    if name != "reviews":
        return {}
    today = day or date.today()  # the day where the reader is
    return {"before": Literal(f"{today.year - REVIEW_YEARS:04}-{today.month:02}-{min(today.day, 28):02}", datatype=XSD.date)}


def _write_since(edtf: str) -> str:
    """The qualifier for the beginning (P580) where it is a year, a month or a day."""
    try:
        time = read_time(edtf)
    except ValueError:
        return ""
    since = time.dates[0]
    if not since or time.precision not in _PRECISIONS:
        return ""
    return f"\tP580\t+{since.year:04}-{since.month or 0:02}-{since.day or 0:02}T00:00:00Z/{_PRECISIONS[time.precision]}"
