"""EDTF texts for property tests: every form that the project reads."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

MARKS = st.sampled_from(["", "", "", "?", "~", "%"])
YEARS = st.integers(1000, 2999).map(str)
MONTHS = st.tuples(YEARS, st.integers(1, 12)).map(lambda parts: f"{parts[0]}-{parts[1]:02}")
DAYS = st.dates(min_value=date(1000, 1, 1)).map(str)
EXACT_DATES = st.one_of(YEARS, MONTHS, DAYS)
DECADES = YEARS.map(lambda year: f"{year[:3]}X")
CENTURIES = YEARS.map(lambda year: f"{year[:2]}XX")
SEASONS = st.tuples(YEARS, st.integers(21, 24)).map(lambda parts: f"{parts[0]}-{parts[1]}")
DATES = st.tuples(EXACT_DATES, MARKS).map("".join)
"""Years, months and days, also with doubt about them."""
COARSE_DATES = st.one_of(DECADES, CENTURIES, SEASONS)
MONTH_DAYS = st.dates().map(lambda day: f"XXXX-{day:%m-%d}")


def _order(pair: list[str]) -> tuple[str, str]:
    first, last = sorted(pair)
    return first, last


PAIRS = st.lists(DATES, min_size=2, max_size=2, unique_by=lambda date: date[:4]).map(_order)
PERIODS = st.one_of(
    PAIRS.map("/".join),
    DATES.map(lambda date: f"../{date}"),
    DATES.map(lambda date: f"{date}/.."),
    DATES.map(lambda date: f"/{date}"),
    DATES.map(lambda date: f"{date}/"),
)
RANGES = st.one_of(
    PAIRS.map(lambda pair: f"[{pair[0]}..{pair[1]}]"), DATES.map(lambda date: f"[..{date}]"), DATES.map(lambda date: f"[{date}..]")
)
CHOICES = st.lists(DATES, min_size=2, max_size=4).map(lambda dates: f"[{','.join(dates)}]")
TIMES = st.one_of(DATES, COARSE_DATES, MONTH_DAYS, PERIODS, RANGES, CHOICES)
