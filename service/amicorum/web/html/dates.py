"""Time in words: what an EDTF text says, and how exactly it is known, in the reader's language."""

from __future__ import annotations

import re
from datetime import date

from amicorum.web.html.i18n import Language

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_NO_YEAR = re.compile(r"XXXX-(\d{2})-(\d{2})")
LEAP_YEAR = 2000
"""Stands in for a year that is not known: 29 February exists in it."""


def write_time(edtf: str, language: Language) -> str:
    """A time in words: `2018-05-21` is `21 May 2018`, `1991` is `1991, exact day unknown`. What cannot be read is shown as it is."""
    if match := _NO_YEAR.fullmatch(edtf):
        day = language.month_day(date(LEAP_YEAR, int(match[1]), int(match[2])))
        return language.gettext("%(day)s, year unknown", day=day)
    if edtf.startswith("["):
        return _write_set(edtf.strip("[]"), language)
    if "/" in edtf:
        first, _, last = edtf.partition("/")
        return _write_period(first, last, language)
    if match := _DATE.fullmatch(edtf.rstrip("?~%")):
        words = _write_date(match, language)
        if not match[3]:
            words = language.gettext("%(time)s, exact day unknown", time=words)
        return language.gettext("about %(time)s", time=words) if edtf.endswith(("~", "%")) else words
    return edtf


def write_day(text: str, language: Language) -> str:
    """An `xsd:date` in words."""
    match = _DATE.fullmatch(text[:10])
    return _write_date(match, language) if match else text


def _write_set(inner: str, language: Language) -> str:
    """One of several days: `2019-11..2019-12`, `..2017-01-04`, `2015..`."""
    first, dots, last = inner.partition("..")
    if not dots:
        return language.gettext("one of %(times)s", times=", ".join(_plain(each, language) for each in inner.split(",")))
    if not first:
        return language.gettext("not later than %(time)s", time=_plain(last, language, governed=True))
    if not last:
        return language.gettext("%(time)s or later", time=_plain(first, language))
    return language.gettext("%(first)s – %(last)s, exact day unknown", first=_plain(first, language), last=_plain(last, language))


def _write_period(first: str, last: str, language: Language) -> str:
    if first in ("", ".."):
        return language.gettext("until %(time)s", time=_plain(last, language, governed=True))
    if last in ("", ".."):
        return language.gettext("since %(time)s", time=_plain(first, language, governed=True))
    return language.gettext("%(first)s – %(last)s", first=_plain(first, language), last=_plain(last, language))


def _plain(text: str, language: Language, *, governed: bool = False) -> str:
    match = _DATE.fullmatch(text.strip().rstrip("?~%"))
    return _write_date(match, language, governed=governed) if match else text


def _write_date(match: re.Match[str], language: Language, *, governed: bool = False) -> str:
    year, month, day = (int(part) if part else None for part in match.groups())
    if year and month and day:
        return language.day(date(year, month, day))
    if year and month:
        return language.month(date(year, month, 1), governed=governed)
    return str(year)
