"""Names of other scripts in Latin letters: by the language of the name, and by that of the reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amicorum.linking.transliteration import to_latin


@pytest.mark.parametrize(
    ("text", "tongue", "english", "polish", "lithuanian"),
    [
        ("Краків", "uk", "Krakiv", "Krakiw", "Krakiv"),
        ("Львівський музей", "uk", "Lvivsky muzey", "Lwiwskyj muzej", "Lvivskyj muzej"),
        ("Музей Станіслава Людкевича", "uk", "Muzey Stanislava Lyudkevycha", "Muzej Stanisława Ludkewycza", "Muzej Stanislava Liudkevyča"),
        ("Александринский театр", "ru", "Aleksandrinsky teatr", "Aleksandrinskij tieatr", "Aleksandrinskij teatr"),
        ("Ежегодная Ярмарка", "ru", "Yezhegodnaya Yarmarka", "Jeżegodnaja Jarmarka", "Ežegodnaja Jarmarka"),
        ("Дзяржаўны музей", "be", "Dzyarzhawny muzey", "Dziarżauny muziej", "Dziaržauny muzej"),
        ("Окръжна библиотека", "bg", "Okrazhna biblioteka", "Okrażna biblioteka", "Okražna biblioteka"),
        ("НАНА", "ru", "NANA", "NANA", "NANA"),
        ("Ελληνικό Ίδρυμα Πολιτισμού", "el", "Elliniko Idryma Politismou", "Elliniko Idryma Politismou", "Elliniko Idryma Politismou"),
        ("ეროვნული არქივი", "ka", "Erovnuli Arkivi", "Erovnuli Arkivi", "Erovnuli Arkivi"),
        # Latin letters of their own, the same for every reader
        ("Народна библиотека Србије", "sr", "Narodna biblioteka Srbije", "Narodna biblioteka Srbije", "Narodna biblioteka Srbije"),
        ("Џорџ Ђоковић", "sr-Cyrl", "Džordž Đoković", "Džordž Đoković", "Džordž Đoković"),
        ("Македонска академија", "mk", "Makedonska akademija", "Makedonska akademija", "Makedonska akademija"),
    ],
)
def test_a_name_is_written_as_its_readers_write_it(text: str, tongue: str, english: str, polish: str, lithuanian: str) -> None:
    assert [to_latin(text, tongue, reader) for reader in ("en", "pl", "lt", "de")] == [english, polish, lithuanian, english]


@pytest.mark.parametrize("text", ["Łódź", "Ąžuolynas 18", "„Teatr” – L’Œuvre", "Đurđe Crnojević", "2018 & 2019", ""])
def test_latin_stays_as_it_is(text: str) -> None:
    assert to_latin(text, "pl", "lt") == text


@given(
    st.text(alphabet="абвгґдђеёєжзіиїјйклљмнњопрстуфхцчшщъыьэюяЁЖЩ αβγδ აბგ abc", max_size=30),
    st.sampled_from(["uk", "ru", "bg", "sr", "el"]),
)
def test_nothing_of_another_script_is_left(text: str, tongue: str) -> None:
    for reader in ("en", "pl", "lt"):
        assert not any("\u0370" <= letter <= "\u10ff" for letter in to_latin(text, tongue, reader))
