"""The functions that mapping queries may call, in the namespace `https://w3id.org/amicorum/fn#` (prefix `fn:`).

A function that can give no value (an open bound, an unknown time) leaves its variable unbound, so the statement is not made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

import pycountry
from anyascii import anyascii
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from amicorum.ingest.edtf import Time, read_time
from amicorum.linking.geography import read_country
from amicorum.rdf.iris import FN, concept, thing
from amicorum.rdf.namespaces import PREFIXES
from amicorum.rdf.terms import XSD

_OTHER_CODES = {"EL": "GRC", "UK": "GBR", "XK": "1A0", "XKX": "1A0"}
"""Codes that are used and are none of ISO 3166-1: those that the EU writes, and Kosovo, by their key in its authority table."""

Term = NamedNode | BlankNode | Literal | Triple
Function = Callable[..., Term | None]


def make_slug(text: str) -> str:
    """A readable key: `Biblioteka Raczyńskich` → `biblioteka-raczynskich`."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")


def _text(term: Term) -> str:
    """The words of a literal, or the address of a thing."""
    return term.value if isinstance(term, Literal | NamedNode) else ""


def _slug(text: Term) -> Term | None:
    """`fn:slug("Gdańsk")` → `"gdansk"`."""
    return Literal(make_slug(_text(text)))


def _thing(kind: Term, key: Term) -> Term | None:
    """`fn:thing("city", "krakow")` → the IRI of the thing."""
    return NamedNode(thing(_text(kind), _text(key)))


def _concept(scheme: Term, key: Term) -> Term | None:
    """`fn:concept("statuses", "signed")` → the IRI of the concept."""
    return NamedNode(concept(_text(scheme), _text(key)))


def _country(code: Term) -> Term | None:
    """`fn:country("PL")`, `fn:country("POL")` → the country in the authority table of the EU; unbound for what is no code of ISO 3166-1."""
    text = _text(code).strip().upper()
    known = pycountry.countries.get(alpha_3=text) or pycountry.countries.get(alpha_2=text)
    key = known.alpha_3 if known else _OTHER_CODES.get(text)
    return NamedNode(PREFIXES["country"] + key) if key else None


def _country_named(text: Term) -> Term | None:
    """`fn:countryNamed("Polska")` → the same by a code or by the country's name in a language of Europe; unbound where it is neither."""
    return _country(text) or _country(Literal(read_country(_text(text))))


def _precision(text: Term) -> Term | None:
    """`fn:precision("2018-05")` → the concept `date-precision/month`."""
    known = _read(text)
    return NamedNode(concept("date-precision", known.precision)) if known else None


def _bound(choose: Callable[[Time], date | None]) -> Function:
    """A function such as `fn:earliestStart("1991")` → `"1991-01-01"^^xsd:date`."""

    def bound(text: Term) -> Term | None:
        known = _read(text)
        day = choose(known) if known else None
        return Literal(day.isoformat(), datatype=XSD.date) if day else None

    return bound


def _read(text: Term) -> Time | None:
    try:
        return read_time(_text(text))
    except ValueError:
        return None


_BY_NAME: dict[str, Function] = {
    "concept": _concept,
    "country": _country,
    "countryNamed": _country_named,
    "earliestEnd": _bound(lambda time: time.end[0]),
    "earliestStart": _bound(lambda time: time.start[0]),
    "latestEnd": _bound(lambda time: time.end[1]),
    "latestStart": _bound(lambda time: time.start[1]),
    "precision": _precision,
    "slug": _slug,
    "thing": _thing,
}
FUNCTIONS: Mapping[NamedNode, Function] = MappingProxyType({NamedNode(FN + name): function for name, function in _BY_NAME.items()})
"""Every function by its IRI, but for those that know of other rows: `fn:cell`, `fn:row`, and `fn:time` (see `time_bounds.py`)."""
TIME, COUNTRY, COUNTRY_NAMED = (NamedNode(FN + name) for name in ("time", "country", "countryNamed"))
