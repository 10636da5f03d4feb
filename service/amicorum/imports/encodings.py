"""The encoding of a text file: by its mark, by its zero bytes, as UTF-8, else the guess that makes words of one language of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import charset_normalizer

from amicorum.errors import SourceError
from amicorum.ingest.decoding import find_mark

SAMPLE = 64 * 1024
"""Bytes at the beginning of a file by which its encoding and its delimiter are recognised."""
_USUAL = ("cp1252", "cp1250", "cp1257", "cp1251", "cp1253", "iso8859_2", "iso8859_13", "koi8_r")
"""Encodings other than UTF-8 in which tables of Europe come, the usual first."""
_LETTERS = (
    "ąćęłńóśźż", "ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "čćđšž", "áéíóöőúüű", "ăâîșțşţ", "çğıöşü",
    "çë", "äöüß", "åäöæøé", "àâçéèêëîïôûùüœ", "àèéìòóù", "áéíñóúüçàèòïl", "ãáâàçéêíóôõú", "áðéíóúýþæö", "áéíóúġħżċ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўђјљњћџѓѕќ", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
)  # fmt: skip
"""The letters beyond ASCII of each language, or of a few that share theirs."""
_PUNCTUATION = "„“”«»–—’‘‚…§°\u00a0"


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding; `example` is a word as it reads where that was only guessed, for a person to look at."""

    name: str
    example: str = ""


def find_encoding(sample: bytes, file: str) -> Encoding:
    """The encoding that the beginning of a file has. Raises a `SourceError` where it is none that is known."""
    if marked := find_mark(sample):
        return Encoding(marked)
    if wide := _find_wide(sample):
        return Encoding(wide)
    try:
        whole, _, _ = sample.rpartition(b"\n") if len(sample) == SAMPLE else (sample, b"", b"")
        whole.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(sample, file)
    return Encoding("utf-8")


def _find_wide(sample: bytes) -> str:
    """UTF-16 without a mark, by where its zero bytes are; empty for anything else."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    return ("utf-16-be" if even > odd else "utf-16-le") if most > len(sample) // 5 and least < most // 20 else ""


def _guess(sample: bytes, file: str) -> Encoding:
    """Of what charset-normalizer holds for possible, the encoding whose letters best fit one language."""
    found = [match.encoding for match in charset_normalizer.from_bytes(sample)]
    if not found:
        raise SourceError("its encoding cannot be recognised: say it with --encoding, such as cp1250", file=file)
    best = max(sorted(found, key=lambda name: _USUAL.index(name) if name in _USUAL else len(_USUAL)), key=lambda name: _fit(sample, name))
    words = re.findall(r"\w+", sample.decode(best, errors="ignore"))
    return Encoding(best, next((word for word in words if not word.isascii()), ""))


def _fit(sample: bytes, encoding: str) -> float:
    """The share of the signs beyond ASCII that are letters of the one language that explains most of them.

    A word that mixes Latin letters with others, or has a capital behind a small letter, is of no language.
    """
    text = sample.decode(encoding, errors="replace")
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    signs = sum(not sign.isascii() and sign not in _PUNCTUATION for sign in text)
    best = 0
    for letters in _LETTERS:
        latin = letters[0] not in "аα"
        fitting = (word for word in words if "aA" not in _shape(word) and (latin or not re.search("[A-Za-z]", word)))
        best = max(best, sum(sign in letters for word in fitting for sign in word.lower() if not sign.isascii()))
    return best / max(signs, 1)


def _shape(word: str) -> str:
    """A word with `A` for each capital and `a` for each small letter."""
    return "".join("A" if sign.isupper() else "a" for sign in word)
