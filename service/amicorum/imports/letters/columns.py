"""The columns of the spreadsheet for letters of intent, with their headings and help, and the example row."""

from __future__ import annotations

from dataclasses import dataclass

from amicorum.linking.folding import fold
from amicorum.translations import LANGUAGES, gettext_noop, read_translations

AREAS = 5
"""Columns for areas of cooperation; a cell may name several, separated by semicolons."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a person fills in. `choices` is the concept scheme (or `countries`) of its drop-down list."""

    key: str
    heading: str
    help: str
    choices: str = ""
    needed: bool = False
    width: int = 22
    number: int = 0
    """Which one it is of several alike; 0 where it is the only one."""

    def name(self, language: str) -> str:
        """Its heading in a language."""
        heading = read_translations(language).gettext(self.heading)
        return f"{heading} {self.number}" if self.number else heading


_CITY = gettext_noop("The town where this partner has its seat.")
_COUNTRY = gettext_noop("The country of this partner. Choose it from the list.")
_AREA = gettext_noop("What the partners want to do together, one area in each of these columns. Choose from the list.")

COLUMNS = (
    Column("partner_a", gettext_noop("Partner A"), gettext_noop("The full name of your institution, as it writes it."), "", True, 40),
    Column("city_a", gettext_noop("City of partner A"), _CITY),
    Column("country_a", gettext_noop("Country of partner A"), _COUNTRY, "countries", True),
    Column("partner_b", gettext_noop("Partner B"), gettext_noop("The full name of the other institution, as it writes it."), "", True, 40),
    Column("city_b", gettext_noop("City of partner B"), _CITY),
    Column("country_b", gettext_noop("Country of partner B"), _COUNTRY, "countries", True),
    Column("type", gettext_noop("Type of document"), gettext_noop("What the document is. Choose from the list."), "agreement-types", True),
    Column("status", gettext_noop("Status"), gettext_noop("How the document stands today. Choose from the list."), "statuses", True),
    Column(
        "act",
        gettext_noop("What happened"),
        gettext_noop("What happened on the day in the next column. Choose from the list."),
        "act-types",
    ),
    Column(
        "date",
        gettext_noop("Date"),
        gettext_noop("Year, month and day, such as 2018-05-21. Write only 2018-05 or 2018 where you do not know more."),
        width=14,
    ),
    *(Column(f"area_{number}", gettext_noop("Area"), _AREA, "cooperation-areas", number=number) for number in range(1, AREAS + 1)),
    Column(
        "address",
        gettext_noop("Where it can be read"),
        gettext_noop("The web address of the document or of a page that tells of it; it begins with https://."),
        width=40,
    ),
    Column("note", gettext_noop("Your remark"), gettext_noop("Anything else that readers should know. It is published."), width=40),
    Column(
        "filled_in_by",
        gettext_noop("Filled in by"),
        gettext_noop("Whom we may ask about this row. It is for our questions only and is not published."),
        width=30,
    ),
)
EXAMPLE_NOTE = gettext_noop("This row is an example and is not taken over.")
EXAMPLE = {
    "partner_a": "Centrum Kultury Podgórza",
    "city_a": "Kraków",
    "country_a": "PL",
    "partner_b": "Vilniaus miesto savivaldybės centrinė biblioteka",
    "city_b": "Vilnius",
    "country_b": "LT",
    "type": "letter-of-intent",
    "status": "signed",
    "act": "signing",
    "date": "2018-05-21",
    "area_1": "experience-exchange",
    "area_2": "study-visits",
    "area_3": "co-organised-events",
    "area_4": "people-exchange",
    "area_5": "mutual-promotion",
    "address": "https://www.krakow.pl/get_html.php?dok_id=220363",
}
"""The letter that the project began with; in columns with a list the key of the choice."""


def find_columns(headings: tuple[str, ...]) -> tuple[dict[str, Column], str]:
    """Which column each heading means, in whatever language it is, and the language that most are in (empty where none is known)."""
    named = {language: {fold(column.name(language)): column for column in COLUMNS} for language in LANGUAGES}
    known = {name: column for names in named.values() for name, column in names.items()}
    found = {heading: known[fold(heading)] for heading in headings if fold(heading) in known}
    counts = {language: sum(fold(heading) in names for heading in headings) for language, names in named.items()}
    language = max(LANGUAGES, key=lambda each: counts[each])
    return found, language if counts[language] else ""


def is_example(note: str) -> bool:
    """Whether a row with this remark is the example row."""
    return fold(note) in {fold(read_translations(language).gettext(EXAMPLE_NOTE)) for language in LANGUAGES}
