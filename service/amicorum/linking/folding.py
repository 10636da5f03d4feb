"""Folding: the form in which two spellings of one name are equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_SOUNDS = (
    ("shch", "sc"), ("szcz", "sc"), ("tsch", "c"), ("tch", "c"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("cz", "c"), ("sch", "s"),
    ("sz", "s"), ("sh", "s"), ("zh", "z"), ("rz", "z"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("q", "k"),
    ("w", "v"), ("y", "i"), ("j", "i"), ("ei", "i"), ("oi", "i"), ("ie", "e"), ("ia", "a"), ("iu", "u"), ("io", "o"), ("ae", "a"),
    ("oe", "o"), ("ue", "u"), ("ou", "u"), ("g", "h"),
)  # fmt: skip
"""Spellings that scripts, languages and practices of transliteration exchange for one another, and the one that stands for all of them.

Харків is `Kharkiv`, `Charkiv`; Григорій `Hryhoriy`, `Grigorij`; Жданов `Zhdanov`, `Ždanov`; Ηράκλειο `Irakleio`, `Iraklio`.
"""
_CH = ("h", "c")
"""What `ch` may stand for: х as Poles and Germans write it, ч as the English do."""
_GAPS = re.compile(r"[^0-9a-z]+")


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Latin letters and digits in lower case, single spaces: `Kraków`, `KRAKOW` and `krakow` are one; `Краків` becomes `krakiv`."""
    return _GAPS.sub(" ", anyascii(unicodedata.normalize("NFKC", text)).lower()).strip()


@lru_cache(maxsize=200_000)
def sounds(word: str) -> frozenset[str]:
    """A folded word in one spelling of its sounds; in two where it has a `ch`.

    `slowacki` and `slovatskij` (from Словацкий) are `slovacki` both.
    """
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    readings = {word.replace("ch", each) for each in _CH}
    return frozenset("".join(letter for at, letter in enumerate(each) if at == 0 or letter != each[at - 1]) for each in readings)


def sound_alike(one: str, other: str) -> bool:
    """Whether two folded words may be spellings of one."""
    return not sounds(one).isdisjoint(sounds(other))
