"""List every name in a release: what each thing is, was and may be called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from pyoxigraph import Literal, NamedNode, Quad

from amicorum.rdf.compact import without_scheme
from amicorum.rdf.entity_kinds import kind_name
from amicorum.rdf.namespaces import AMI, PREFIXES
from amicorum.rdf.terms import SCHEMA

_SKOS, _DCT, _RDFS, _FOAF, _ADMS, _OWL = (PREFIXES[each] for each in ("skos", "dct", "rdfs", "foaf", "adms", "owl"))


class Standing(IntEnum):
    """What kind of name it is; the lower, the better it tells the thing."""

    PREFERRED = 0
    ATTESTED = 1
    ALTERNATIVE = 2
    FORMER = 3
    IDENTIFIER = 4


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing."""

    text: str
    language: str
    standing: Standing


@dataclass(slots=True)
class Entry:
    """A thing with its names, and how many statements point at it."""

    names: set[Name] = field(default_factory=set)
    links: int = 0
    contexts: set[str] = field(default_factory=set)
    """Things whose names help to find this one, such as its city."""
    types: set[str] = field(default_factory=set)
    """Concepts that say what it is; of a concept its scheme."""
    cities: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    devised: bool = False
    """Whether no source names it: a placeholder."""


_LABELS = {
    _SKOS + "prefLabel": Standing.PREFERRED,
    _DCT + "title": Standing.PREFERRED,
    _RDFS + "label": Standing.PREFERRED,
    _FOAF + "name": Standing.PREFERRED,
    AMI.attestedName.value: Standing.ATTESTED,
    _SKOS + "altLabel": Standing.ALTERNATIVE,
    _SKOS + "notation": Standing.IDENTIFIER,
}
_OWNERS = {AMI.hasName.value: Standing.FORMER, _ADMS + "identifier": Standing.IDENTIFIER}
_PAGE = _FOAF + "page"
_ADDRESS = 72
"""Letters of an address that stand for a title."""
_ELSEWHERE = {_OWL + "sameAs", SCHEMA.sameAs.value}
_TYPES = {PREFIXES["org"] + "classification", _DCT + "type"}
_CONTEXTS = {AMI.inCity.value, AMI.governs.value, _SKOS + "inScheme"}


def read_names(quads: Iterable[Quad], links: Mapping[str, int] | None = None) -> dict[str, Entry]:
    """The names of every thing that has one, by IRI. `links` are how many statements point at each, where these are not all there are."""
    entries: defaultdict[str, Entry] = defaultdict(Entry)
    pointed: Counter[str] = Counter()
    owners: list[tuple[str, str, Standing]] = []
    for quad in quads:
        if not isinstance(quad.subject, NamedNode):
            continue
        subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object
        if isinstance(value, Literal):
            _read_text(entries, subject, predicate, value)
        elif isinstance(value, NamedNode):
            pointed[value.value] += 1
            if predicate in _OWNERS:
                owners.append((subject, value.value, _OWNERS[predicate]))
            else:
                _read_link(entries, subject, predicate, value.value)
    for owner, owned, standing in owners:
        if owned in entries:
            entries[owner].names |= {Name(name.text, name.language, standing) for name in entries[owned].names}
    for iri, entry in entries.items():
        entry.links = (pointed if links is None else links).get(iri, 0)
    return {iri: entry for iri, entry in entries.items() if entry.names}


def _read_text(entries: defaultdict[str, Entry], subject: str, predicate: str, value: Literal) -> None:
    if (standing := _LABELS.get(predicate)) is not None:
        entries[subject].names.add(Name(value.value, value.language or "", standing))
    elif predicate == AMI.devisedLabel.value:
        entries[subject].devised = True


def _read_link(entries: defaultdict[str, Entry], subject: str, predicate: str, value: str) -> None:
    if predicate == _PAGE and kind_name(subject) == "source":
        # Many pages have no title of their own that we know: then their address stands for it.
        entries[subject].names.add(Name(_shorten(value), "", Standing.ALTERNATIVE))
    elif predicate in _TYPES:
        entries[subject].types.add(value)
    elif predicate == AMI.inCountry.value:
        entries[subject].countries.add(value)
    elif predicate in _CONTEXTS:
        entries[subject].contexts.add(value)
        if kind_name(value) == "city":
            entries[subject].cities.add(value)
        elif predicate == _SKOS + "inScheme":
            entries[subject].types.add(value)
    elif predicate in _ELSEWHERE and (key := value.rstrip("/").rpartition("/")[2]):
        # The last part of an outside address is mostly the identifier itself.
        entries[subject].names.add(Name(key, "", Standing.IDENTIFIER))


def _shorten(address: str) -> str:
    text = without_scheme(address)
    return text if len(text) <= _ADDRESS else text[: _ADDRESS - 1] + "…"
