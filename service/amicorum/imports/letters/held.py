"""Documents that the registers hold already, by their parties: so that a letter that is filled in anew is recognised."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from amicorum.ingest.edtf import Window, read_time


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the registers: its key, who its parties are, its kind, and its date as EDTF; empty where none is known."""

    key: str
    parties: frozenset[str]
    kind: str
    date: str


@dataclass(frozen=True, slots=True)
class Match:
    """A document that is held. `certain` where parties, kind and day agree."""

    held: Held
    certain: bool


def read_held(rows: Iterable[Mapping[str, str]], same_as: Mapping[str, str]) -> list[Held]:
    """The documents in the register of institutions' agreements; `same_as` says which institution another key means."""
    found = []
    for row in rows:
        parties = (key.strip() for key in row.get("parties", "").split(";"))
        named = frozenset(same_as.get(key, key) for key in parties if key)
        if len(named) > 1:
            found.append(Held(row.get("agreement") or row["id"], named, row.get("type", ""), row.get("date", "")))
    return found


def find_held(known: Iterable[Held], parties: Collection[str], kind: str, date: str) -> Match | None:
    """The document that is held with these parties, or may be: of the same kind, at a time that does not exclude it."""
    both = [each for each in known if each.parties.issuperset(parties) and _may_be_one(each.date, date)]
    certain = [
        each for each in both if each.kind == kind and each.date == date and len(date) == len("2018-04-24") and len(each.parties) == 2
    ]
    if certain:
        return Match(certain[0], True)
    alike = [each for each in both if each.kind == kind or (date and each.date == date)]
    return Match(alike[0], False) if alike else None


def _may_be_one(one: str, other: str) -> bool:
    if not one or not other:
        return True
    first, second = _read_window(one), _read_window(other)
    return not (_ends_before(first, second) or _ends_before(second, first))


def _ends_before(one: Window, other: Window) -> bool:
    return one[1] is not None and other[0] is not None and one[1] < other[0]


def _read_window(text: str) -> Window:
    try:
        return read_time(text).start
    except ValueError:  # the register's own check tells it
        return None, None
