"""The wording of the pages: complete in every language, with every placeholder kept."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import amicorum
from amicorum.web.html.i18n import LANGUAGES, load_languages

PACKAGE = Path(amicorum.__file__).parent
TRANSLATED = LANGUAGES[1:]
METHODS = [("web/html/templates/**", "jinja2"), ("**.py", "python")]
PLACEHOLDER = re.compile(r"%\(\w+\)s")
Message = str | tuple[str, ...]


@pytest.fixture(scope="module")
def messages() -> set[Message]:
    """Everything that templates and code say."""
    found = extract_from_dir(PACKAGE, METHODS, keywords={"_": None, "gettext": None, "ngettext": (1, 2), "gettext_noop": None})
    return {message for _, _, message, _, _ in found}


def read_catalogue(code: str) -> Catalog:
    return read_po(io.BytesIO((PACKAGE / "translations" / f"{code}.po").read_bytes()), locale=code)


def forms(message: Message) -> tuple[str, ...]:
    return message if isinstance(message, tuple) else (message,)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated_and_none_is_left_over(messages: set[Message], code: str) -> None:
    translated = {message.id for message in read_catalogue(code) if message.id and all(forms(message.string)) and not message.fuzzy}
    assert len(messages) > 200
    assert translated == messages


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_keeps_the_placeholders(code: str) -> None:
    for message in read_catalogue(code):
        if message.id:
            expected = set(PLACEHOLDER.findall("".join(forms(message.id))))
            for form in forms(message.string):
                assert set(PLACEHOLDER.findall(form)) == expected, message.id


def test_no_full_stop_follows_a_day_in_lithuanian_which_ends_with_one() -> None:
    said = [form for message in read_catalogue("lt") for form in forms(message.string)]
    assert [text for text in said if re.search(r"%\((day|today)\)s\.", text)] == []


@pytest.mark.parametrize(
    ("code", "number", "words"),
    [("en", 1, "1 hit"), ("en", 2, "2 hits"),
     ("pl", 1, "1 wynik"), ("pl", 3, "3 wyniki"), ("pl", 12, "12 wyników"), ("pl", 22, "22 wyniki"),
     ("lt", 1, "1 rezultatas"), ("lt", 5, "5 rezultatai"), ("lt", 10, "10 rezultatų"), ("lt", 21, "21 rezultatas")],
)  # fmt: skip
def test_numbers_take_the_form_that_the_language_wants(code: str, number: int, words: str) -> None:
    text = load_languages()[code].translations.ngettext("%(num)s hit", "%(num)s hits", number)
    assert text % {"num": number} == words


@pytest.mark.parametrize(
    ("labels", "code", "picked"),
    [
        ({"en": "Kraków", "lt": "Krokuva"}, "lt", ("Krokuva", "lt")),
        ({"en": "Kraków", "de": "Krakau"}, "lt", ("Kraków", "en")),
        ({"sk": "Košice", "de": "Kaschau"}, "en", ("Kaschau", "de")),
        ({"": "KUC Travno", "hr": "KUC Travno (hr)"}, "en", ("KUC Travno", "")),
        ({}, "en", ("", "")),
    ],
)
def test_the_best_known_language_is_picked(labels: dict[str, str], code: str, picked: tuple[str, str]) -> None:
    assert load_languages()[code].pick(labels) == picked


@pytest.mark.parametrize(
    ("iri", "pl"), [("POL", "Polska"), ("LTU", "Litwa"), ("1A0", "Kosowo"), ("GBR", "Wielka Brytania"), ("XYZ", "XYZ")]
)  # fmt: skip
def test_countries_have_the_names_of_the_language(iri: str, pl: str) -> None:
    assert load_languages()["pl"].country("http://publications.europa.eu/resource/authority/country/" + iri) == pl


@pytest.mark.parametrize(
    ("iri", "lt"), [("POL", "lenkų"), ("LIT", "lietuvių"), ("SRP", "serbų"), ("CNR", "cnr"), ("MUL", "kelios kalbos")]
)  # fmt: skip
def test_languages_have_the_names_of_the_language(iri: str, lt: str) -> None:
    assert load_languages()["lt"].language("http://publications.europa.eu/resource/authority/language/" + iri) == lt


@pytest.mark.parametrize(
    ("code", "number", "words"),
    [("en", 999, "999 byte"), ("en", 856_647, "856.6 kB"), ("pl", 12_483_947, "12,5 MB"), ("lt", 12_483_947, "12,5 MB")],
)
def test_sizes_are_in_the_units_that_people_read(code: str, number: int, words: str) -> None:
    assert load_languages()[code].size(number).replace("\xa0", " ") == words
