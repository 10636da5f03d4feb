"""The languages that Amicorum speaks, and the translations of its wording: one gettext catalogue for each language."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib import resources

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "pl", "lt")
"""Languages of pages and reports, the preferred one first; their wording is English in the code and translated by gettext."""
AUTHORED = ("en", "pl")
"""Languages in which every shape, question and change is worded by its author; others may be there too."""


def gettext_noop(message: str) -> str:
    """Mark a message for translation where no reader's language is known yet; what shows it translates it."""
    return message


@cache
def read_translations(code: str) -> gettext.NullTranslations:
    """The translations into a language; messages stay as they are where it has no catalogue (English)."""
    file = resources.files(__package__).joinpath(f"{code}.po")
    if not file.is_file():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
