"""How alike two things are, of 100, and why: names word by word, then place, country, kind and identifiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from rapidfuzz.distance import JaroWinkler

from amicorum.linking.folding import fold
from amicorum.linking.names import NOTHING, NameComparison, compare_towns, read_form
from amicorum.linking.records import Record, merge_identifiers

NEAR, FAR = 15.0, 40.0
"""Kilometres within which two points are one place, and beyond which they are two."""
_PERHAPS = 0.75
"""Likeness of two names of towns that may be one town's in two languages."""


@dataclass(slots=True)
class Likeness:
    """How alike two things are: `score` of 100, and what it was made of."""

    score: float = 0.0
    name: float = 0.0
    """Likeness of the names alone, of 1."""
    own: str = ""
    """The name of the known thing that fits best."""
    telling: float = 0.0
    """Weight of the words that agree and are no common words."""
    exact: bool = False
    landed: bool = False
    """Whether the names themselves tell the country."""
    place: bool | None = None
    """Whether both are in one place; None where it is not known."""
    country: bool | None = None
    kind: bool | None = None
    identifier: str = ""
    """The scheme of an identifier that both have."""
    conflict: str = ""
    """The scheme in which both have an identifier, and not the same."""


def compare(given: Record, known: Record, places: frozenset[str], comparison: NameComparison) -> Likeness:
    """How alike a thing of another list and one that is known are; `places` are the folded names of the known one's place."""
    found = Likeness()
    found.country = given.country == known.country if given.country and known.country else None
    countries = tuple(sorted({given.country, known.country} - {""}))
    same_place = bool(_share_place(given, places))
    best = NOTHING
    for theirs in given.names:
        form = read_form(theirs)
        for ours in known.names:
            own = read_form(ours)
            if known.kind == "city":
                names = compare_towns(form, own)
            else:
                names = comparison.compare(form, own, places, countries, same_place=same_place)
            if names > best or not found.own:
                best, found.own = names, ours
    found.name, found.telling, found.exact = best.score, best.telling, best.exact
    found.landed = best.landed
    if best.landed and not given.country:
        found.country = True
    found.place = _compare_places(given, known, places, placed=best.placed)
    found.kind = not given.types.isdisjoint(known.types) if given.types and known.types else None
    if given.identifiers and known.identifiers:
        _compare_identifiers(given, known, found)
    found.score = 100.0 if found.identifier and not found.conflict else round(100 * best.score * _circumstances(found, known), 1)
    return found


def _circumstances(found: Likeness, known: Record) -> float:
    """By how much place, country, kind and identifiers lower what the names say."""
    factor = 1.0
    if found.country is False:
        factor *= 0.55
    elif found.place is False:
        factor *= 0.88 if found.telling >= 6 and found.name >= 0.95 else 0.72
    elif found.place is None and known.kind != "city":
        factor *= 0.97 if found.country else 0.95 if found.exact else 0.93 if found.telling >= 3 else 0.8
    if found.kind is False:
        factor *= 0.9
    return factor * 0.5 if found.conflict else factor


def _share_place(given: Record, places: frozenset[str]) -> bool | None:
    if not given.places or not places:
        return None
    theirs = [fold(name) for name in given.places]
    return any(_same_place(one, two) for one in theirs for two in places)


def _same_place(one: str, two: str) -> bool:
    if one == two:
        return True
    ours, theirs = one.split(), two.split()
    if set(ours) < set(theirs) or set(theirs) < set(ours):
        return True
    return len(one) >= 5 and len(two) >= 5 and JaroWinkler.similarity(one, two) >= 0.93


def _may_be_named_alike(given: Record, places: frozenset[str]) -> bool:
    theirs = [fold(name) for name in given.places]
    return any(one[:1] == two[:1] and JaroWinkler.similarity(one, two) >= _PERHAPS for one in theirs for two in places)


def _compare_places(given: Record, known: Record, places: frozenset[str], *, placed: bool) -> bool | None:
    """Whether both are in one place: the same city of ours, a place of that name, points near each other, or the name tells it."""
    if known.kind == "city":
        apart = _distance(given, known)
        return None if apart is None else True if apart <= NEAR else False if apart > FAR else None
    if given.city and known.city:
        return given.city == known.city
    apart = _distance(given, known)
    if _share_place(given, places) or (apart is not None and apart <= NEAR):
        return True
    if given.places and places and (apart is None or apart > FAR):
        # `Beograd` may be a name of Belgrade that nobody told us: not the same, and no proof of another place either.
        return None if apart is None and _may_be_named_alike(given, places) else False
    return True if placed else None


def _distance(one: Record, two: Record) -> float | None:
    """Kilometres between two points on the sphere; None where one is not known."""
    if one.point is None or two.point is None:
        return None
    (north, east), (south, west) = ((radians(a), radians(b)) for a, b in (one.point, two.point))
    angle = sin((north - south) / 2) ** 2 + cos(north) * cos(south) * sin((east - west) / 2) ** 2
    return 2 * 6371 * asin(sqrt(angle))


def _compare_identifiers(given: Record, known: Record, found: Likeness) -> None:
    ours: Mapping[str, set[str]] = merge_identifiers(known.identifiers)
    for scheme, values in sorted(merge_identifiers(given.identifiers).items()):
        if scheme in ours:
            if values & ours[scheme]:
                found.identifier = found.identifier or scheme
            else:
                found.conflict = scheme


def explain(found: Likeness) -> Iterable[str]:
    """Why, in words for a person who reviews it."""
    if found.identifier:
        yield f"same {found.identifier} identifier"
    if found.conflict:
        yield f"another {found.conflict} identifier"
    yield f"same name “{found.own}”" if found.exact else f"name like “{found.own}” ({found.name:.0%})"
    for what, agrees in (("place", found.place), ("country", found.country), ("kind", found.kind)):
        if agrees is not None:
            yield f"same {what}" if agrees else f"another {what}"
    if found.place is None and found.country is None and not found.identifier:
        yield "place not known"
