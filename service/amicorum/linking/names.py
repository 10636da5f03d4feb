"""Two names compared word by word: words of one meaning are one, rare words count more, town and country little where both are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from amicorum.linking.folding import fold, sound
from amicorum.linking.geography import is_of_country, is_of_place, share_stem
from amicorum.linking.words import Word, read_words

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


_ALIKE = 0.91
_HEARD = 4
"""Letters of a word that may be the same by its sounds."""
_WHOLE = 0.94
"""What the names count of which only a letter differs (two, where they are long), whatever their words mean."""
_LONG = 24
_HOPELESS = 0.45
"""Likeness below which two names are not compared to the end."""
_LEVELS = frozenset(("national", "state", "regional", "district", "municipal"))
"""Whose institution it is: one level in the place of another makes another institution."""
Weigh = Callable[[str], float]
"""How telling a word is that has no common meaning: about 1.5 for a frequent one, 4 for one that stands once."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A name, folded and taken apart. Forms are made once for each name, so two are equal where they are one."""

    name: str
    folded: str
    words: tuple[Word, ...]
    initials: str
    short: bool
    """Whether a word may be an acronym of another name's first letters."""


@lru_cache(maxsize=200_000)
def read_form(name: str) -> Form:
    """A name as it is compared."""
    words = read_words(name)
    short = any(not word.meaning and 3 <= len(word.text) <= 6 for word in words) and len(words) <= 3
    return Form(name, fold(name), words, "".join(word.text[0] for word in words), short)


class Agreement(NamedTuple):
    """How two names agree: `score` of 1, the weight of telling words in common, whether the name tells the place or the country."""

    score: float
    exact: bool
    telling: float
    placed: bool
    landed: bool


NOTHING = Agreement(0.0, False, 0.0, False, False)


class Part(NamedTuple):
    """A word of one of the two names: what it is there, and how much it counts."""

    text: str
    meaning: str
    role: str
    weight: float


Parts = tuple[Part, ...]


class NameComparison:
    """Compares names among things of which it is known how frequent each word is. Safe to ask from several threads."""

    def __init__(self, weigh: Weigh) -> None:
        self._weigh = weigh
        self._read = lru_cache(maxsize=100_000)(self._read_parts)

    def compare(self, given: Form, known: Form, places: frozenset[str], countries: tuple[str, ...], *, same_place: bool) -> Agreement:
        """How a name agrees with one of a thing in a place of these (folded) names; `countries` are those of both things."""
        if not given.words or not known.words:
            return NOTHING
        left, right = self._read(given, places, countries), self._read(known, places, countries)
        equal = _match_equal(left, right)
        if not (known.short or given.short) and _bound(left, right, equal) < _HOPELESS:
            return NOTHING
        matched, telling, met = _align(left, right, equal)
        placed = any(part.role == "place" for part in left)
        score = 2 * matched / (2 * matched + _count_unmet(left, right, met, same_place=same_place or placed)) if matched else 0.0
        acronym = _spell_out(left, right, met, known) or _spell_out(right, left, (met[1], met[0]), given)
        if acronym > score:
            score, telling = acronym, telling + 2
        if score < _WHOLE and _differ_by_a_slip(given.folded, known.folded):
            score = _WHOLE
        landed = any(part.role == "country" and met[0][at] for at, part in enumerate(left))
        return Agreement(score, given.folded == known.folded, telling, placed, landed)

    def _read_parts(self, form: Form, places: frozenset[str], countries: tuple[str, ...]) -> Parts:
        return tuple(self._read_part(word, places, countries) for word in form.words)

    def _read_part(self, word: Word, places: frozenset[str], countries: tuple[str, ...]) -> Part:
        if word.text in places or is_of_place(word.text, places):
            return Part(word.text, "", "place", 1.0)
        if any(is_of_country(word.text, country) for country in countries):
            return Part(word.text, "", "country", 0.8)
        if word.meaning:
            weight = 1.5 if word.meaning in _KIND_WORDS else 1.8 if word.meaning in _FIELDS else 0.8
            return Part(word.text, word.meaning, "meaning", weight)
        # What is short is an initial, or the acronym of whose institution it is.
        weight = 0.7 if len(word.text) == 1 else 1.0 if len(word.text) <= 3 else self._weigh(word.text)
        return Part(word.text, "", "own", weight)


Met = tuple[list[float], list[float]]
"""How much of each word of the one and of the other name is met."""


def _bound(left: Parts, right: Parts, equal: Mapping[int, int]) -> float:
    """The score that two names cannot exceed, from the words that are equal and those that begin alike."""
    used = set(equal.values())
    agreed = sum(left[i].weight for i in equal)
    rest = [part for i, part in enumerate(left) if i not in equal and part.role not in ("place", "country")]
    others = [part for j, part in enumerate(right) if j not in used and part.role not in ("place", "country")]
    starts, ends = {sound(part.text)[0] for part in rest}, {sound(part.text)[0] for part in others}
    hopes = [sum(part.weight for part in parts if sound(part.text)[0] in other) for parts, other in ((rest, ends), (others, starts))]
    agreed += min(hopes)
    against = sum(part.weight for part in (*rest, *others)) - 2 * min(hopes)
    return 2 * agreed / (2 * agreed + max(against, 0.0)) if agreed else 0.0


