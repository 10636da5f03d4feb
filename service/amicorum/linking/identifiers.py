"""Identifiers in whatever form people write them: `Q31487`, `https://ror.org/…`, `ISIL DE-1`, an address of ours."""

from __future__ import annotations

import re
from typing import NamedTuple

from amicorum.rdf import iris


class Identifier(NamedTuple):
    """An identifier: the key of its scheme in our list of identifier schemes, and its value in canonical form."""

    scheme: str
    value: str


OWN = "amicorum"
"""The scheme of our own addresses; the value is the whole IRI."""

_ISIL = r"(?:[A-Z]{2}|O[A-Z]{1,3}|ZDB|EUR)-[A-Za-z0-9/:-]{1,11}"
_WIKIDATA = r"https?://(?:www\.|m\.)?wikidata\.org/(?:entity|wiki|item)/(?:Special:EntityPage/)?"
_DIRECTORIES = r"https?://(?:ld\.zdb-services\.de/resource|lobid\.org)/organisations/"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (scheme, re.compile(form))
    for scheme, form in (
        ("wikidata", rf"(?:{_WIKIDATA}|(?i:wd:)|(?i:wikidata[: ]+))?([Qq][1-9][0-9]*)"),
        ("ror", r"(?:https?://)?(?:ror\.org/|(?i:ror[: ]+))?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})"),
        ("geonames", r"(?:https?://(?:sws\.|www\.)?geonames\.org/|(?i:geonames[: ]+))([1-9][0-9]*)(?:/.*)?"),
        ("viaf", r"(?:https?://(?:www\.)?viaf\.org/viaf/|(?i:viaf[: ]+))([1-9][0-9]{1,21})/?"),
        ("isni", r"(?:https?://(?:www\.)?isni\.org/(?:isni/)?|(?i:isni[: ]+))?([0-9]{15}[0-9X])"),
        ("gnd", r"(?:https?://d-nb\.info/gnd/|(?i:gnd[: ]+))([0-9][0-9-]{3,10}[0-9X])"),
        ("isil", rf"(?:{_DIRECTORIES}|info:isil/|(?i:isil[: ]+))?({_ISIL})"),
    )
)  # fmt: skip


def find_identifier(text: str) -> Identifier | None:
    """The identifier that a text is; None for any other text, such as a name.

    Schemes of plain digits (GeoNames, VIAF, GND) are recognised by their address or prefix alone.
    """
    text = text.strip()
    if text.startswith(iris.BASE):
        return Identifier(OWN, _as_thing(text))
    for scheme, form in _FORMS:
        if match := form.fullmatch(text.replace(" ", "") if scheme == "isni" else text):
            return Identifier(scheme, match[1].upper() if scheme == "wikidata" else match[1])
    return None


def read_identifier(scheme: str, text: str) -> Identifier | None:
    """The identifier in a column whose scheme is known: digits alone will do there. None where the text has not that scheme's form."""
    text = text.strip()
    found = find_identifier(text) or find_identifier(f"{scheme}: {text}")
    return found if found and found.scheme == scheme else None


def compare_key(identifier: Identifier) -> Identifier:
    """The form in which two spellings of one identifier are equal: ISILs differ by more than capitals only by mistake (ISO 15511)."""
    return Identifier(identifier.scheme, identifier.value.casefold()) if identifier.scheme == "isil" else identifier


def _as_thing(address: str) -> str:
    """The address of a thing for that of its document, which people copy from the browser."""
    local = address.removeprefix(iris.BASE).partition("?")[0].rstrip("/")
    if local.startswith("doc/scheme/"):
        return iris.BASE + local.removeprefix("doc/")
    return iris.BASE + ("id/" + local.removeprefix("doc/") if local.startswith("doc/") else local)
