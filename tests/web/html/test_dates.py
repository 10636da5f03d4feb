"""Time in words, in the three languages: a table."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.edtf_texts import TIMES

from amicorum.web.html.dates import write_day, write_time
from amicorum.web.html.i18n import LANGUAGES, load_languages

LANGUAGE = load_languages()


@pytest.mark.parametrize(
    ("edtf", "en", "pl", "lt"),
    [
        ("2018-05-21", "21 May 2018", "21 maja 2018", "2018 m. gegužės 21 d."),
        ("1991", "1991, exact day unknown", "1991, dokładny dzień nieznany", "1991, tiksli diena nežinoma"),
        ("2018-05", "May 2018, exact day unknown", "maj 2018, dokładny dzień nieznany", "2018 m. gegužė, tiksli diena nežinoma"),
        ("[2019-11..2019-12]", "November 2019 – December 2019, exact day unknown", "listopad 2019 – grudzień 2019, dokładny dzień nieznany",
         "2019 m. lapkritis – 2019 m. gruodis, tiksli diena nežinoma"),
        ("[..2017-01-04]", "not later than 4 January 2017", "nie później niż 4 stycznia 2017", "ne vėliau kaip 2017 m. sausio 4 d."),
        ("[2015..]", "2015 or later", "2015 lub później", "2015 arba vėliau"),
        ("[2015,2017]", "one of 2015, 2017", "jeden z: 2015, 2017", "viena iš: 2015, 2017"),
        ("2017/2022", "2017 – 2022", "2017 – 2022", "2017 – 2022"),
        ("1984/2017-04-03", "1984 – 3 April 2017", "1984 – 3 kwietnia 2017", "1984 – 2017 m. balandžio 3 d."),
        ("../2015", "until 2015", "do 2015", "iki 2015"),
        ("../2015-05", "until May 2015", "do maja 2015", "iki 2015 m. gegužės"),
        ("2015/..", "since 2015", "od 2015", "nuo 2015"),
        ("XXXX-04-27", "27 April, year unknown", "27 kwietnia, rok nieznany", "balandžio 27 d., metai nežinomi"),
        ("XXXX-02-29", "29 February, year unknown", "29 lutego, rok nieznany", "vasario 29 d., metai nežinomi"),
        ("1991~", "about 1991, exact day unknown", "około: 1991, dokładny dzień nieznany", "apie: 1991, tiksli diena nežinoma"),
        ("2023-21", "2023-21", "2023-21", "2023-21"),
        ("1991?", "1991 (uncertain), exact day unknown", "1991 (niepewne), dokładny dzień nieznany",
         "1991 (abejotina), tiksli diena nežinoma"),
        ("1991-05-03?", "3 May 1991 (uncertain)", "3 maja 1991 (niepewne)", "1991 m. gegužės 3 d. (abejotina)"),
        ("1991%/1995~", "about 1991 (uncertain) – about 1995", "około: 1991 (niepewne) – około: 1995",
         "apie: 1991 (abejotina) – apie: 1995"),
        ("195X", "1950 – 1959, exact day unknown", "1950 – 1959, dokładny dzień nieznany",
         "1950 – 1959, tiksli diena nežinoma"),
        ("19XX", "1900 – 1999, exact day unknown", "1900 – 1999, dokładny dzień nieznany",
         "1900 – 1999, tiksli diena nežinoma"),
        ("not a time", "not a time", "not a time", "not a time"),
        ("2018-02-30", "2018-02-30", "2018-02-30", "2018-02-30"),
    ],
)  # fmt: skip
def test_a_time_says_how_exactly_it_is_known(edtf: str, en: str, pl: str, lt: str) -> None:
    assert {code: write_time(edtf, LANGUAGE[code]) for code in LANGUAGES} == {"en": en, "pl": pl, "lt": lt}


@given(TIMES, st.sampled_from(LANGUAGES))
@settings(deadline=None)
def test_every_time_has_words_that_name_each_of_its_years(edtf: str, code: str) -> None:
    words = write_time(edtf, LANGUAGE[code])
    assert words
    assert [year for year in re.findall(r"\d{4}", edtf) if year not in words] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2007-12-22", "22 December 2007"),
        ("2007-12-22Z", "22 December 2007"),
        ("2007-12", "December 2007"),
        ("2007", "2007"),
        ("soon", "soon"),
    ],
)
def test_a_day_in_words(text: str, words: str) -> None:
    assert write_day(text, LANGUAGE["en"]) == words
