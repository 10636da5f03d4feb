"""Charts drawn on the server: columns over the years and bars beside names, in shares of the width, so that text keeps its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEIGHT = 180
"""Height of the columns at the largest value, in CSS pixels."""
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a column: its series, its place from the top and its height in pixels."""

    series: int
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class ColumnOfYear:
    """A year's column: from where to where in per cent of the width, and its parts from the bottom up."""

    year: int
    left: float
    width: float
    values: tuple[int, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class YearChart:
    """Columns over years, with marks on both axes."""

    columns: tuple[ColumnOfYear, ...]
    years: tuple[tuple[int, float], ...]
    """Years to write below, each with the middle of its column in per cent."""
    marks: tuple[tuple[int, float], ...]
    """Values to write at the side, each with its place from the top in pixels."""
    before: int
    """How many stand before the first year that is drawn."""
    height: int = HEIGHT


def draw_years(values: Mapping[int, Sequence[int]], first: int, last: int, largest: int = 0) -> YearChart:
    """The chart of some series by year, from `first` to `last`; what is earlier is only counted.

    `largest` is the value as high as the chart, by default the largest that there is: for charts with one scale.
    """
    years = range(first, last + 1)
    largest = largest or max((sum(values.get(year, ())) for year in years), default=0) or 1
    width = 100 / max(len(years), 1)
    columns = []
    for place, year in enumerate(years):
        top, pieces = float(HEIGHT), []
        for series, value in enumerate(values.get(year, ())):
            height = round(HEIGHT * value / largest, 1)
            top -= height
            if value:
                pieces.append(Piece(series, round(top, 1), height))
        columns.append(
            ColumnOfYear(
                year=year,
                left=round(place * width, 3),
                width=round(width * 0.8, 3),
                values=tuple(values.get(year, ())),
                pieces=tuple(pieces),
            )
        )
    every = _round_step(len(years) / 8)
    written = [year for year in years if year % every == 0]
    step = _round_step(largest / 4)
    return YearChart(
        columns=tuple(columns),
        years=tuple((year, round((year - first + 0.4) * width, 2)) for year in written),
        marks=tuple((value, round(HEIGHT * (1 - value / largest), 1)) for value in range(step, largest + 1, step)),
        before=sum(sum(each) for year, each in values.items() if year < first),
    )


def share(value: float, largest: float) -> float:
    """The length of a bar in per cent."""
    return round(100 * value / largest, 2) if largest else 0.0


def _round_step(wanted: float) -> int:
    """The smallest of 1, 2, 5, 10, 20 … that is no smaller than what is wanted."""
    step, power = 1, 1
    while step < wanted:
        for each in _STEPS:
            step = each * power
            if step >= wanted:
                break
        power *= 10
    return step
