"""The languages of the pages: their wording from one gettext catalogue each, and numbers, days and countries the way they write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from babel.units import format_unit

from amicorum.linking.geography import two_letters
from amicorum.translations import LANGUAGES, read_translations


class Language:
    """One language of the pages."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.locale = Locale.parse(code)
        self.name = (self.locale.get_language_name(code) or code).capitalize()
        self.translations = read_translations(code)

    def __str__(self) -> str:
        return self.code

    def gettext(self, message: str, **values: object) -> str:
        """A message in this language, with its `%(name)s` filled in."""
        text = self.translations.gettext(message)
        return text % values if values else text

    def pick(self, labels: Mapping[str, str]) -> tuple[str, str]:
        """The text that a reader of this language understands best, and its language; two empty texts where there is none."""
        for code in (self.code, *LANGUAGES, "", *sorted(labels)):
            if code in labels:
                return labels[code], code
        return "", ""

    def number(self, value: float) -> str:
        """A number with the language's own separators."""
        return format_decimal(value, locale=self.locale)

    def size(self, value: int) -> str:
        """A number of bytes in words: `12.5 MB`."""
        for power, unit in ((2, "megabyte"), (1, "kilobyte")):
            if value >= 1000**power:
                return format_unit(round(value / 1000**power, 1), f"digital-{unit}", "short", locale=self.locale)
        return format_unit(value, "digital-byte", "short", locale=self.locale)

    def day(self, value: date) -> str:
        """A day: `21 May 2018`."""
        return format_date(value, "d MMMM y" if self.code == "en" else "long", locale=self.locale)

    def month(self, value: date, *, governed: bool = False) -> str:
        """A month of a year: `May 2018`; in the form that a preposition wants where one `governed` it (`do maja 2018`)."""
        if governed and self.code != "lt":
            return format_date(value, "MMMM y", locale=self.locale)
        return format_date(value, "y 'm'. MMMM", locale=self.locale) if governed else format_skeleton("yMMMM", value, locale=self.locale)

    def month_day(self, value: date) -> str:
        """A day of no year: `27 April`."""
        return (
            format_date(value, "d MMMM", locale=self.locale) if self.code == "en" else format_skeleton("MMMMd", value, locale=self.locale)
        )

    def country(self, iri: str) -> str:
        """A country of the EU authority table, by its address (`…/country/POL`) or its code."""
        code = iri.rpartition("/")[2]
        name: str = self.locale.territories.get(two_letters(code), code)
        return name

    def language(self, iri: str) -> str:
        """A language of the EU authority table, by its address (`…/language/POL`)."""
        code = iri.rpartition("/")[2].lower()
        short = get_global("language_aliases").get(code, code)
        name: str = self.locale.languages.get(short, code)
        return name


def load_languages(codes: Iterable[str] = LANGUAGES) -> Mapping[str, Language]:
    """The languages by their code."""
    return MappingProxyType({code: Language(code) for code in codes})
