"""Write links of the network for a reader and as cells of a table: when, on what, by which partnership, and who says so."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from functools import lru_cache

from amicorum.features.network.model import Link
from amicorum.features.network.periods import Window
from amicorum.rdf import iris
from amicorum.web.html.dates import write_day, write_time
from amicorum.web.html.i18n import Language
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.tables import Column, Holds, things

AREAS = "cooperation-areas"
"""The concept scheme of the areas."""


def sources_column(presenter: Presenter) -> Column:
    """The column that says who says so."""
    return Column("sources", presenter.language.gettext("Who says so"), Holds.GRAPHS)


def sources_cell(*links: Link) -> tuple[str, ...]:
    """Who says so, each graph once."""
    return things(iris.source_graph(each) for link in links for each in link.sources)


def partnerships_cell(*links: Link) -> tuple[str, ...]:
    """The partnerships of some links, each once."""
    return things(link.iri for link in links)


def areas_cell(areas: Iterable[str]) -> tuple[str, ...]:
    """Areas by their addresses."""
    return tuple(iris.concept(AREAS, area) for area in areas)


def say_when(presenter: Presenter, *links: Link) -> str:
    """When it began and ended, in words; of several each time once."""
    unknown = presenter.language.gettext("date unknown")

    def say(link: Link) -> str:
        begin = say_window(presenter, link.begin) or unknown
        return begin if link.end is None else f"{begin} – {say_window(presenter, link.end) or unknown}"

    return "; ".join(dict.fromkeys(map(say, links)))


def say_window(presenter: Presenter, window: Window) -> str:
    """A window in words: a day, a month or a year, else the days between which it lies."""
    first, last = window
    if not first and not last:
        return ""
    shortened = _shorten(first, last) if first and last else ""
    return _say_day(shortened, presenter.language) if shortened else say_time(f"[{first}..{last}]", presenter.language)


def _shorten(first: str, last: str) -> str:
    """The day, month or year that is just this window; empty where there is none."""
    year, month = int(first[:4]), int(first[5:7])
    if first == last:
        return first
    if (first, last) == (f"{year:04}-01-01", f"{year:04}-12-31"):
        return first[:4]
    month_end = f"{first[:7]}-{monthrange(year, month)[1]:02}"
    return first[:7] if first.endswith("-01") and last == month_end else ""


@lru_cache(maxsize=20_000)
def say_time(edtf: str, language: Language) -> str:
    """A time as EDTF has it, in words."""
    return write_time(edtf, language)


@lru_cache(maxsize=20_000)
def _say_day(text: str, language: Language) -> str:
    return write_day(text, language)
