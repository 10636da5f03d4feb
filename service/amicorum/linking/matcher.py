"""The matcher: proposes the things of a list that a record may be, compares them, and says which match is certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from amicorum.linking.folding import fold
from amicorum.linking.geography import find_countries, share_stem
from amicorum.linking.identifiers import Identifier, compare_key
from amicorum.linking.records import Record
from amicorum.linking.scoring import Likeness, compare, read_form

CERTAIN = 86.0
"""Score from which a match may be certain, if nothing speaks against it."""
_MARGIN = 4.0
"""By how much a certain match is ahead of the next one."""
_COMPARED = 24
_READINGS = 6
_WORD_CLOSE = 0.9
_KINDS_BY_DEFAULT = ("institution", "unit", "city", "authority", "person")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a record may be. `certain` where it may be taken without a person's review."""

    record: Record
    likeness: Likeness
    certain: bool

    @property
    def score(self) -> float:
        """Of 100."""
        return self.likeness.score


class Matcher:
    """The things of one list, found by what they are called and where they are. Safe to ask from several threads."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = list(records)
        self._by_key = {record.key: record for record in self.records}
        self._by_identifier: defaultdict[Identifier, list[int]] = defaultdict(list)
        self._by_word: defaultdict[str, set[int]] = defaultdict(set)
        self._by_meaning: defaultdict[str, set[int]] = defaultdict(set)
        self._by_country: defaultdict[str, set[int]] = defaultdict(set)
        for number, record in enumerate(self.records):
            self._add(number, record)
        self._vocabulary: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self._by_word):
            for length in range(len(word) - 2, len(word) + 3):
                self._vocabulary[word[0], length].append(word)
        self._stems: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._by_word):
            self._stems[word[:4]].append(word)
        self._read = lru_cache(maxsize=50_000)(self._find_readings)

    def get(self, key: str) -> Record | None:
        """The thing with this key."""
        return self._by_key.get(key)

    def find(self, identifier: Identifier) -> list[Record]:
        """The things that have an identifier."""
        return [self.records[number] for number in self._by_identifier.get(compare_key(identifier), ())]

    def match(self, given: Record, kinds: Collection[str] = (), *, limit: int = 10, least: float = 35.0) -> list[Candidate]:
        """What a record may be, the likest first. `kinds` are the kinds of things to look among; none means those people look for."""
        wanted = kinds or _KINDS_BY_DEFAULT
        numbers = {number for each in given.identifiers for number in self._by_identifier.get(compare_key(each), ())}
        numbers |= set(self._propose(given, wanted))
        found = [(compare(given, self.records[number], self._weigh), self.records[number]) for number in numbers]
        found = [(likeness, record) for likeness, record in found if record.kind in wanted and likeness.score >= least]
        found.sort(key=lambda each: (-each[0].score, -each[1].links, each[1].key))
        return [
            Candidate(record, likeness, place == 0 and self._is_certain(given, found))
            for place, (likeness, record) in enumerate(found[:limit])
        ]

    def _add(self, number: int, record: Record) -> None:
        for identifier in record.identifiers:
            self._by_identifier[compare_key(identifier)].append(number)
        if record.country:
            self._by_country[record.country].add(number)
        for name in (*record.names, *(record.places if record.kind != "city" else ())):
            for word in read_form(name).words:
                if word.meaning:
                    self._by_meaning[word.meaning].add(number)
                self._by_word[word.text].add(number)
        if record.kind == "city":
            for name in record.names:
                self._by_word[fold(name).replace(" ", "")].add(number)

    def _weigh(self, word: str) -> float:
        """How telling a word is: the rarer, the more."""
        return max(1.2, min(4.0, 0.9 * log((len(self.records) + 20) / (len(self._by_word.get(word, ())) + 3))))

    def _propose(self, given: Record, wanted: Collection[str]) -> list[int]:
        weights: defaultdict[int, float] = defaultdict(float)
        words = {word for name in given.names for word in read_form(name).words}
        texts = {word.text for word in words}
        texts |= {fold(name).replace(" ", "") for name in given.names if " " in fold(name)}
        texts |= {part for place in given.places for part in fold(place).split()}
        for text in texts:
            for reading in self._read(text):
                weight = self._weigh(reading)
                for number in self._by_word[reading]:
                    weights[number] += weight
        for meaning in {word.meaning for word in words if word.meaning}:
            for number in self._by_meaning.get(meaning, ()):
                weights[number] += 0.8
        for country in {given.country} - {""} or find_countries(texts):
            for number in self._by_country.get(country, ()):
                weights[number] += 1.0
        chosen = [number for number in weights if self.records[number].kind in wanted]
        # A long list of names must not win by its length alone: of those that fit alike, the better connected come first.
        chosen.sort(key=lambda number: (-weights[number], -self.records[number].links, number))
        return chosen[:_COMPARED]

    def _find_readings(self, word: str) -> tuple[str, ...]:
        """The word itself where it is known, and known words that are spelt or inflected like it."""
        if not word:
            return ()
        same = [word] if word in self._by_word else []
        inflected = [each for each in self._stems.get(word[:4], ()) if each != word and share_stem(word, each)]
        near: list[str] = []
        if len(word) >= 4:
            choices = self._vocabulary.get((word[0], len(word)), [])
            near = [
                each
                for each, _, _ in process.extract(word, choices, scorer=JaroWinkler.similarity, score_cutoff=_WORD_CLOSE, limit=_READINGS)
            ]
        return tuple(dict.fromkeys((*same, *inflected[:_READINGS], *near)))

    def _is_certain(self, given: Record, found: Sequence[tuple[Likeness, Record]]) -> bool:
        """Whether the first may be taken: well ahead of the next, and enough that is telling agrees."""
        first, record = found[0]
        if first.conflict or first.country is False or first.place is False:
            return False
        if first.identifier:
            return sum(bool(likeness.identifier) for likeness, _ in found) == 1
        ahead = first.score - (found[1][0].score if len(found) > 1 else 0.0)
        if record.kind == "city":
            return first.exact and ahead >= _MARGIN
        return first.score >= CERTAIN and ahead >= _MARGIN and _tells_enough(first, given, ahead)


def _tells_enough(first: Likeness, given: Record, ahead: float) -> bool:
    """Whether what agrees could be said of that thing alone: the town with the whole name, or words that are rare."""
    if first.kind is False:
        return False
    if first.place:
        # A bare `Library` may be any of a town's.
        return first.name >= 0.86 and (first.exact or any(len(read_form(name).words) > 1 for name in given.names))
    if first.country:
        return first.name >= 0.93 and (first.telling >= 3 or ahead >= 10)
    several = len(read_form(first.own).words) > 1
    return first.exact and not given.places and (first.telling >= 2.5 or several) and ahead >= 2 * _MARGIN
