"""Two names compared word by word: words of one meaning are one, rare words count more, town and country little where both are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from amicorum.linking.alignment import Part, Parts, align, bound, count_unmet, match_equal, spell_out
from amicorum.linking.folding import fold, sound_alike
from amicorum.linking.geography import is_of_country, is_of_place
from amicorum.linking.words import Word, list_group, read_words

_WHOLE = 0.94
"""What the names count of which only a letter differs (two, where they are long), whatever their words mean."""
_SHORT, _LONG = 8, 24
_HEARD = 4
"""Letters of a town's name that may be the same by its sounds."""
_HOPELESS = 0.45
"""Likeness below which two names are not compared to the end."""
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
        equal = match_equal(left, right)
        if not (known.short or given.short) and bound(left, right, equal) < _HOPELESS:
            return NOTHING
        matched, telling, met = align(left, right, equal)
        placed = any(part.role == "place" for part in left)
        score = 2 * matched / (2 * matched + count_unmet(left, right, met, same_place=same_place or placed)) if matched else 0.0
        acronym = spell_out(left, right, met, known.initials) or spell_out(right, left, (met[1], met[0]), given.initials)
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
            weight = 1.5 if word.meaning in list_group("kinds") else 1.8 if word.meaning in list_group("fields") else 0.8
            return Part(word.text, word.meaning, "meaning", weight)
        # What is short is an initial, or the acronym of whose institution it is.
        weight = 0.7 if len(word.text) == 1 else 1.0 if len(word.text) <= 3 else self._weigh(word.text)
        return Part(word.text, "", "own", weight)


def _differ_by_a_slip(one: str, other: str) -> bool:
    most = 1 if min(len(one), len(other)) <= _LONG else 2
    return min(len(one), len(other)) > _SHORT and OSA.distance(one, other, score_cutoff=most) <= most


def compare_towns(given: Form, known: Form) -> Agreement:
    """Towns by the whole of a name: `Halle` and `Halle (Saale)` may be one, and may not."""
    if given.folded == known.folded:
        return Agreement(1.0, True, 4.0, False, False)
    if min(len(given.folded), len(known.folded)) >= _HEARD and sound_alike(given.folded, known.folded):
        return Agreement(0.95, False, 3.0, False, False)
    ours, theirs = set(known.folded.split()), set(given.folded.split())
    if ours and theirs and (ours < theirs or theirs < ours):
        return Agreement(0.86, False, 2.0, False, False)
    if " " in given.folded or " " in known.folded or min(len(given.folded), len(known.folded)) < 5:
        return Agreement(fuzz.token_sort_ratio(given.folded, known.folded) / 100 * 0.97, False, 2.0, False, False)
    likeness = max(fuzz.ratio(given.folded, known.folded) / 100, 0.94 * JaroWinkler.similarity(given.folded, known.folded))
    return Agreement(likeness * 0.97, False, 2.0, False, False)
