"""Folding: the form in which two spellings of one name are equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_SOUNDS = (
    ("kh", "h"), ("ch", "h"), ("ts", "c"), ("tz", "c"), ("cz", "c"), ("sch", "s"), ("sz", "s"), ("sh", "s"), ("zh", "z"), ("ph", "f"),
    ("th", "t"), ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("ae", "a"), ("oe", "o"),
    ("ue", "u"),
)  # fmt: skip
"""Spellings that scripts and languages exchange for one another, and the one that stands for both."""
_GAPS = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Latin letters and digits in lower case, single spaces: `Kraków`, `KRAKOW` and `krakow` are one; `Краків` becomes `krakiv`."""
    return _GAPS.sub(" ", anyascii(unicodedata.normalize("NFKC", text)).lower()).strip()


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """A folded word in one spelling of its sounds: `slowacki` and `slovatskij` (from Словацкий) are `slovacki` both."""
    for spelling, sounds in _SOUNDS:
        word = word.replace(spelling, sounds)
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])
