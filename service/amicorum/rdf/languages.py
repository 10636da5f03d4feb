"""The languages that Amicorum speaks: of its pages, and of the texts that come with its data."""

from __future__ import annotations

LANGUAGES = ("en", "pl", "lt")
"""Languages of pages and reports, the preferred one first; their wording is English in the code and translated by gettext."""
AUTHORED = ("en", "pl")
"""Languages in which every shape, question and change is worded by its author; others may be there too."""


def gettext_noop(message: str) -> str:
    """Mark a message for translation where no reader's language is known yet; what shows it translates it."""
    return message
