"""How alike two things are, of 100, and why: names word by word, then place, country, kind and identifiers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from amicorum.linking.folding import fold
from amicorum.linking.geography import is_of_country, is_of_place, share_stem
from amicorum.linking.records import Record, fold_places, merge_identifiers
from amicorum.linking.words import Word, read_words

NEAR, FAR = 15.0, 40.0
"""Kilometres within which two points are one place, and beyond which they are two."""
_ALIKE = 0.91
_KIND_WORDS = frozenset(
    [
        "library",
        "museum",
        "archive",
        "gallery",
        "theatre",
        "opera",
        "philharmonic",
        "orchestra",
        "choir",
        "university",
        "academy",
        "institute",
        "conservatory",
        "school",
        "association",
        "foundation",
        "festival",
        "ministry",
        "society",
        "ballet",
        "mediatheque",
        "castle",
        "palace",
    ]
)
_FIELDS = frozenset(
    [
        "technology",
        "film",
        "nature",
        "archaeology",
        "ethnography",
        "folk",
        "music",
        "children",
        "youth",
        "war",
        "jewish",
        "arts",
        "fine",
        "contemporary",
        "history",
        "literature",
        "book",
        "education",
        "science",
        "research",
        "heritage",
        "monuments",
        "puppet",
        "dance",
        "local",
        "memorial",
    ]
)
"""What an institution is about: one that is about something else, or about all, is another."""
_SLAVIC_PEOPLE = frozenset(("national", "public"))
"""`narodna` is national here and public there."""


@dataclass(frozen=True, slots=True)
class Form:
    """A name, folded and taken apart."""

    name: str
    folded: str
    words: tuple[Word, ...]
    initials: str


@lru_cache(maxsize=100_000)
def read_form(name: str) -> Form:
    """A name as it is compared."""
    words = read_words(name)
    return Form(name, fold(name), words, "".join(word.text[0] for word in words))


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
    place: bool | None = None
    """Whether both are in one place; None where it is not known."""
    country: bool | None = None
    kind: bool | None = None
    identifier: str = ""
    """The scheme of an identifier that both have."""
    conflict: str = ""
    """The scheme in which both have an identifier, and not the same."""
    reasons: list[str] = field(default_factory=list)


class Names(NamedTuple):
    """The agreement of two names: of 1, the weight of telling words in common, and whether the name tells place or country."""

    score: float
    exact: bool
    telling: float
    placed: bool
    landed: bool


_NOTHING = Names(0.0, False, 0.0, False, False)
Weigh = Callable[[str], float]
"""How telling a word is that has no common meaning: about 1.5 for a frequent one, 4 for one that stands once."""


def compare(given: Record, known: Record, weigh: Weigh) -> Likeness:
    """How alike a thing of another list and one that is known are."""
    found = Likeness()
    found.country = given.country == known.country if given.country and known.country else None
    places = fold_places(known)
    best = _NOTHING
    for theirs in given.names:
        form = read_form(theirs)
        for ours in known.names:
            own = read_form(ours)
            names = _compare_towns(form, own) if known.kind == "city" else _compare_names(form, own, given, known, places, weigh)
            if names > best or not found.own:
                best, found.own = names, ours
    found.name, found.telling, found.exact = best.score, best.telling, best.exact
    if best.landed and not given.country:
        found.country = True
    found.place = _compare_places(given, known, places, placed=best.placed)
    found.kind = not given.types.isdisjoint(known.types) if given.types and known.types else None
    _compare_identifiers(given, known, found)
    found.score = 100.0 if found.identifier and not found.conflict else round(100 * best.score * _circumstances(found, known), 1)
    found.reasons = list(_explain(found, given))
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


def _compare_towns(given: Form, known: Form) -> Names:
    """Towns by the whole of a name: `Halle` and `Halle (Saale)` may be one, and may not."""
    if given.folded == known.folded:
        return Names(1.0, True, 4.0, False, False)
    ours, theirs = set(known.folded.split()), set(given.folded.split())
    if ours and theirs and (ours < theirs or theirs < ours):
        return Names(0.86, False, 2.0, False, False)
    if " " in given.folded or " " in known.folded or min(len(given.folded), len(known.folded)) < 5:
        return Names(fuzz.token_sort_ratio(given.folded, known.folded) / 100 * 0.97, False, 2.0, False, False)
    likeness = max(fuzz.ratio(given.folded, known.folded) / 100, 0.94 * JaroWinkler.similarity(given.folded, known.folded))
    return Names(likeness * 0.97, False, 2.0, False, False)


def _compare_names(given: Form, known: Form, theirs: Record, ours: Record, places: frozenset[str], weigh: Weigh) -> Names:
    """Two names word by word: words of one meaning are one; the town and the country count for little where both are there anyway."""
    if not given.words or not known.words:
        return _NOTHING
    left = [_weigh_word(word, theirs, ours, places, weigh) for word in given.words]
    right = [_weigh_word(word, theirs, ours, places, weigh) for word in known.words]
    matched, telling = _align(left, right)
    acronym = _spell_out(left, right, known) or _spell_out(right, left, given)
    placed = any(word.role == "place" for word in left)
    same_place = placed or bool(_share_place(theirs, places))
    total = sum(_unmet(word, same_place=same_place) for word in (*left, *right))
    score = 2 * matched / (2 * matched + total) if matched else 0.0
    if acronym > score:
        score, telling = acronym, telling + 2
    whole = fuzz.token_sort_ratio(given.folded, known.folded) / 100
    if whole >= 0.94:
        score = max(score, whole)
    landed = any(word.role == "country" and word.met for word in left)
    return Names(score, given.folded == known.folded, telling, placed, landed)


@dataclass(slots=True)
class _Weighed:
    """A word of one of the two names, what it is there, and how much of it the other name has."""

    text: str
    meaning: str
    role: str
    weight: float
    met: float = 0.0


def _weigh_word(word: Word, theirs: Record, ours: Record, places: frozenset[str], weigh: Weigh) -> _Weighed:
    if word.text in places or is_of_place(word.text, places):
        return _Weighed(word.text, "", "place", 1.0)
    for country in {theirs.country, ours.country} - {""}:
        if is_of_country(word.text, country):
            return _Weighed(word.text, country, "country", 0.8)
    if word.meaning:
        weight = 1.5 if word.meaning in _KIND_WORDS else 1.8 if word.meaning in _FIELDS else 0.8
        return _Weighed(word.text, word.meaning, "meaning", weight)
    return _Weighed(word.text, "", "own", 0.7 if len(word.text) == 1 else weigh(word.text))


def _align(left: list[_Weighed], right: list[_Weighed]) -> tuple[float, float]:
    """Match each word with its best counterpart that is still free; the weight that agrees, and that of telling words in it."""
    pairs = sorted(
        ((same, i, j) for i, one in enumerate(left) for j, two in enumerate(right) if (same := _same(one, two)) > 0), reverse=True
    )
    matched = telling = 0.0
    for same, i, j in pairs:
        one, two = left[i], right[j]
        if not one.met and not two.met:
            one.met = two.met = same
            weight = min(one.weight, two.weight) if one.role != two.role else max(one.weight, two.weight)
            matched += same * weight
            telling += same * weight if one.role == two.role == "own" and len(one.text) > 1 else 0.0
    return matched, telling


def _same(one: _Weighed, two: _Weighed) -> float:
    """How much two words are one, of 1."""
    if one.role == two.role != "own":
        if one.role in ("place", "country"):
            return 1.0
        if one.meaning == two.meaning:
            return 1.0 if one.text == two.text else 0.99
        return 0.6 if {one.meaning, two.meaning} == _SLAVIC_PEOPLE else 0.0
    if one.text == two.text:
        return 1.0
    short, long = (one.text, two.text) if len(one.text) <= len(two.text) else (two.text, one.text)
    if len(short) == 1:
        return 0.7 if long[0] == short else 0.0
    if one.role != two.role:
        return 0.75 if 3 <= len(short) <= 5 and long.startswith(short) else 0.0
    if share_stem(one.text, two.text):
        return 0.95
    if 3 <= len(short) <= 4 and long.startswith(short):
        return 0.8
    alike = JaroWinkler.similarity(one.text, two.text) if len(short) >= 4 else 0.0
    return 0.9 * alike if alike >= _ALIKE else 0.0


def _unmet(word: _Weighed, *, same_place: bool) -> float:
    """What a word counts against the names that the other has not."""
    if word.met:
        return (1 - word.met) * word.weight
    if word.role == "place":
        return 0.1 if same_place else word.weight
    return 0.2 if word.role == "country" else word.weight


def _spell_out(short: list[_Weighed], long: list[_Weighed], form: Form) -> float:
    """How well a name with an acronym (`MBP Kraków`) is the other written out, of 1; 0 where it has none."""
    for each in short:
        if each.role == "own" and 3 <= len(each.text) <= 6 and (start := form.initials.find(each.text)) >= 0:
            run = long[start : start + len(each.text)]
            rest = [word for word in long if word not in run and word.role not in ("place", "country") and not word.met]
            own = [word for word in short if word is not each and not word.met and word.role not in ("place", "country")]
            return 0.9 - 0.05 * len(rest) - 0.12 * len(own)
    return 0.0


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
        return False
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


def _explain(found: Likeness, given: Record) -> Iterable[str]:
    """Why, in words for a person who reviews it."""
    if found.identifier:
        yield f"same {found.identifier} identifier"
    if found.conflict:
        yield f"another {found.conflict} identifier"
    yield f"same name “{found.own}”" if found.exact else f"name like “{found.own}” ({found.name:.0%})"
    for what, agrees in (("place", found.place), ("country", found.country), ("kind", found.kind)):
        if agrees is not None:
            yield f"same {what}" if agrees else f"another {what}"
    if found.place is None and found.country is None and not given.identifiers:
        yield "place not known"
