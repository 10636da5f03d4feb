"""Work out in which years a partnership existed: windows for its beginning and end, from what is dated about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple, Protocol


class Window(NamedTuple):
    """The first and the last day on which something can have happened, each empty where it is not known."""

    first: str
    last: str


NOT_KNOWN = Window("", "")

BEGINNINGS = {"signing", "grant", "decision", "ratification", "preferred", "validity"}
"""What a partnership begins with: the earliest of them is its beginning."""
PROOFS = {"renewal", "publication", "observation"}
"""What shows that it had begun by then."""
PLANS = {"announcement", "planned"}
"""What says that it is to begin, no earlier than then."""
ENDED = {"terminated", "expired"}


class Presence(StrEnum):
    """Whether a partnership was there in a year."""

    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    PRESENT = "present"


class Dated(Protocol):
    """What is dated about a partnership."""

    @property
    def type(self) -> str: ...
    @property
    def first(self) -> str: ...
    @property
    def last(self) -> str: ...


def find_begin(acts: Iterable[Dated]) -> Window:
    """When it began. Sources that disagree widen the window; a decision of the curators on the date ends the dispute."""
    acts = list(acts)
    if preferred := [each for each in acts if each.type == "preferred"]:
        return Window(preferred[0].first, preferred[0].last)
    starts = [each for each in acts if each.type in BEGINNINGS and (each.first or each.last)]
    proofs = [each for each in acts if each.type in PROOFS and each.last]
    lasts = [each.last for each in (*starts, *proofs) if each.last]
    if not starts and not proofs:
        plans = [each.first for each in acts if each.type in PLANS and each.first]
        return Window(min(plans, default=""), "")
    first = min((each.first for each in starts), default="")
    last = min(lasts, default="")
    return Window("" if last and first > last else first, last)


def find_end(acts: Iterable[Dated], validities: Collection[Window], agreements: int, statuses: Collection[str]) -> Window | None:
    """When it ended, None where nothing says that it did.

    `validities` are the ends of the agreements that have one, `agreements` is how many agreements there are: it ends with the last of them
    only where each has an end. After a suspension nobody knows.
    """
    acts = list(acts)
    if terminations := [each for each in acts if each.type == "termination"]:
        return Window(min(each.first for each in terminations), max(each.last for each in terminations))
    if suspensions := [each for each in acts if each.type == "suspension"]:
        return Window(min(each.first for each in suspensions), "")
    if validities and len(validities) >= agreements and all(each.last for each in validities):
        return Window(max(each.first for each in validities), max(each.last for each in validities))
    if statuses and ENDED.issuperset(statuses):
        return Window(find_begin(acts).first, "")
    return None


def find_presence(begin: Window, end: Window | None, year: int) -> Presence:
    """Whether something that began and ended so was there on any day of a year."""
    first_day, last_day = f"{year:04}-01-01", f"{year:04}-12-31"
    if begin.first > last_day or (end and end.last and end.last < first_day):
        return Presence.ABSENT
    if not begin.last or begin.last > last_day or (end and end.first < first_day):
        return Presence.UNCERTAIN
    return Presence.PRESENT
