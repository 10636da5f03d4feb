"""In which years a partnership was there. The script of the pages answers the same table (`presence.json`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from amicorum.features.network.model import Act
from amicorum.features.network.periods import NOT_KNOWN, Window, find_begin, find_end, find_presence

CASES = json.loads(Path(__file__).with_name("presence.json").read_text(encoding="utf-8"))


def act(kind: str, first: str, last: str | None = None) -> Act:
    return Act(kind, "", first, first if last is None else last)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['year']}: {case['why']}" for case in CASES])
def test_presence(case: dict[str, Any]) -> None:
    end = Window(*case["end"]) if case["end"] else None
    assert find_presence(Window(*case["begin"]), end, case["year"]).value == case["presence"]


@pytest.mark.parametrize(
    ("acts", "begin"),
    [
        ([], NOT_KNOWN),
        ([act("signing", "2018-05-21")], Window("2018-05-21", "2018-05-21")),
        ([act("signing", "2018-05-21"), act("renewal", "2023-05-21")], Window("2018-05-21", "2018-05-21")),
        ([act("signing", "1991-01-01", "1991-12-31"), act("signing", "1993-06-01")], Window("1991-01-01", "1991-12-31")),
        ([act("signing", "1995-01-01", "1995-12-31"), act("preferred", "1991-01-01", "1991-12-31")], Window("1991-01-01", "1991-12-31")),
        ([act("renewal", "2010-03-01")], Window("", "2010-03-01")),
        ([act("observation", "2007-12-22"), act("signing", "2010-03-01")], Window("", "2007-12-22")),
        ([act("signing", "", "2017-01-04")], Window("", "2017-01-04")),
        ([act("planned", "2019-11-04"), act("announcement", "2019-10-01")], Window("2019-10-01", "")),
        ([act("termination", "2022-03-01")], NOT_KNOWN),
    ],
)
def test_begin(acts: list[Act], begin: Window) -> None:
    assert find_begin(acts) == begin


@pytest.mark.parametrize(
    ("acts", "validities", "agreements", "statuses", "end"),
    [
        ([], [], 1, {"signed"}, None),
        ([act("termination", "2022-03-01")], [], 1, {"terminated"}, Window("2022-03-01", "2022-03-01")),
        ([act("suspension", "2022-03-01")], [], 1, {"suspended"}, Window("2022-03-01", "")),
        ([], [Window("2022-01-01", "2022-12-31")], 1, {"signed"}, Window("2022-01-01", "2022-12-31")),
        ([], [Window("2022-01-01", "2022-12-31")], 2, {"signed"}, None),
        ([], [Window("2015-12-31", "2015-12-31"), Window("2020-12-31", "2020-12-31")], 2, {"renewed"}, Window("2020-12-31", "2020-12-31")),
        ([], [Window("", "")], 1, {"in-force"}, None),
        ([act("signing", "1990-05-05")], [], 1, {"terminated"}, Window("1990-05-05", "")),
        ([act("signing", "1990-05-05")], [], 1, {"terminated", "signed"}, None),
    ],
)
def test_end(acts: list[Act], validities: list[Window], agreements: int, statuses: set[str], end: Window | None) -> None:
    assert find_end(acts, validities, agreements, statuses) == end
