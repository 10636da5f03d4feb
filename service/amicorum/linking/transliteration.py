"""Names of other scripts in Latin letters, the way readers of English, Polish or Lithuanian write them.

Cyrillic follows the practice of each of these languages, by the language of the name (`Краків` is `Krakiv`, in Polish `Krakiw`); Serbian,
Bosnian, Montenegrin and Macedonian have Latin letters of their own, which stand everywhere. Other scripts go by anyascii.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from anyascii import anyascii

_CYRILLIC = re.compile("[Ѐ-ӿ][Ѐ-ӿ'’ʼ\u0301]*")
_OTHERS = re.compile(r"[^\W\d_a-zA-Z\u00aa-\u02af\u1e00-\u1eff]+")
"""Letters that are neither Latin nor, at this point, Cyrillic."""
_APOSTROPHES = str.maketrans("", "", "'’ʼ\u0301")
_VOWELS = "аеёиіїоуыэюяє"
_HARD = "жшчщцлј"

_Letters = dict[str, str]


def _pairs(text: str) -> _Letters:
    """Letters and what stands for them: `а a, б b`."""
    return {letter: latin for letter, _, latin in (pair.partition(" ") for pair in text.split(", "))}


_COMMON = _pairs("а a, б b, д d, з z, к k, м m, н n, о o, п p, р r, с s, т t, у u, ф f, ы y, э e, ъ, ь, і i, ґ g, г g, и i, л l, е e")
_SOUTH = _COMMON | _pairs(
    "в v, г g, ђ đ, е e, ж ž, и i, ј j, л l, љ lj, њ nj, ћ ć, х h, ц c, ч č, џ dž, ш š, ѓ gj, ѕ dz, ќ kj, й j, ю ju, я ja, щ št"
)
_BY_READER: Mapping[str, _Letters] = {
    "en": _COMMON | _pairs("в v, ж zh, й y, х kh, ц ts, ч ch, ш sh, щ shch, ю yu, я ya, є ye, ї yi, ё yo, ў w"),
    "pl": _COMMON | _pairs("в w, ж ż, й j, х ch, ц c, ч cz, ш sz, щ szcz, ю ju, я ja, є je, ї ji, ё jo, ў u, л ł"),
    "lt": _COMMON | _pairs("в v, ж ž, й j, х ch, ц c, ч č, ш š, щ šč, ю ju, я ja, є je, ї ji, ё jo, ў u"),
}
_BY_TONGUE: Mapping[str, _Letters] = {"uk": _pairs("г h, и y"), "be": _pairs("г h")}
_BULGARIAN: Mapping[str, _Letters] = {
    "en": _pairs("ъ a, щ sht, х h, ь y"),
    "pl": _pairs("ъ a, щ szt, х ch, л l, й j"),
    "lt": _pairs("ъ a, щ št, х ch"),
}
_SOUTH_SLAVIC = {"sr", "bs", "hr", "mk", "cnr", "sh"}
_SOFT: Mapping[str, _Letters] = {"pl": _pairs("ю iu, я ia, є ie, ё io"), "lt": _pairs("ю iu, я ia, є ie, ё io")}
"""How a vowel is written that softens the consonant before it."""


@lru_cache(maxsize=100_000)
def to_latin(text: str, tongue: str, reader: str) -> str:
    """`text` of the language `tongue` in Latin letters for readers of `reader` (a language code; others read as the English do).

    What is Latin already stays as it is.
    """
    tongue, reader = tongue.partition("-")[0].lower(), reader if reader in _BY_READER else "en"
    spell = _spelling(tongue, reader)
    return _OTHERS.sub(_spell_others, _CYRILLIC.sub(lambda match: spell(match[0]), text))


def _spelling(tongue: str, reader: str) -> Callable[[str], str]:
    if tongue in _SOUTH_SLAVIC:
        return lambda word: "".join(_cased(_SOUTH.get(letter.lower(), anyascii(letter)), letter, word) for letter in word)
    letters = _BY_READER[reader] | _BY_TONGUE.get(tongue, {}) | (_BULGARIAN[reader] if tongue == "bg" else {})

    def spell(word: str) -> str:
        plain = word.translate(_APOSTROPHES)
        lower = plain.lower()
        latin = "".join(_cased(_spell_letter(lower, at, letters, tongue, reader), plain[at], plain) for at in range(len(plain)))
        return re.sub("[iy]y$", "y", latin) if reader == "en" else latin

    return spell


def _spell_letter(word: str, at: int, letters: _Letters, tongue: str, reader: str) -> str:
    """One letter of a word in lower case, which may be written otherwise beside certain others."""
    letter, before, after = word[at], word[at - 1 : at], word[at + 1 : at + 2]
    softens = bool(before) and before not in _VOWELS + "ъьй"
    if reader == "pl" and letter == "л" and (after in tuple("еіюяєьёї") or (after == "и" and tongue != "uk")):
        return "l"
    if softens and letter in _SOFT.get(reader, {}):
        return letters[letter][1:] if reader == "pl" and before in _HARD else _SOFT[reader][letter]
    if letter == "е" and tongue in ("ru", "be") and reader in ("en", "pl"):
        if not softens:
            return "ye" if reader == "en" else "je"
        return "ie" if reader == "pl" and before not in _HARD else "e"
    return letters[letter] if letter in letters else anyascii(letter)


def _cased(latin: str, letter: str, word: str) -> str:
    """Capitals as in the original: one for one letter, all in a word of capitals."""
    if not letter.isupper() or not latin:
        return latin
    return latin.upper() if len(word) > 1 and word.isupper() else latin[0].upper() + latin[1:]


def _spell_others(match: re.Match[str]) -> str:
    """A word of another script. Scripts without capitals (Georgian, Arabic, Chinese) begin it with one, as names do."""
    word = match[0]
    latin = anyascii(word.replace("ου", "ou").replace("ού", "ou"))
    unicase = word[0].lower() == word[0].upper() or "\u10d0" <= word[0] <= "\u10ff"
    return latin[:1].upper() + latin[1:] if unicase else latin
