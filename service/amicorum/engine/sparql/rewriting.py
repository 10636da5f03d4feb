"""Edits of a query's text: each replaces a span, all are applied at once, and none falls into what another one takes away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """What stands in the text from `start` to `end` instead; an insertion has both at one place."""

    start: int
    end: int
    text: str


def rewrite(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Of edits that overlap, the one that begins first counts, and the longest of those.

    What is inserted where another edit begins stands before it.
    """
    parts, at = [], 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end > each.start, -each.end)):
        if edit.start >= at:
            parts += [text[at : edit.start], edit.text]
            at = edit.end
    return "".join([*parts, text[at:]]) if parts else text
