"""The matcher: proposes the things of a list that a record may be, compares them, and says which match is certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from amicorum.linking.folding import fold, sounds
from amicorum.linking.geography import find_countries, share_stem
from amicorum.linking.identifiers import Identifier, compare_key
from amicorum.linking.names import NameComparison, read_form
from amicorum.linking.records import Record, fold_places
from amicorum.linking.scoring import Likeness, compare
from amicorum.linking.words import Word

CERTAIN = 86.0
"""Score from which a match may be certain, if nothing speaks against it."""
_MARGIN = 4.0
"""By how much a certain match is ahead of the next one."""
_TOWN = 0.85
"""Likeness of the names of towns that lie in the same place."""
_COMPARED = 12
_READINGS = 6
_MEANING = 0.8
"""What a word in common counts that such names are made of."""
_PART = 0.45
"""Part of what a name has that must be shared for a high score."""
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
        self._meanings: list[set[str]] = []
        for number, record in enumerate(self.records):
            self._add(number, record)
        self._vocabulary: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self._by_word):
            for length in range(len(word) - 2, len(word) + 3):
                self._vocabulary[word[0], length].append(word)
        self._stems: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._by_word):
            self._stems[word[:4]].append(word)
        self._sounds: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._by_word):
            for heard in sounds(word):
                self._sounds[heard].append(word)
        self._places = [fold_places(record) for record in self.records]
        self._names = NameComparison(self._weigh)
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
        numbers |= set(self._propose(given, wanted, least)[: max(_COMPARED, limit)])
        found = [(compare(given, self.records[number], self._places[number], self._names), self.records[number]) for number in numbers]
        found = [(likeness, record) for likeness, record in found if record.kind in wanted and _reaches(likeness, least)]
        found.sort(key=lambda each: (-each[0].score, -each[1].links, each[1].key))
        return [
            Candidate(record, likeness, place == 0 and self._is_certain(given, found))
            for place, (likeness, record) in enumerate(found[:limit])
        ]

    def _add(self, number: int, record: Record) -> None:
        for identifier in record.identifiers:
            self._by_identifier[compare_key(identifier)].append(number)
        self._meanings.append(set())
        for name in (*record.names, *(record.places if record.kind != "city" else ())):
            for word in read_form(name).words:
                if word.meaning:
                    self._by_meaning[word.meaning].add(number)
                    self._meanings[number].add(word.meaning)
                self._by_word[word.text].add(number)
        if record.kind == "city":
            for name in record.names:
                self._by_word[fold(name).replace(" ", "")].add(number)

    def _weigh(self, word: str) -> float:
        """How telling a word is: the rarer, the more."""
        return max(1.2, min(4.0, 0.9 * log((len(self.records) + 20) / (len(self._by_word.get(word, ())) + 3))))

    def _propose(self, given: Record, wanted: Collection[str], least: float) -> list[int]:
        """The things that share most of what is telling in the names, by their numbers."""
        weights: defaultdict[int, float] = defaultdict(float)
        words = {word for name in given.names for word in read_form(name).words}
        for text in self._list_texts(given):
            for reading in self._read(text):
                weight = self._weigh(reading)
                for number in self._by_word[reading]:
                    weights[number] += weight
        meanings = {word.meaning for word in words if word.meaning}
        # Who shares little of the name can never reach the score that is wanted.
        enough = 0.0 if len(given.names) > 1 or least < 50 else _PART * sum(self._weigh_asked(word) for word in words)
        numbers = set(weights)
        if _MEANING * len(meanings) >= enough:
            numbers = numbers.union(*(self._by_meaning.get(meaning, ()) for meaning in meanings))
        countries = {given.country} - {""} or find_countries({word.text for word in words})
        chosen = []
        for number in numbers:
            if self.records[number].kind in wanted:
                weight = weights.get(number, 0.0) + _MEANING * len(meanings & self._meanings[number])
                if weight >= enough:
                    chosen.append((-weight - (self.records[number].country in countries), -self.records[number].links, number))
        return [number for _, _, number in sorted(chosen)]

    @staticmethod
    def _list_texts(given: Record) -> set[str]:
        """The words to look for, folded: of the names and the places, and names of several words written as one."""
        texts = {word.text for name in given.names for word in read_form(name).words}
        texts |= {fold(name).replace(" ", "") for name in given.names if " " in fold(name)}
        return texts | {part for place in given.places for part in fold(place).split()}

    def _weigh_asked(self, word: Word) -> float:
        return _MEANING if word.meaning else 0.0 if len(word.text) == 1 or find_countries([word.text]) else self._weigh(word.text)

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
            near += [each for heard in sorted(sounds(word)) for each in self._sounds.get(heard, ())[:_READINGS]]
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
            return ahead >= _MARGIN and (first.exact or (first.place is True and first.name >= _TOWN))
        return first.score >= CERTAIN and ahead >= _MARGIN and _tells_enough(first, given, ahead)


def _reaches(likeness: Likeness, least: float) -> bool:
    """Whether a candidate is worth telling: one with a contradicting identifier for what its names say, since that is to be reported."""
    return likeness.score * (2 if likeness.conflict else 1) >= least


def _tells_enough(first: Likeness, given: Record, ahead: float) -> bool:
    """Whether what agrees could be said of that thing alone: the town with the whole name, or words that are rare."""
    if first.kind is False:
        return False
    if first.place:
        # A bare `Library` may be any of a town's.
        return first.name >= 0.86 and (first.exact or any(len(read_form(name).words) > 1 for name in given.names))
    if first.country:
        # Of common words alone only such a name is made that there is once in a country: its national library, the British Library.
        national = any(word.meaning in ("national", "state") for word in read_form(first.own).words)
        nationwide = ahead >= 10 and (national or (first.landed and first.exact))
        return first.name >= 0.93 and (first.telling >= 3 or nationwide)
    several = len(read_form(first.own).words) > 1
    return first.exact and not given.places and (first.telling >= 2.5 or several) and ahead >= 2 * _MARGIN
