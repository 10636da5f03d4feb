"""Make the tables of /disagreements and /report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal

from amicorum.engine.port import Term
from amicorum.features.gaps import Gap
from amicorum.features.trust import TITLES
from amicorum.rdf.terms import XSD
from amicorum.translations import gettext_noop
from amicorum.web.html.dates import write_day, write_time
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.tables import Cell, Column, Holds, Table

Row = Mapping[str, Term]
_TEXT, _THINGS, _GRAPHS, _NUMBER = Holds.TEXT, Holds.THINGS, Holds.GRAPHS, Holds.NUMBER

ADVICE = {
    "one-sided": gettext_noop("Silence may mean that a link has gone cold, or that one page is out of date. Ask before you conclude."),
    "contradictory-links": gettext_noop("One address stands for two things here, or one thing has two of one register: one is wrong."),
    "single-source": gettext_noop("Enough to quote, not enough to settle a dispute; the least sure come first."),
    "reviews": gettext_noop("Two years after they were last compared, pages have often changed; the oldest come first."),
    "missing-there": gettext_noop("Only between cities of which a list has some. Check each before you send it to Wikidata."),
    "missing-here": gettext_noop("Lists do not tell kinds of partnership apart: look for a page of the city before you believe one."),
}
COLUMNS: Mapping[str, Sequence[tuple[str, str, Holds]]] = {
    "disagreements": (
        ("about", gettext_noop("What it is about"), _THINGS), ("property", gettext_noop("Property"), _THINGS),
        ("statementA", gettext_noop("One says"), _THINGS), ("sourcesA", gettext_noop("Who says so"), _GRAPHS),
        ("statementB", gettext_noop("The other says"), _THINGS), ("sourcesB", gettext_noop("Who says so"), _GRAPHS),
        ("decided", gettext_noop("The curators decided"), _TEXT),
    ),
    "one-sided": (
        ("twinning", gettext_noop("Twinning"), _THINGS), ("speaks", gettext_noop("Tells of it"), _THINGS),
        ("silent", gettext_noop("Does not"), _THINGS), ("page", gettext_noop("Page"), _TEXT),
        ("source", gettext_noop("Who says so"), _GRAPHS),
    ),
    "contradictory-links": (
        ("thing", gettext_noop("Thing"), _THINGS), ("link", gettext_noop("Link"), _THINGS),
        ("other", gettext_noop("Other thing"), _THINGS), ("otherLink", gettext_noop("Other link"), _THINGS),
    ),
    "single-source": (
        ("agreement", gettext_noop("Agreement"), _THINGS), ("confidence", gettext_noop("How sure"), _THINGS),
        ("source", gettext_noop("Who says so"), _GRAPHS),
    ),
    "reviews": (
        ("graph", gettext_noop("Graph"), _THINGS), ("modified", gettext_noop("Last compared"), _TEXT),
        ("statements", gettext_noop("Statements"), _NUMBER),
    ),
    "missing-there": (
        ("city", gettext_noop("City"), _THINGS), ("twin", gettext_noop("Twin city"), _THINGS),
        ("twinning", gettext_noop("Twinning"), _THINGS),
        ("since", gettext_noop("Since when"), _TEXT), ("reference", gettext_noop("Page"), _TEXT),
        ("source", gettext_noop("Who says so"), _GRAPHS),
    ),
    "missing-here": (
        ("city", gettext_noop("City"), _THINGS), ("twin", gettext_noop("Twin city"), _THINGS), ("graph", gettext_noop("Graph"), _THINGS),
    ),
}  # fmt: skip
"""Of each query the columns that are shown: variable, heading, what it holds."""


def make_table(presenter: Presenter, name: str, rows: Sequence[Row]) -> Table:
    """The rows of a query as a table."""
    gettext = presenter.language.gettext
    columns = [Column(key, gettext(heading), holds) for key, heading, holds in COLUMNS[name]]
    return Table(
        gettext(TITLES[name]),
        columns,
        [tuple(_write(presenter, column.holds, row.get(column.key), _is_time(column.key, row)) for column in columns) for row in rows],
    )


def make_gap_table(presenter: Presenter, gap: Gap) -> Table:
    """Things that lack something, those that are used most first."""
    gettext = presenter.language.gettext
    columns = [
        Column("thing", gettext("Thing"), Holds.THINGS),
        Column("uses", gettext("Partnerships"), Holds.NUMBER),
        Column("detail", gettext("What is missing")),
    ]
    rows: list[tuple[Cell, ...]] = [((lack.thing,), lack.uses, lack.detail) for lack in gap.lacks]
    filled = len(columns) if any(lack.detail for lack in gap.lacks) else 2
    return Table(gettext(gap.title), columns[:filled], [row[:filled] for row in rows])


def _is_time(key: str, row: Row) -> bool:
    """Whether a value is a time as EDTF has it."""
    times = ("occurred", "founded")
    return key in ("since", "decided") or (key in ("statementA", "statementB") and row["property"].value.rpartition("#")[2] in times)


def _write(presenter: Presenter, holds: Holds, term: Term | None, time: bool) -> Cell:
    if term is None:
        return "" if holds is Holds.TEXT else ()
    if not isinstance(term, Literal):
        return (term.value,) if holds is not Holds.TEXT else term.value
    if holds is Holds.GRAPHS:
        return tuple(sorted(term.value.split()))
    if time:
        return write_time(term.value, presenter.language)
    if term.datatype == XSD.date:
        return write_day(term.value, presenter.language)
    return int(term.value) if holds is Holds.NUMBER else term.value
