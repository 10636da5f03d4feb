"""Charts: what is drawn has the proportions of the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amicorum.web.pages.charts import HEIGHT, draw_years, share


@given(st.dictionaries(st.integers(1940, 1960), st.tuples(st.integers(0, 500), st.integers(0, 500))))
def test_columns_are_as_high_as_their_numbers(values: dict[int, tuple[int, int]]) -> None:
    chart = draw_years(values, 1945, 1960)
    assert [each.year for each in chart.columns] == list(range(1945, 1961))
    assert chart.before == sum(sum(each) for year, each in values.items() if year < 1945)
    largest = max((sum(each) for year, each in values.items() if year >= 1945), default=0) or 1
    for column in chart.columns:
        assert 0 <= column.left < column.left + column.width <= 100
        total = sum(values.get(column.year, (0, 0)))
        assert sum(piece.height for piece in column.pieces) == pytest.approx(HEIGHT * total / largest, abs=0.2)
        for piece in column.pieces:
            assert piece.top >= -0.2
            assert piece.top + piece.height <= HEIGHT + 0.2
    for value, top in chart.marks:
        assert top == pytest.approx(HEIGHT * (1 - value / largest), abs=0.1)
    assert len(chart.marks) <= 5


def test_years_are_written_at_round_distances() -> None:
    chart = draw_years({2000: (1,)}, 1945, 2026)
    assert [year for year, _ in chart.years] == [1960, 1980, 2000, 2020]


@pytest.mark.parametrize(("value", "largest", "length"), [(0, 0, 0), (1, 4, 25), (4, 4, 100)])
def test_bars(value: int, largest: int, length: float) -> None:
    assert share(value, largest) == length
