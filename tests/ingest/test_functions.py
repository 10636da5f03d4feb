"""The functions of the mapping queries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from amicorum.ingest.functions import FUNCTIONS, make_slug

FN = "https://w3id.org/amicorum/fn#"
BASE = "https://w3id.org/amicorum/"
COUNTRY = "http://publications.europa.eu/resource/authority/country/"

CALLS = [
    ("slug", ["Biblioteka Raczyńskich w Poznaniu"], Literal("biblioteka-raczynskich-w-poznaniu")),
    ("slug", ["Театр «Гриб»"], Literal("teatr-grib")),
    ("thing", ["city", "krakow"], NamedNode(BASE + "id/city/krakow")),
    ("thing", ["city", "a b/ć"], NamedNode(BASE + "id/city/a%20b%2F%C4%87")),
    ("concept", ["statuses", "signed"], NamedNode(BASE + "scheme/statuses/signed")),
    ("precision", ["2018-05"], NamedNode(BASE + "scheme/date-precision/month")),
    ("earliestStart", ["1991"], Literal("1991-01-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))),
    ("latestEnd", ["1991"], Literal("1991-12-31", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))),
    ("latestStart", ["../2015"], None),
    ("earliestEnd", ["XXXX-04-27"], None),
    ("precision", ["yesterday"], None),
    *(
        ("country", [code], NamedNode(COUNTRY + key))
        for code, key in {"PL": "POL", "LTU": "LTU", " gb ": "GBR", "UK": "GBR", "EL": "GRC"}.items()
    ),
    ("country", ["XK"], NamedNode(COUNTRY + "1A0")),
    ("country", ["Poland"], None),
    ("country", [""], None),
    *(
        ("countryNamed", [name], NamedNode(COUNTRY + key))
        for name, key in {"PL": "POL", "Poland": "POL", "Česko": "CZE", "Lotyšsko": "LVA", "Kosovo": "1A0", "Грузія": "GEO"}.items()
    ),
    ("countryNamed", ["Atlantis"], None),
]


@pytest.mark.parametrize(("name", "arguments", "value"), CALLS, ids=[f"{name}-{arguments[-1]}" for name, arguments, _ in CALLS])
def test_function(name: str, arguments: list[str], value: Literal | NamedNode | None) -> None:
    assert FUNCTIONS[NamedNode(FN + name)](*map(Literal, arguments)) == value


@given(st.text())
def test_a_slug_is_fit_for_a_key(text: str) -> None:
    slug = make_slug(text)
    assert slug == make_slug(slug)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
