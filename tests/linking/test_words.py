"""Words of names: what they mean, compounds taken apart, countries and towns in any form."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from amicorum.linking.folding import sound_alike
from amicorum.linking.geography import find_countries, is_of_country, is_of_place, read_country, share_stem
from amicorum.linking.words import find_meaning, list_group, read_words


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("biblioteka", "library"), ("knihovna", "library"), ("konyvtar", "library"), ("muuseum", "museum"), ("narodni", "national"),
     ("centralna", "main"), ("centrum", "centre"), ("podgorze", ""), ("dom", "house"), ("domu", ""),
     ("muz", "museum"), ("muzeyi", "museum"), ("tsentre", "centre"), ("arkhiv", "archive")],
)  # fmt: skip
def test_a_word_means_the_same_in_every_language(word: str, meaning: str) -> None:
    assert find_meaning(word) == meaning


@pytest.mark.parametrize(
    ("name", "meanings"),
    [
        ("Stadtbibliothek", ["municipal", "library"]),
        ("Österreichische Nationalbibliothek", ["", "national", "library"]),
        ("Kansallisarkisto", ["national", "archive"]),
        ("The National Library of Serbia", ["national", "library", ""]),
        ("Народна библиотека Србије", ["national", "library", ""]),
        ("", []),
    ],
)
def test_a_name_is_taken_apart(name: str, meanings: list[str]) -> None:
    assert [word.meaning for word in read_words(name)] == meanings


@pytest.mark.parametrize(
    ("text", "code"),
    [("PL", "PL"), ("pol", "PL"), ("Poland", "PL"), ("Lietuva", "LT"), ("Польща", "PL"), ("Czechia", "CZ"), ("1A0", "XK"),
     ("http://publications.europa.eu/resource/authority/country/DEU", "DE"), ("Atlantis", ""), ("", "")],
)  # fmt: skip
def test_a_country_is_read_from_code_or_name(text: str, code: str) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize(
    ("word", "country", "belongs"),
    [("srbije", "RS", True), ("polskiej", "PL", True), ("magyar", "HU", True), ("hellenic", "GR", True), ("polskiej", "DE", False),
     ("of", "PL", False)],
)  # fmt: skip
def test_a_word_is_a_form_of_a_countrys_name(word: str, country: str, *, belongs: bool) -> None:
    assert is_of_country(word, country) is belongs
    assert (country in find_countries([word])) is belongs


@pytest.mark.parametrize(
    ("word", "place", "belongs"),
    [("krakowie", "krakow", True), ("wilnie", "wilno", True), ("vilniaus", "vilnius", True), ("podgorza", "podgorica", False),
     ("brnenska", "brno", False)],
)  # fmt: skip
def test_a_word_is_a_form_of_a_towns_name(word: str, place: str, *, belongs: bool) -> None:
    assert is_of_place(word, frozenset([place])) is belongs


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("kharkiv", "xarkiv", False),  # x is not h, it may be ks
        ("kharkiv", "charkiv", True),
        ("hryhorij", "grigorij", True),
        ("zhdanov", "zdanov", True),
        ("shchukin", "szczukin", True),
        ("shchukin", "scukin", True),
        ("chernihiv", "czernihiw", True),
        ("chernihiv", "cernihiv", True),
        ("irakleio", "iraklio", True),
        ("yuriy", "jurij", True),
        ("publits", "public", True),
        ("lodz", "lwow", False),
        ("kherson", "cherson", True),
        ("minsk", "pinsk", False),
    ],
)
def test_practices_of_transliteration_sound_alike(one: str, other: str, *, alike: bool) -> None:
    assert sound_alike(one, other) is alike


def test_words_are_of_a_place_or_country_by_their_sounds() -> None:
    assert is_of_place("varshavi", frozenset(["warszawa"]))
    assert not is_of_place("varshavi", frozenset(["varazdin"]))
    assert not is_of_country("chester", "CZ")
    assert is_of_country("chesky", "CZ")


def test_words_share_a_stem_where_their_endings_differ() -> None:
    assert share_stem("podgorza", "podgorze")
    assert not share_stem("bach", "bachmann")
    assert not share_stem("lwow", "lodz")


@pytest.mark.parametrize("group", ["kinds", "fields", "levels", "heads"])
def test_the_groups_are_of_meanings_that_words_have(group: str) -> None:
    table = tomllib.loads(files("amicorum.linking").joinpath("words.toml").read_text(encoding="utf-8"))
    assert list_group(group)
    assert list_group(group) <= table["meanings"].keys()
