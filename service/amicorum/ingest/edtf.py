"""Uncertain times: an EDTF text becomes four bounds, a precision and a key, by the rules of `docs/model.md`.

A single date, however coarse, and a set `[a..b]` are *one moment that is somewhere in a window*: the window of the start and
of the end are the same. An interval `a/b` is a *period*: it has a window for its start and another for its end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from edtf import EDTFParseException, parse_edtf
from edtf.parser.parser_classes import EDTFObject

OPEN = ".."
_WHOLE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?")
_SPREADSHEET = re.compile(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})")
_SERIAL = re.compile(r"([1-9]\d{4})(?:[.,]\d+)?")
_SERIAL_ORIGIN = date(1899, 12, 30)
_SET = re.compile(r"\[([^\[\]]+)\]")
_NO_YEAR = re.compile(r"XXXX-(\d\d)-(\d\d)")
_PRECISIONS = ((re.compile(r"\d{4}-\d\d-\d\d"), "day"), (re.compile(r"\d{4}-(0\d|1[0-2])"), "month"), (re.compile(r"\d{4}"), "year"))

Window = tuple[date | None, date | None]
"""First and last day on which something can have been; None where the window is open."""


@dataclass(frozen=True, slots=True)
class Time:
    """What an EDTF text says. `precision` is a key of the scheme `date-precision`; an open bound is None."""

    text: str
    precision: str
    earliest_start: date | None
    latest_start: date | None
    earliest_end: date | None
    latest_end: date | None

    @property
    def key(self) -> str:
        """The last part of its IRI: equal texts have equal keys."""
        bounds = _SET.fullmatch(self.text)
        text = f"in-{bounds[1]}" if bounds else self.text
        if bounds and OPEN in bounds[1]:
            first, last = bounds[1].split(OPEN)
            text = f"in-{first or 'open'}_{last or 'open'}"
        return text.replace(OPEN, "open").replace("/", "_").replace(",", "-or-")


@lru_cache(maxsize=4096)
def read_time(text: str) -> Time:
    """The time that an EDTF text says. Raises a `ValueError` that tells what to write instead."""
    if _SPREADSHEET.fullmatch(text):
        raise ValueError(_advise(text))
    if "/" in text:
        return _read_period(text)
    if bounds := _SET.fullmatch(text):
        window = _read_set(bounds[1])
        return Time(text, "interval", *window, *window)
    if month_day := _NO_YEAR.fullmatch(text):
        try:
            date(2000, int(month_day[1]), int(month_day[2]))  # a leap year: the 29th of February is a day
        except ValueError:
            raise ValueError(f"{text!r} is not a day of the calendar") from None
        return Time(text, "month-day", None, None, None, None)
    window = _read_date(text)
    return Time(text, _judge(text), *window, *window)


def _read_period(text: str) -> Time:
    """`2017/2022`, `../2015`, `2015/..`; an end that is left empty is unknown and has no bounds, like an open one."""
    first, _, last = text.partition("/")
    start: Window = _read_date(first) if first not in ("", OPEN) else (None, None)
    end: Window = _read_date(last) if last not in ("", OPEN) else (None, None)
    if start == end == (None, None):
        raise ValueError(f"{text!r} says nothing: leave the cell empty")
    if start[0] and end[1] and start[0] > end[1]:
        raise ValueError(f"{text!r} ends before it begins")
    return Time(text, "interval", *start, *end)


def _read_set(members: str) -> Window:
    """`[2019-11..2019-12]`, `[..2017-01-04]`, `[2015..]` and `[1990,1991]`: one of these, we do not know which."""
    if OPEN not in members:
        windows = [_read_date(member.strip()) for member in members.split(",")]
        return min(first for first, _ in windows), max(last for _, last in windows)
    first, _, last = members.partition(OPEN)
    earliest = _read_date(first)[0] if first else None
    latest = _read_date(last)[1] if last else None
    if earliest is None and latest is None:
        raise ValueError(f"'[{members}]' says nothing: leave the cell empty")
    if earliest and latest and earliest > latest:
        raise ValueError(f"'[{members}]' ends before it begins")
    return earliest, latest


def _read_date(text: str) -> tuple[date, date]:
    """First and last day of a date of any precision: `1991`, `2018-05`, `2018-05-21`, `199X`, `2019-21`, each also with `?`, `~` or `%`."""
    if not text[:1].isalnum():  # the library also reads lists in braces: several moments, where the model has one
        raise ValueError(_advise(text))
    if whole := _WHOLE.fullmatch(text):  # most dates are of this kind and need no grammar
        try:
            return _span(*(int(part) for part in whole.groups() if part))
        except ValueError:
            raise ValueError(_advise(text)) from None
    try:
        parsed: EDTFObject = parse_edtf(text)
        first, last = parsed.lower_strict(), parsed.upper_strict()
        return date(*first[:3]), date(*last[:3])
    except (EDTFParseException, ValueError, TypeError):
        raise ValueError(_advise(text)) from None


def _span(year: int, month: int = 0, day: int = 0) -> tuple[date, date]:
    """First and last day of a year, a month or a day."""
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def _judge(text: str) -> str:
    """How precise a single date is; an approximate or uncertain one, a decade or a season is a window, not a day, month or year."""
    return next((name for pattern, name in _PRECISIONS if pattern.fullmatch(text)), "interval")


def advise_serial_day(text: str) -> str:
    """The words for the number by which a spreadsheet keeps a day (days since 1899-12-30, the time of day behind the point).

    Five digits, 1927 to 2173: four are a year. Empty for what is no such number.
    """
    if not (found := _SERIAL.fullmatch(text)):
        return ""
    day = _SERIAL_ORIGIN + timedelta(days=int(found[1]))
    return f"{text!r} is the number by which a spreadsheet keeps a day: write {day.isoformat()}, and format the column as text"


def _advise(text: str) -> str:
    """The words for what is no EDTF date, with the mended form where a spreadsheet's habit can be recognised."""
    if found := _SPREADSHEET.fullmatch(text):  # 1/2/2018 is in January or in February: only points tell which
        example = f"{found[4]}-{int(found[3]):02}-{int(found[1]):02}" if found[2] == "." else "the year first, such as 2018-05-21"
        return f"{text!r} is not written as year-month-day: write {example}"
    if advice := advise_serial_day(text):
        return advice
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return f"{text!r} is not a day of the calendar"
    return f"{text!r} is not a date in EDTF: write 2018-05-21, 2018-05, 1991, [2019-11..2019-12] (some time between) or 2017/2022 (from to)"
