"""Shorten IRIs for people: with the prefix of their namespace, our own things by their local address."""

from __future__ import annotations

import re

from amicorum.rdf.iris import BASE, NS
from amicorum.rdf.namespaces import METADATA_PREFIXES

_IN_BRACKETS = re.compile(r"<([^<>\s]+)>")
_BY_LENGTH = sorted(METADATA_PREFIXES.items(), key=lambda each: len(each[1]), reverse=True)
"""The longest namespace first: one may begin another."""


def compact_iri(iri: str) -> str:
    """The IRI as `prefix:local` where its namespace has a prefix, else as it is."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def local_address(iri: str) -> str:
    """An IRI of ours by what stands behind the base (`city/krakow`, `roles/partner`, `graph/curated`), any other compacted."""
    if iri.startswith(BASE) and not iri.startswith((NS, BASE + "catalog")):
        local = iri.removeprefix(BASE)
        return local.removeprefix("id/").removeprefix("scheme/") or iri
    return compact_iri(iri)


def compact_all(text: str) -> str:
    """A text in which every IRI in angle brackets is short: a path of SHACL, a term as Turtle has it."""
    return _IN_BRACKETS.sub(lambda match: local_address(match[1]), text)


def without_scheme(address: str) -> str:
    """A web address as people write it: without `https://`, `www.` and the slash at its end."""
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
