"""How deep JSON is, whichever blocks it comes in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amicorum.engine.sparql.results import DepthCheck


def is_deep(body: bytes, size: int) -> bool:
    check = DepthCheck()
    return any(check.is_deep(body[at : at + size]) for at in range(0, len(body), size))


TEXTS = st.text(alphabet='a"\\[]{}:,\n', max_size=12)
FLAT = st.dictionaries(TEXTS, st.lists(TEXTS | st.dictionaries(TEXTS, TEXTS, max_size=2), max_size=3), max_size=4)


@given(FLAT, st.integers(1, 40))
def test_what_strings_hold_does_not_count(value: dict[str, list[object]], size: int) -> None:
    assert not is_deep(json.dumps([value] * 20).encode(), size)


@pytest.mark.parametrize("size", [1, 3, 7, 64, 100_000])
@pytest.mark.parametrize("unit", [b"[", b'{"a":', b'[1,{"b":'])
def test_many_brackets_inside_each_other_are_found(unit: bytes, size: int) -> None:
    body = unit * 500
    assert is_deep(body, size)
    assert is_deep(body + unit.replace(b"[", b"]").replace(b"{", b"}")[::-1] * 500, size)
