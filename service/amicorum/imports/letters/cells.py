"""Reading single cells of the spreadsheet for letters of intent; what is wrong is said in words for the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from amicorum.imports.letters.choices import Choices
from amicorum.ingest.edtf import advise_serial_day, read_time
from amicorum.translations import gettext_noop

_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_CLOCK = re.compile(r"(\d{4}-\d{2}-\d{2})[T ][\d:.]+")
_ACTS = {
    "signed": "signing",
    "renewed": "renewal",
    "announced": "announcement",
    "decided": "decision",
    "terminated": "termination",
    "suspended": "suspension",
}
"""What happened, where only the status tells."""
_SIGNINGS = ("signing", "renewal")
SHOWN = 80
"""Most characters of a cell that a message repeats."""


class Faulty(Exception):
    """What a cell says cannot be taken; `words` are a message with places for `values`."""

    def __init__(self, words: str, **values: str) -> None:
        super().__init__(words)
        self.words, self.values = words, {name: _shorten(value) for name, value in values.items()}


def read_text(text: str, *, needed: bool) -> str:
    """The text of a cell. Raises `Faulty` where it is needed and empty, or a formula that did not work."""
    if not text and needed:
        raise Faulty(gettext_noop("This cell is empty. It must be filled in."))
    if text in _ERRORS or text.startswith("="):
        raise Faulty(gettext_noop("The formula here gives no value (%(value)s). Correct it, or write the value."), value=text)
    return text


def read_choice(text: str, choices: Choices, language: str) -> str:
    """The key of what was chosen. Raises `Faulty` where it is not in the list."""
    if key := choices.find(text, language):
        return key
    near = choices.suggest(text, language)
    raise Faulty(gettext_noop("“%(value)s” is not in the list. Choose a word from the list, such as “%(near)s”."), value=text, near=near)


def read_areas(text: str, choices: Choices, language: str) -> list[str]:
    """The areas in a cell, which may name several, separated by semicolons."""
    return [read_choice(each.strip(), choices, language) for each in text.split(";") if each.strip()]


def read_time_cell(text: str) -> str:
    """A day, month or year as EDTF; a day may be written 21.05.2018, too. Raises `Faulty` for what is no date."""
    if found := _CLOCK.fullmatch(text):
        text = found[1]
    elif found := _DAY_FIRST.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        read_time(text)
    except ValueError:
        if advise_serial_day(text):
            words = gettext_noop(
                "“%(value)s” is the number by which a spreadsheet keeps a day. Format the cell as a date, or write 2018-05-21."
            )
        else:
            words = gettext_noop("“%(value)s” is not a date. Write year, month and day, such as 2018-05-21, or only 2018-05 or 2018.")
        raise Faulty(words, value=text) from None
    return text


def read_address(text: str) -> str:
    """A web address. Raises `Faulty` for what is none."""
    try:
        host = urlsplit(NamedNode(text).value).hostname or ""
    except ValueError:
        host = ""
    if "." not in host or not text.startswith(("https://", "http://")):
        raise Faulty(gettext_noop("“%(value)s” is not a web address. Copy it from the browser; it begins with https://."), value=text)
    return text


def check_act(values: dict[str, str]) -> str:
    """What is wrong with status, document and act together, in words. An act that is not told is filled in from the status."""
    status, act = values["status"], values.get("act", "")
    if not act and status in _ACTS:
        values["act"] = act = _ACTS[status]
    return _find_contradiction(values, status, act)


def _find_contradiction(values: Mapping[str, str], status: str, act: str) -> str:
    if values.get("date") and not act:
        return gettext_noop("There is a date. Choose what happened on that day, such as a signing.")
    if values["type"] == "council-resolution" and act in _SIGNINGS:
        return gettext_noop("A council’s resolution is decided by one side. Choose the decision here, or another type of document.")
    if status == "signed" and act not in _SIGNINGS:
        return gettext_noop("The status says that it was signed. Choose the signing here, or another status.")
    if status in {"announced", "informal"} and act in _SIGNINGS:
        return gettext_noop("The status says that it is not signed yet, or only informal. Choose another status, or something else here.")
    return ""


def _shorten(text: str) -> str:
    """What a person wrote, on one line that can be shown."""
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
