"""The words of a name: what they mean in any language, and how telling each is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from amicorum.linking.folding import fold, sounds

_WHOLE = "="
_SHORTEST, _LONGEST = 3, 12
_ENDING = 7
"""Most letters behind a stem: what is longer is a compound with something else in it."""
_HEAD = 5
"""Letters of a stem that may stand inside a compound."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name in folded letters, and what it means where it is one of the words that such names are made of."""

    text: str
    meaning: str = ""


def read_words(name: str) -> tuple[Word, ...]:
    """The words of a name in their order, compounds as their parts, without those that tell nothing. Single letters may be initials."""
    _, _, stop = _vocabulary()
    return tuple(part for each in fold(name).split() if each not in stop for part in _split(each))


@cache
def _split(word: str) -> tuple[Word, ...]:
    """`stadtbibliothek` as `stadt` and `bibliothek`; a word that is no such compound by itself."""
    _, stems, _ = _vocabulary()
    heads = list_group("heads")
    for at in range(_SHORTEST, len(word) - _HEAD + 1):
        for length in range(min(len(word) - at, _LONGEST), _HEAD - 1, -1):
            if stems.get(word[at : at + length]) in heads:
                return (*_split(word[:at]), Word(word[at:], find_meaning(word[at:])))
    return (Word(word, find_meaning(word)),)


@cache
def find_meaning(word: str) -> str:
    """What a folded word means: the key of its line in `words.toml`; empty for a word of no line."""
    whole, stems, _ = _vocabulary()
    if meaning := whole.get(word):
        return meaning
    for length in range(min(len(word), _LONGEST), max(_SHORTEST, len(word) - _ENDING) - 1, -1):
        if meaning := stems.get(word[:length]):
            return meaning
    return _hear(word)


def _hear(word: str) -> str:
    """What a word means by its sounds, as where it comes from another script: `biblioteka` is heard in `bibliothieka`."""
    whole, stems = _heard_words()
    for heard in sorted(sounds(word)):
        if meaning := whole.get(heard):
            return meaning
        for length in range(min(len(heard), _LONGEST), max(_HEAD, len(heard) - _ENDING) - 1, -1):
            if meaning := stems.get(heard[:length]):
                return meaning
    return ""


@cache
def _heard_words() -> tuple[dict[str, str], dict[str, str]]:
    """Whole words and stems by their sounds, those that are long enough to be known again."""
    whole, stems, _ = _vocabulary()
    return (
        {heard: meaning for word, meaning in whole.items() for heard in sounds(word) if len(heard) >= _HEAD},
        {heard: meaning for stem, meaning in stems.items() for heard in sounds(stem) if len(heard) >= _HEAD},
    )


def read_adjectives(country: str) -> list[str]:
    """Stems of words that mean a country (two letters) and do not begin as its names do."""
    return list(_table()["countries"].get(country, ()))


@cache
def list_group(name: str) -> frozenset[str]:
    """The meanings of one group: `kinds`, `fields` or `levels` of institutions, `heads` of compounds."""
    return frozenset(_table()["groups"][name])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("amicorum.linking").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _vocabulary() -> tuple[dict[str, str], dict[str, str], frozenset[str]]:
    """Whole words, stems, and the words that tell nothing."""
    table = _table()
    whole: dict[str, str] = {}
    stems: dict[str, str] = {}
    for meaning, forms in table["meanings"].items():
        for form in forms:
            (whole if form.startswith(_WHOLE) else stems).setdefault(form.removeprefix(_WHOLE), meaning)
    return whole, stems, frozenset(table["stop"]["words"])