def _align(left: Parts, right: Parts, equal: Mapping[int, int]) -> tuple[float, float, Met]:
    """Match each word with its best counterpart that is still free; the weight that agrees, and that of telling words in it."""
    met: Met = ([0.0] * len(left), [0.0] * len(right))
    rest = [i for i in range(len(left)) if i not in equal]
    free = [j for j in range(len(right)) if j not in equal.values()]
    pairs = [(1.0 if left[i].text == right[j].text else 0.99, i, j) for i, j in equal.items()]
    pairs += sorted(((same, i, j) for i in rest for j in free if (same := _same(left[i], right[j])) > 0), reverse=True)
    matched = telling = 0.0
    for same, i, j in pairs:
        if not met[0][i] and not met[1][j]:
            one, two = left[i], right[j]
            met[0][i] = met[1][j] = same
            weight = min(one.weight, two.weight) if one.role != two.role else max(one.weight, two.weight)
            matched += same * weight
            telling += same * weight if one.role == two.role == "own" and len(one.text) > 1 else 0.0
    return matched, telling, met


def _match_equal(left: Parts, right: Parts) -> dict[int, int]:
    """Words that are the same, or mean the same: which of the one is which of the other."""
    places: dict[tuple[str, str], list[int]] = {}
    for j in range(len(right) - 1, -1, -1):
        places.setdefault(_key(right[j]), []).append(j)
    return {i: same.pop() for i, part in enumerate(left) if (same := places.get(_key(part)))}


def _key(part: Part) -> tuple[str, str]:
    return part.role, part.text if part.role == "own" else part.meaning


def _same(one: Part, two: Part) -> float:
    """How much two words are one that are not equal, of 1."""
    if one.role == two.role != "own":
        return 0.6 if {one.meaning, two.meaning} == _SLAVIC_PEOPLE else 0.0
    short, long = (one.text, two.text) if len(one.text) <= len(two.text) else (two.text, one.text)
    if len(short) == 1:
        return 0.7 if long[0] == short else 0.0
    if one.role != two.role:
        return 0.75 if 3 <= len(short) <= 5 and long.startswith(short) else 0.0
    if share_stem(one.text, two.text):
        return 0.95
    if 3 <= len(short) <= 4 and long.startswith(short):
        return 0.8
    if len(short) >= _HEARD and sound(one.text) == sound(two.text):
        return 0.94
    alike = JaroWinkler.similarity(one.text, two.text) if len(short) >= 4 else 0.0
    return 0.9 * alike if alike >= _ALIKE else 0.0


def _count_unmet(left: Parts, right: Parts, met: Met, *, same_place: bool) -> float:
    """What the words count against the names that the other has not.

    A town or a country counts little where both are there. Not so in `London Library` and `British Library`, where each name has one
    in its place that the other has not; so with `city` and `district`. A `library` behind a museum's name makes it a part of the museum.
    """
    apart = _has_unmet(left, met[0], _is_where) and _has_unmet(right, met[1], _is_where)
    levels = _has_unmet(left, met[0], _is_level) and _has_unmet(right, met[1], _is_level)
    nationwide = any(part.meaning in ("national", "state") for part in (*left, *right))
    total = 0.0
    for parts, shares, others in ((left, met[0], right), (right, met[1], left)):
        kinds = any(part.meaning in _KIND_WORDS for part in others)
        for part, share in zip(parts, shares, strict=True):
            if share or (part.role == "place" and (apart or not same_place)):
                total += (1 - share) * part.weight
            elif part.role == "place":
                total += 0.1
            elif part.role == "country":
                total += 0.2 if nationwide and not apart else part.weight
            elif part.meaning in _LEVELS and levels:
                total += 2.5
            else:
                total += 3.5 if kinds and part.meaning in _KIND_WORDS else part.weight
    return total


def _has_unmet(parts: Parts, shares: Sequence[float], concerns: Callable[[Part], bool]) -> bool:
    return any(not share and concerns(part) for part, share in zip(parts, shares, strict=True))


def _is_where(part: Part) -> bool:
    return part.role in ("place", "country")


def _is_level(part: Part) -> bool:
    return part.meaning in _LEVELS


def _differ_by_a_slip(one: str, other: str) -> bool:
    most = 1 if min(len(one), len(other)) <= _LONG else 2
    return min(len(one), len(other)) > 2 * _HEARD and OSA.distance(one, other, score_cutoff=most) <= most


def _spell_out(short: Parts, long: Parts, met: Met, form: Form) -> float:
    """How well a name with an acronym (`MBP Kraków`) is the other (`form`) written out, of 1; 0 where it has none."""
    for at, each in enumerate(short):
        if each.role == "own" and 3 <= len(each.text) <= 6 and (start := form.initials.find(each.text)) >= 0:
            run = range(start, start + len(each.text))
            rest = sum(i not in run and _counts(part, met[1][i]) for i, part in enumerate(long))
            own = sum(i != at and _counts(part, met[0][i]) for i, part in enumerate(short))
            return 0.9 - 0.05 * rest - 0.12 * own
    return 0.0


def _counts(part: Part, share: float) -> bool:
    return not share and part.role not in ("place", "country")


def compare_towns(given: Form, known: Form) -> Agreement:
    """Towns by the whole of a name: `Halle` and `Halle (Saale)` may be one, and may not."""
    if given.folded == known.folded:
        return Agreement(1.0, True, 4.0, False, False)
    ours, theirs = set(known.folded.split()), set(given.folded.split())
    if ours and theirs and (ours < theirs or theirs < ours):
        return Agreement(0.86, False, 2.0, False, False)
    if " " in given.folded or " " in known.folded or min(len(given.folded), len(known.folded)) < 5:
        return Agreement(fuzz.token_sort_ratio(given.folded, known.folded) / 100 * 0.97, False, 2.0, False, False)
    likeness = max(fuzz.ratio(given.folded, known.folded) / 100, 0.94 * JaroWinkler.similarity(given.folded, known.folded))
    return Agreement(likeness * 0.97, False, 2.0, False, False)
