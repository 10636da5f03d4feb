"""Edits of a text: made all at once, in any order, and never inside one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amicorum.engine.sparql.rewriting import Edit, rewrite


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], "abcdef"),
        ([Edit(4, 5, "E"), Edit(0, 1, "A")], "AbcdEf"),
        ([Edit(0, 0, "<"), Edit(6, 6, ">")], "<abcdef>"),
        ([Edit(1, 4, "-"), Edit(2, 3, "lost"), Edit(4, 4, "+")], "a-+ef"),
        ([Edit(2, 3, "C"), Edit(2, 2, "|")], "ab|Cdef"),
        ([Edit(1, 3, "first"), Edit(2, 5, "lost")], "afirstdef"),
    ],
)
def test_edits(edits: list[Edit], expected: str) -> None:
    assert rewrite("abcdef", edits) == expected


@given(st.text(), st.data())
def test_what_no_edit_covers_stays(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(places[::2], places[1::2], strict=False))
    written = rewrite(text, [Edit(start, end, text[start:end]) for start, end in spans])
    assert written == text
