"""Addresses as short as a reader can still tell them."""

from __future__ import annotations

import re

from amicorum.rdf import iris
from amicorum.rdf.namespaces import PREFIXES

_IN_BRACKETS = re.compile(r"<([^<>\s]+)>")


def shorten(iri: str) -> str:
    """One address: `city/krakow`, `roles/partner`, `graph/curated`, `ami:Agreement`."""
    if iri.startswith(iris.BASE) and not iri.startswith(iris.NS):
        local = iri.removeprefix(iris.BASE)
        return local.removeprefix("id/").removeprefix("scheme/") or iri
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def shorten_all(text: str) -> str:
    """A text in which every address in angle brackets is short: a path of SHACL, a term as Turtle has it."""
    return _IN_BRACKETS.sub(lambda match: shorten(match[1]), text)
