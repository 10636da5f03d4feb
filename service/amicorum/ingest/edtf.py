"""Uncertain times: an EDTF text becomes four bounds, a precision and a key, by the rules of `docs/model.md`.

A single date, however coarse, and a set `[a..b]` are *one moment that is somewhere in a window*: the window of the start and
of the end are the same. An interval `a/b` is a *period*: it has a window for its start and another for its end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from edtf import EDTFParseException, parse_edtf
from edtf.parser.parser_classes import EDTFObject

OPEN = ".."
_MARKS = "?~%"
_HALF_KNOWN = re.compile(r"-(\dX|X\d)")
_LEAP_YEAR = 2000
"""Stands in for a year that is not known: 29 February exists in it."""
_WHOLE = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?")
_SPREADSHEET = re.compile(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})")
_SERIAL = re.compile(r"([1-9]\d{4})(?:[.,]\d+)?")
_SERIAL_ORIGIN = date(1899, 12, 30)
_SET = re.compile(r"\[([^\[\]]+)\]")
_NO_YEAR = re.compile(r"XXXX-(\d\d)-(\d\d)")
_PRECISIONS = ((re.compile(r"\d{4}-\d\d-\d\d"), "day"), (re.compile(r"\d{4}-(0\d|1[0-2])"), "month"), (re.compile(r"\d{4}"), "year"))

Window = tuple[date | None, date | None]
"""First and last day on which something can have been; None where the window is open."""
_OPEN: Window = (None, None)


class Form(Enum):
    """How an EDTF text is built."""

    DATE = "a date of any precision"
    MONTH_DAY = "a day of an unknown year"
    CHOICE = "one of several dates"
    RANGE = "some time between two dates"
    PERIOD = "from one date to another"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as it is written: the first and the last day that it can be, and as much of year, month and day as stands there in digits."""

    text: str
    first: date
    last: date
    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def approximate(self) -> bool:
        """Whether it is marked as "about" (`~`, `%`)."""
        return self.text.endswith(("~", "%"))

    @property
    def uncertain(self) -> bool:
        """Whether it is marked as doubtful (`?`, `%`)."""
        return self.text.endswith(("?", "%"))


@dataclass(frozen=True, slots=True)
class Time:
    """What an EDTF text says. `precision` is a key of the scheme `date-precision`."""

    text: str
    form: Form
    precision: str
    dates: tuple[PartialDate | None, ...]
    """The date; those to choose from; or the two ends, None for one that is open or unknown."""
    start: Window
    end: Window

    @property
    def key(self) -> str:
        """The last part of its IRI: equal texts have equal keys."""
        text = self.text
        if self.form is Form.CHOICE:
            text = f"in-{text.strip('[]')}"
        elif self.form is Form.RANGE:
            first, _, last = text.strip("[]").partition(OPEN)
            text = f"in-{first or 'open'}_{last or 'open'}"
        return text.replace(OPEN, "open").replace("/", "_").replace(",", "-or-")


@lru_cache(maxsize=4096)
def read_time(text: str) -> Time:
    """The time that an EDTF text says. Raises a `ValueError` that tells what to write instead."""
    if _SPREADSHEET.fullmatch(text):
        raise ValueError(_advise(text))
    if is_period(text):
        return _read_period(text)
    if members := _SET.fullmatch(text):
        return _read_range(text, members[1]) if OPEN in members[1] else _read_choice(text, members[1])
    if month_day := _NO_YEAR.fullmatch(text):
        month, day = int(month_day[1]), int(month_day[2])
        try:
            in_leap_year = date(_LEAP_YEAR, month, day)
        except ValueError:
            raise ValueError(f"{text!r} is not a day of the calendar") from None
        return Time(
            text=text,
            form=Form.MONTH_DAY,
            precision="month-day",
            dates=(PartialDate(text=text, first=in_leap_year, last=in_leap_year, year=None, month=month, day=day),),
            start=_OPEN,
            end=_OPEN,
        )
    found = _read_date(text)
    window = found.first, found.last
    return Time(text=text, form=Form.DATE, precision=_judge(text), dates=(found,), start=window, end=window)


def is_period(text: str) -> bool:
    """Whether an EDTF text is an interval `a/b`, and not one moment."""
    return "/" in text


def _read_period(text: str) -> Time:
    """`2017/2022`, `../2015`, `2015/..`; an end that is left empty is unknown and has no bounds, like an open one."""
    first, _, last = text.partition("/")
    dates = tuple(_read_date(end) if end not in ("", OPEN) else None for end in (first, last))
    start, end = ((each.first, each.last) if each else _OPEN for each in dates)
    if start == end == _OPEN:
        raise ValueError(f"{text!r} says nothing: leave the cell empty")
    if start[0] and end[1] and start[0] > end[1]:
        raise ValueError(f"{text!r} ends before it begins")
    return Time(text=text, form=Form.PERIOD, precision="interval", dates=dates, start=start, end=end)


def _read_choice(text: str, members: str) -> Time:
    """`[1990,1991]`: one of these, we do not know which."""
    dates = tuple(_read_date(member.strip()) for member in members.split(","))
    window = min(each.first for each in dates), max(each.last for each in dates)
    return Time(text=text, form=Form.CHOICE, precision="interval", dates=dates, start=window, end=window)


def _read_range(text: str, members: str) -> Time:
    """`[2019-11..2019-12]`, `[..2017-01-04]`, `[2015..]`: some time between the two."""
    first, _, last = members.partition(OPEN)
    dates = tuple(_read_date(end) if end else None for end in (first, last))
    earliest, latest = (dates[0].first if dates[0] else None), (dates[1].last if dates[1] else None)
    if earliest is None and latest is None:
        raise ValueError(f"{text!r} says nothing: leave the cell empty")
    if earliest and latest and earliest > latest:
        raise ValueError(f"{text!r} ends before it begins")
    return Time(text=text, form=Form.RANGE, precision="interval", dates=dates, start=(earliest, latest), end=(earliest, latest))


def _read_date(text: str) -> PartialDate:
    """A date of any precision: `1991`, `2018-05`, `2018-05-21`, `199X`, `2019-21`, each also with `?`, `~` or `%`."""
    # The library also reads lists in braces, which are several moments where the model has one, and fails on a month like 1X.
    if not text[:1].isalnum() or _HALF_KNOWN.search(text):
        raise ValueError(_advise(text))
    whole = _WHOLE.fullmatch(text.rstrip(_MARKS))
    parts = [int(part) for part in whole.groups() if part] if whole else []
    try:
        if whole and whole[0] == text:  # most dates are of this kind and need no grammar
            return PartialDate(text, *_span(*parts), *parts)
        parsed: EDTFObject = parse_edtf(text)
        first, last = parsed.lower_strict(), parsed.upper_strict()
        return PartialDate(text, date(*first[:3]), date(*last[:3]), *parts)
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
