"""Write times in words: what an EDTF text says, and how exactly it is known, in the reader's language."""

from __future__ import annotations

import re

from amicorum.ingest.edtf import Form, PartialDate, read_time
from amicorum.web.html.i18n import Language

_YEARS = re.compile(r"\d\d(\d|X)X")
"""A decade or a century."""


def write_time(edtf: str, language: Language) -> str:
    """A time in words: `2018-05-21` is `21 May 2018`, `1991` is `1991, exact day unknown`. What cannot be read is shown as it is."""
    try:
        time = read_time(edtf)
    except ValueError:
        return edtf
    if time.form in (Form.PERIOD, Form.RANGE):
        first, last = time.dates
        return (_write_period if time.form is Form.PERIOD else _write_range)(first, last, language)
    dates = [each for each in time.dates if each]
    if time.form is Form.CHOICE:
        return language.gettext("one of %(times)s", times=", ".join(_write_date(each, language) for each in dates))
    if time.form is Form.MONTH_DAY:
        return language.gettext("%(day)s, year unknown", day=language.month_day(dates[0].first))
    return _write_single(dates[0], language)


def write_day(text: str, language: Language) -> str:
    """An `xsd:date`, or only its month or year, in words. What cannot be read is shown as it is."""
    try:
        time = read_time(text[: len("2018-05-21")])
    except ValueError:
        return text
    single = time.dates[0]
    return _write_date(single, language) if single and time.form is Form.DATE else text


def _write_single(single: PartialDate, language: Language) -> str:
    if _YEARS.fullmatch(single.text):
        ends = {"first": str(single.first.year), "last": str(single.last.year)}
        return language.gettext("%(first)s – %(last)s, exact day unknown", **ends)
    words = _write_date(single, language)
    return language.gettext("%(time)s, exact day unknown", time=words) if single.year and not single.day else words


def _write_range(first: PartialDate | None, last: PartialDate | None, language: Language) -> str:
    """Some time between two dates, or on one side of a date."""
    if first and last:
        ends = {"first": _write_date(first, language), "last": _write_date(last, language)}
        return language.gettext("%(first)s – %(last)s, exact day unknown", **ends)
    if last:
        return language.gettext("not later than %(time)s", time=_write_date(last, language, governed=True))
    return language.gettext("%(time)s or later", time=_write_date(first, language)) if first else ""


def _write_period(first: PartialDate | None, last: PartialDate | None, language: Language) -> str:
    if first and last:
        return language.gettext("%(first)s – %(last)s", first=_write_date(first, language), last=_write_date(last, language))
    if last:
        return language.gettext("until %(time)s", time=_write_date(last, language, governed=True))
    return language.gettext("since %(time)s", time=_write_date(first, language, governed=True)) if first else ""


def _write_date(single: PartialDate, language: Language, *, governed: bool = False) -> str:
    """Year, month and day as far as they are known, and whether they are doubted; a season, as it is written."""
    if not single.year:
        return single.text
    if single.day:
        words = language.day(single.first)
    elif single.month:
        words = language.month(single.first, governed=governed)
    else:
        words = str(single.year)
    if single.approximate:
        words = language.gettext("about %(time)s", time=words)
    return language.gettext("%(time)s (uncertain)", time=words) if single.uncertain else words
