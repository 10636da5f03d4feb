"""Read the page of the catalogue from the DCAT of the release: the dataset, its files and services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from amicorum.rdf.namespaces import PREFIXES

Value = NamedNode | Literal
Properties = dict[str, list[Value]]

_DCAT, _DCT, _TYPE = PREFIXES["dcat"], PREFIXES["dct"], PREFIXES["rdf"] + "type"


@dataclass(frozen=True, slots=True)
class Entry:
    """A dataset, a file or a service: texts by language, and where it is."""

    iri: str
    titles: dict[str, str]
    descriptions: dict[str, str]
    address: str
    bytes: int
    identifier: str = ""
    part_of: str = ""

    @property
    def path(self) -> str:
        """Where a file of the release is below the base of whatever service has it; the address is that of the service it was built for."""
        return "dumps/" + self.address.rpartition("/dumps/")[2]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue as a page shows it."""

    datasets: list[Entry]
    files: list[Entry]
    services: list[Entry]

    @property
    def dataset(self) -> Entry | None:
        """What is published here as a whole."""
        return next((each for each in self.datasets if not each.part_of), None)

    @property
    def collections(self) -> list[Entry]:
        """Lists of others that are part of it; the graph of each is its identifier."""
        return [each for each in self.datasets if each.part_of]


def read_catalogue(triples: Iterable[Triple]) -> Catalogue:
    """Read the page's content from the catalogue's statements."""
    properties: dict[str, Properties] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            properties.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return Catalogue(*(_entries(properties, _DCAT + kind) for kind in ("Dataset", "Distribution", "DataService")))


def _entries(properties: dict[str, Properties], kind: str) -> list[Entry]:
    found = [
        Entry(
            iri=iri,
            titles=_texts(values.get(_DCT + "title", [])),
            descriptions=_texts(values.get(_DCT + "description", [])),
            address=_first(values, _DCAT + "downloadURL", _DCAT + "endpointURL", _DCAT + "landingPage", _DCAT + "accessURL"),
            bytes=int(_first(values, _DCAT + "byteSize") or 0),
            identifier=_first(values, _DCT + "identifier"),
            part_of=_first(values, _DCT + "isPartOf"),
        )
        for iri, values in properties.items()
        if any(each.value == kind for each in values.get(_TYPE, []))
    ]
    return sorted(found, key=lambda entry: entry.iri)


def _texts(values: Iterable[Value]) -> dict[str, str]:
    return {each.language or "": each.value for each in values if isinstance(each, Literal)}


def _first(values: Properties, *names: str) -> str:
    return next((each.value for name in names for each in values.get(name, [])), "")
