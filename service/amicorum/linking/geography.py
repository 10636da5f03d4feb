"""Names of countries in all languages, and whether a word of a name is a country's or a town's, inflected or as an adjective."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

from amicorum.linking.folding import fold, sounds
from amicorum.linking.words import find_meaning, read_adjectives

_LANGUAGES = (
    "en", "pl", "lt", "de", "fr", "uk", "ru", "be", "cs", "sk", "sl", "hr", "sr", "bs", "mk", "bg", "hu", "ro", "it", "es", "pt", "nl",
    "da", "sv", "nb", "fi", "et", "lv", "el", "sq", "tr", "hy", "ka", "az", "ga", "mt", "ca", "eu", "gl", "is", "lb", "cy", "kk", "he",
    "ar", "zh", "ja",
)  # fmt: skip
"""Languages in which names of countries are recognised: those of Europe, and some more."""
_SHORTEST = 4
_SHARED = {"republic", "republika", "north", "federation", "state", "states", "united", "kingdom", "city", "central", "island", "islands"}
"""Words of names of countries that are no country's own."""


@cache
def two_letters(code: str) -> str:
    """The two-letter code (ISO 3166) of a three-letter one, as Unicode has them; others as they are. `1A0` is the EU's own for Kosovo."""
    return _aliases().get(code, code)


@cache
def read_country(text: str) -> str:
    """The two-letter code of a country written as code, as EU authority or as name in any language; empty where it is none."""
    plain = text.strip().rstrip("/").rpartition("/")[2].upper()
    if plain in Locale("en").territories and len(plain) == 2 and plain.isalpha():
        return plain
    if (short := two_letters(plain)) != plain:
        return short
    return _by_name().get(fold(text), "")


@cache
def is_of_country(word: str, country: str) -> bool:
    """Whether a folded word is the name of a country, a form of it, or its adjective."""
    if any(share_stem(word, stem) for stem in _heads(country).get(word[:_SHORTEST], ())):
        return True
    return len(word) > _SHORTEST and not sounds(word).isdisjoint(_hear_country(country))


@cache
def _hear_country(country: str) -> frozenset[str]:
    """The words of a country by their sounds."""
    return frozenset(heard for stem in _stems(country) if len(stem) > _SHORTEST for heard in sounds(stem))


def find_countries(words: Iterable[str]) -> set[str]:
    """The countries of which one of the folded words is a name or an adjective."""
    return {code for word in words for code in _find_country(word)}


@cache
def _find_country(word: str) -> frozenset[str]:
    if len(word) < _SHORTEST:
        return frozenset()
    return frozenset(code for stem, code in _by_stem().get(word[:_SHORTEST], ()) if share_stem(word, stem))


@cache
def _by_stem() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for code in _codes():
        for stem in _stems(code):
            found.setdefault(stem[:_SHORTEST], []).append((stem, code))
    return found


@cache
def _codes() -> tuple[str, ...]:
    """Every country's two letters."""
    return tuple(sorted(code for each in Locale("en").territories if len(code := str(each)) == 2 and code.isalpha()))


@lru_cache(maxsize=200_000)
def is_of_place(word: str, names: frozenset[str]) -> bool:
    """Whether a folded word is a form of one of the (folded) names of a town, or of a word of one."""
    return any(_is_form(word, part) for part in _list_parts(names))


@lru_cache(maxsize=50_000)
def _list_parts(names: frozenset[str]) -> tuple[str, ...]:
    """The words of names of a town that are its own: not the `stadt` of `Karl-Marx-Stadt`."""
    parts = {part for name in names for part in name.split() if name == part or (len(part) >= _SHORTEST and not find_meaning(part))}
    return tuple(sorted(parts))


def _is_form(word: str, place: str) -> bool:
    """Whether a word is the name of a town with another ending: `krakowie`, `wilnie`, `vilniaus`; not `podgorza` for `podgorica`."""
    if word == place:
        return True
    if _has_ending(word, place):
        return True
    return len(place) > _SHORTEST and any(one == other or _has_ending(one, other) for one in sounds(word) for other in sounds(place))


def _has_ending(word: str, place: str) -> bool:
    if word[:_SHORTEST] != place[:_SHORTEST]:
        return False
    same = _count_shared(word, place)
    return same >= max(_SHORTEST, len(place) - 2) and len(word) - same <= 4


def share_stem(one: str, other: str) -> bool:
    """Whether two folded words differ in their endings alone: `krakowie`, `krakow`; `srbije`, `srbija`."""
    if one == other:
        return True
    if one[:_SHORTEST] != other[:_SHORTEST]:
        return False
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) < _SHORTEST:
        return False
    same = _count_shared(short, long)
    return same >= max(_SHORTEST, len(short) - 2) and len(long) - same <= (3 if same < 6 else 5)


def _count_shared(one: str, other: str) -> int:
    """Letters with which both begin."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


@cache
def _stems(country: str) -> tuple[str, ...]:
    names = {fold(each.territories.get(country, "")) for each in _locales()}
    words = {word for name in names for word in name.split() if len(word) >= _SHORTEST}
    return tuple(sorted((words - _SHARED) | set(read_adjectives(country))))


@cache
def _heads(country: str) -> dict[str, list[str]]:
    """The stems of a country by their first letters."""
    found: dict[str, list[str]] = {}
    for stem in _stems(country):
        found.setdefault(stem[:_SHORTEST], []).append(stem)
    return found


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in _locales():
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(fold(name), code)
    return found


@cache
def _locales() -> tuple[Locale, ...]:
    return tuple(Locale.parse(code) for code in _LANGUAGES)


@cache
def _aliases() -> dict[str, str]:
    return {code: found[0] for code, found in get_global("territory_aliases").items() if len(code) == 3 and len(found) == 1} | {
        "1A0": "XK",
        "XKX": "XK",
    }
