"""Make the tables and charts of /statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from amicorum.features.statistics import Figure, Statistics
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.charts import YearChart, draw_years, share
from amicorum.web.pages.tables import Cell, Column, Holds, Table

FIRST_YEAR = 1945
"""The first year that is drawn: what is earlier is so rare that it stands in the table alone."""
MOST_BARS = 25
"""Rows that are drawn; the file has all."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of bars: what it is of, by address or as text, and for each series its number and its length in per cent."""

    names: tuple[str, ...]
    text: str
    values: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure as the page shows it."""

    name: str
    heading: str
    query: str
    left_out: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    years: YearChart | None = None


def list_headings(presenter: Presenter) -> Mapping[str, str]:
    """What each figure is called."""
    gettext = presenter.language.gettext
    return {
        "years": gettext("Agreements by year of signing"),
        "areas": gettext("Agreements by area of cooperation"),
        "countries": gettext("Partnerships between countries"),
        "types": gettext("Agreements by type"),
        "statuses": gettext("Agreements by status"),
        "sources": gettext("Agreements by number of sources"),
    }


def make_table(presenter: Presenter, figure: Figure) -> Table:
    """A figure as a table: as the query gives it."""
    gettext = presenter.language.gettext
    headings = {
        "year": gettext("Year"), "institutions": gettext("of institutions"), "cities": gettext("of cities"), "area": gettext("Area"),
        "agreements": gettext("Agreements"), "one": gettext("Country"), "other": gettext("Other country"), "type": gettext("Type"),
        "status": gettext("Status"), "sources": gettext("Sources"),
    }  # fmt: skip
    keys = list(figure.rows[0]) if figure.rows else []
    columns = [Column(key, headings[key], Holds.NUMBER if _is_number(figure, key) else Holds.THINGS) for key in keys]
    rows: list[tuple[Cell, ...]] = [
        tuple(int(row[column.key].value) if column.holds is Holds.NUMBER else (row[column.key].value,) for column in columns)
        for row in figure.rows
    ]
    return Table(list_headings(presenter)[figure.name], columns, rows)


def make_chart(presenter: Presenter, statistics: Statistics, name: str, table: Table, last_year: int) -> Chart:
    """A figure as a chart: columns over the years, else bars."""
    figure = statistics.figures[name]
    if name == "years":
        numbers = [[int(cell) for cell in row if isinstance(cell, int)] for row in table.rows]
        years = draw_years({year: values for year, *values in numbers}, FIRST_YEAR, last_year)
        series = tuple(column.heading for column in table.columns[1:])
        return Chart(
            name=name,
            heading=table.caption,
            query=figure.query,
            left_out=_tell_left_out(presenter, statistics, figure),
            series=series,
            bars=(),
            years=years,
        )
    return replace(draw_bars(name, table), query=figure.query, left_out=_tell_left_out(presenter, statistics, figure))


def draw_bars(name: str, table: Table) -> Chart:
    """A table as bars: for each row what it is of, and a bar for each number."""
    series = [column for column in table.columns if column.holds is Holds.NUMBER and column.key != "sources"]
    places = [table.columns.index(column) for column in series]
    bars: list[Bar] = []
    largest = max((cell for row in table.rows for cell in (row[place] for place in places) if isinstance(cell, int)), default=0)
    for row in table.rows[:MOST_BARS]:
        things = tuple(address for cell in row if isinstance(cell, tuple) for address in cell)
        values = [cell for cell in (row[place] for place in places) if isinstance(cell, int)]
        bars.append(Bar(things, "" if things else str(row[0]), tuple((value, share(value, largest)) for value in values)))
    return Chart(
        name=name, heading=table.caption, query="", left_out="", series=tuple(column.heading for column in series), bars=tuple(bars)
    )


def _tell_left_out(presenter: Presenter, statistics: Statistics, figure: Figure) -> str:
    """What a figure does not count."""
    gettext, number = presenter.language.gettext, presenter.language.number
    numbers = {"num": number(figure.left_out or 0), "all": number(statistics.agreements)}
    match figure.name:
        case "years":
            return gettext(
                "Left out: %(num)s of %(all)s agreements, because no source gives the year of their signing, or only a wider span.",
                **numbers,
            )
        case "areas":
            return gettext(
                "Left out: %(num)s of %(all)s agreements, whose sources name no area. One that names several counts under each.", **numbers
            )
        case "types":
            return gettext(
                "Left out: %(num)s of %(all)s agreements without a type. Where sources differ, one counts under each type.", **numbers
            )
        case "statuses":
            return gettext(
                "Left out: %(num)s of %(all)s agreements without a status. Where sources differ, one counts under each status.", **numbers
            )
        case "countries":
            return gettext("Partnerships with partners of more than two countries count for each pair; ended and announced ones count too.")
        case _:
            return gettext("Pages of one website, or copies of one text, count as several sources.")


def _is_number(figure: Figure, key: str) -> bool:
    return all(row[key].value.isdigit() for row in figure.rows if key in row)
