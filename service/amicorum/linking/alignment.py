"""The words of two names, aligned: which of the one is which of the other, and what counts against them that the other has not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler

from amicorum.linking.folding import sound_alike, sounds
from amicorum.linking.geography import share_stem
from amicorum.linking.words import list_group

_SLAVIC_PEOPLE = frozenset(("national", "public"))
"""`narodna` is national here and public there."""
_ALIKE = 0.91
_HEARD = 4
"""Letters of a word that may be the same by its sounds."""


class Part(NamedTuple):
    """A word of one of the two names: what it is there, and how much it counts."""

    text: str
    meaning: str
    role: str
    weight: float


Parts = tuple[Part, ...]


Met = tuple[list[float], list[float]]
"""How much of each word of the one and of the other name is met."""


def bound(left: Parts, right: Parts, equal: Mapping[int, int]) -> float:
    """The score that two names cannot exceed, from the words that are equal and those that begin alike."""
    used = set(equal.values())
    agreed = sum(left[i].weight for i in equal)
    rest = [part for i, part in enumerate(left) if i not in equal and part.role not in ("place", "country")]
    others = [part for j, part in enumerate(right) if j not in used and part.role not in ("place", "country")]
    starts, ends = ({letter for part in parts for letter in _begin(part)} for parts in (rest, others))
    hopes = [sum(part.weight for part in parts if _begin(part) & other) for parts, other in ((rest, ends), (others, starts))]
    agreed += min(hopes)
    against = sum(part.weight for part in (*rest, *others)) - 2 * min(hopes)
    return 2 * agreed / (2 * agreed + max(against, 0.0)) if agreed else 0.0


def _begin(part: Part) -> set[str]:
    return {sound[:1] for sound in sounds(part.text)}


def align(left: Parts, right: Parts, equal: Mapping[int, int]) -> tuple[float, float, Met]:
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


def match_equal(left: Parts, right: Parts) -> dict[int, int]:
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
    if len(short) >= _HEARD and sound_alike(one.text, two.text):
        return 0.94
    if any(share_stem(left, right) for left in sounds(one.text) for right in sounds(two.text)):
        return 0.9
    alike = JaroWinkler.similarity(one.text, two.text) if len(short) >= 4 else 0.0
    return 0.9 * alike if alike >= _ALIKE else 0.0


def count_unmet(left: Parts, right: Parts, met: Met, *, same_place: bool) -> float:
    """What the words count against the names that the other has not.

    A town or a country counts little where both are there. Not so in `London Library` and `British Library`, where each name has one
    in its place that the other has not; so with `city` and `district`. A `library` behind a museum's name makes it a part of the museum.
    """
    apart = _has_unmet(left, met[0], _is_where) and _has_unmet(right, met[1], _is_where)
    levels = _has_unmet(left, met[0], _is_level) and _has_unmet(right, met[1], _is_level)
    nationwide = any(part.meaning in ("national", "state") for part in (*left, *right))
    kinds = list_group("kinds")
    total = 0.0
    for parts, shares, others in ((left, met[0], right), (right, met[1], left)):
        kind_told = any(part.meaning in kinds for part in others)
        for part, share in zip(parts, shares, strict=True):
            if share or (part.role == "place" and (apart or not same_place)):
                total += (1 - share) * part.weight
            elif part.role == "place":
                total += 0.1
            elif part.role == "country":
                total += 0.2 if nationwide and not apart else part.weight
            elif _is_level(part) and levels:
                total += 2.5
            else:
                total += 3.5 if kind_told and part.meaning in kinds else part.weight
    return total


def _has_unmet(parts: Parts, shares: Sequence[float], concerns: Callable[[Part], bool]) -> bool:
    return any(not share and concerns(part) for part, share in zip(parts, shares, strict=True))


def _is_where(part: Part) -> bool:
    return part.role in ("place", "country")


def _is_level(part: Part) -> bool:
    return part.meaning in list_group("levels")


def spell_out(short: Parts, long: Parts, met: Met, initials: str) -> float:
    """How well a name with an acronym (`MBP Kraków`) is the other one written out, of 1; 0 where it has none. `initials` are of that."""
    for at, each in enumerate(short):
        if each.role == "own" and 3 <= len(each.text) <= 6 and (start := initials.find(each.text)) >= 0:
            run = range(start, start + len(each.text))
            rest = sum(i not in run and _counts(part, met[1][i]) for i, part in enumerate(long))
            own = sum(i != at and _counts(part, met[0][i]) for i, part in enumerate(short))
            return 0.9 - 0.05 * rest - 0.12 * own
    return 0.0


def _counts(part: Part, share: float) -> bool:
    return not share and part.role not in ("place", "country")
