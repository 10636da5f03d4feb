"""EDTF texts and the bounds that follow from them, by the table of `docs/model.md`."""

from __future__ import annotations

import re
from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.edtf_texts import COARSE_DATES, DATES
from tests.edtf_texts import TIMES as TEXTS

from amicorum.ingest.edtf import Form, is_period, read_time

# text, key, precision, earliest start, latest start, earliest end, latest end
TIMES = [
    ("1991", "1991", "year", "1991-01-01", "1991-12-31", "1991-01-01", "1991-12-31"),
    ("2018-02", "2018-02", "month", "2018-02-01", "2018-02-28", "2018-02-01", "2018-02-28"),
    ("2016-02", "2016-02", "month", "2016-02-01", "2016-02-29", "2016-02-01", "2016-02-29"),
    ("2018-05-21", "2018-05-21", "day", "2018-05-21", "2018-05-21", "2018-05-21", "2018-05-21"),
    ("[2019-11..2019-12]", "in-2019-11_2019-12", "interval", "2019-11-01", "2019-12-31", "2019-11-01", "2019-12-31"),
    ("[..2017-01-04]", "in-open_2017-01-04", "interval", "", "2017-01-04", "", "2017-01-04"),
    ("[2015..]", "in-2015_open", "interval", "2015-01-01", "", "2015-01-01", ""),
    ("[1990,1994]", "in-1990-or-1994", "interval", "1990-01-01", "1994-12-31", "1990-01-01", "1994-12-31"),
    ("2017/2022", "2017_2022", "interval", "2017-01-01", "2017-12-31", "2022-01-01", "2022-12-31"),
    ("../2015", "open_2015", "interval", "", "", "2015-01-01", "2015-12-31"),
    ("2015/..", "2015_open", "interval", "2015-01-01", "2015-12-31", "", ""),
    ("/2015", "_2015", "interval", "", "", "2015-01-01", "2015-12-31"),
    ("2015/2015", "2015_2015", "interval", "2015-01-01", "2015-12-31", "2015-01-01", "2015-12-31"),
    ("XXXX-04-27", "XXXX-04-27", "month-day", "", "", "", ""),
    ("XXXX-02-29", "XXXX-02-29", "month-day", "", "", "", ""),
    ("195X", "195X", "interval", "1950-01-01", "1959-12-31", "1950-01-01", "1959-12-31"),
    ("2017~", "2017~", "interval", "2017-01-01", "2017-12-31", "2017-01-01", "2017-12-31"),
    ("2023-21", "2023-21", "interval", "2023-03-01", "2023-05-31", "2023-03-01", "2023-05-31"),
    ("1262", "1262", "year", "1262-01-01", "1262-12-31", "1262-01-01", "1262-12-31"),
]

WRONG = [
    ("21.05.2018", "write 2018-05-21"),
    ("1/2/2018", "write the year first"),
    ("2018-02-30", "not a day of the calendar"),
    ("XXXX-13-01", "'XXXX-13-01' is not a day of the calendar"),
    ("2018-13", "not a date in EDTF"),
    ("last year", "not a date in EDTF"),
    ("{1990,1991}", "not a date in EDTF"),
    ("2018-1X", "not a date in EDTF"),
    ("2018-05-X1", "not a date in EDTF"),
    ("2020/2019", "ends before it begins"),
    ("[2020..2019]", "ends before it begins"),
    ("../..", "leave the cell empty"),
    ("[..]", "leave the cell empty"),
]


@pytest.mark.parametrize(("text", "key", "precision", "first", "second", "third", "fourth"), TIMES, ids=[row[0] for row in TIMES])
def test_text_becomes_bounds(text: str, key: str, precision: str, first: str, second: str, third: str, fourth: str) -> None:
    time = read_time(text)
    bounds = [bound.isoformat() if bound else "" for bound in (*time.start, *time.end)]
    assert (time.key, time.precision, *bounds) == (key, precision, first, second, third, fourth)


@pytest.mark.parametrize(("text", "advice"), WRONG, ids=[row[0] for row in WRONG])
def test_wrong_text_is_told_what_to_write(text: str, advice: str) -> None:
    with pytest.raises(ValueError, match=re.escape(advice)):
        read_time(text)


days = st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31))


@given(days)
def test_a_day_is_its_own_four_bounds(day: date) -> None:
    time = read_time(day.isoformat())
    assert time.start == time.end == (day, day)


@given(days, st.sampled_from([4, 7]))
def test_a_coarser_date_holds_every_day_in_it(day: date, length: int) -> None:
    time = read_time(day.isoformat()[:length])
    first, last = time.start
    assert first is not None
    assert last is not None
    assert first <= day <= last
    assert time.start == time.end


@given(days, days)
def test_a_period_takes_its_windows_from_its_ends_and_a_set_from_both(one: date, other: date) -> None:
    first, last = sorted((one, other))
    period = read_time(f"{first}/{last}")
    assert (period.start, period.end) == ((first, first), (last, last))
    window = read_time(f"[{first}..{last}]")
    assert window.start == window.end == (first, last)


@given(TEXTS)
@settings(deadline=None)
def test_every_form_of_edtf_that_is_written_is_read(text: str) -> None:
    time = read_time(text)
    assert time.text == text
    assert len(time.dates) >= 1
    assert is_period(text) == (time.form is Form.PERIOD)
    assert all(first is None or last is None or first <= last for first, last in (time.start, time.end))


@given(st.one_of(DATES, COARSE_DATES))
@settings(deadline=None)
def test_a_date_is_as_wide_as_the_library_says(text: str) -> None:
    parsed = parse_edtf(text)
    first, last = date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])
    assert read_time(text).start == (first, last)


NEARLY_TIMES = st.one_of(st.text("0129X-?~%/.[],", max_size=14), st.from_regex(r"[0-9X]{4}(-[0-9X]{2}){1,2}", fullmatch=True))


@given(st.one_of(st.text(max_size=20), NEARLY_TIMES))
@settings(deadline=None)
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        time = read_time(text)
    except ValueError as error:
        assert str(error)
    else:
        assert time.text == text
