"""Where one source is more precise than another they agree; where neither lies inside the other they contradict each other."""

from __future__ import annotations

import pytest

from amicorum.features.entities.time_values import TimeValue, settle

WINDOWS = {
    "1973": ("1973-01-01", "1973-12-31"),
    "1973-09": ("1973-09-01", "1973-09-30"),
    "1973-09-08": ("1973-09-08", "1973-09-08"),
    "1973-10-01": ("1973-10-01", "1973-10-01"),
    "1974": ("1974-01-01", "1974-12-31"),
    "[..1973-09-30]": ("", "1973-09-30"),
    "[1973..]": ("1973-01-01", ""),
    "[1974..]": ("1974-01-01", ""),
    "XXXX-09-08": ("", ""),
    "1973/1980": ("1973-01-01", "1980-12-31"),
    "../1973": ("", "1973-12-31"),
}


def when(edtf: str) -> TimeValue:
    first, last = WINDOWS[edtf]
    return TimeValue(edtf, "", first or last, (f"graph of {edtf}",), first, last)


@pytest.mark.parametrize(
    ("said", "settled"),
    [
        ([], {}),
        (["1973"], {"1973": ()}),
        (["1973", "1973-09-08"], {"1973-09-08": ("1973",)}),
        (["1973-09-08", "1973", "1973-09"], {"1973-09-08": ("1973-09", "1973")}),
        (["1973", "1974"], {"1973": (), "1974": ()}),
        (["1973-09", "1973-10-01"], {"1973-09": (), "1973-10-01": ()}),
        (["1973", "1973-09-08", "1973-10-01"], {"1973-09-08": ("1973",), "1973-10-01": ()}),
        (["[..1973-09-30]", "1973-09-08"], {"1973-09-08": ("[..1973-09-30]",)}),
        (["[..1973-09-30]", "1973"], {"[..1973-09-30]": (), "1973": ()}),
        (["[1973..]", "[1974..]"], {"[1974..]": ("[1973..]",)}),
        (["[1973..]", "1973-09-08"], {"1973-09-08": ("[1973..]",)}),
        (["XXXX-09-08", "1973-09-08"], {"XXXX-09-08": (), "1973-09-08": ()}),
        (["1973/1980", "1973"], {"1973/1980": (), "1973": ()}),
        (["../1973", "1973"], {"../1973": (), "1973": ()}),
    ],
)
def test_a_time_inside_another_makes_it_more_precise(said: list[str], settled: dict[str, tuple[str, ...]]) -> None:
    found = settle(when(each) for each in said)
    assert {each.edtf: tuple(wider.edtf for wider in each.wider) for each in found} == settled


def test_each_keeps_its_own_sources() -> None:
    [found] = settle([when("1973"), when("1973-09-08")])
    assert (found.graphs, found.wider[0].graphs) == (("graph of 1973-09-08",), ("graph of 1973",))
