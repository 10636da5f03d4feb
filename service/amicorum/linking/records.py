"""What is matched: a thing with its names, kinds, place and identifiers, read from a release or from a row of another list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from amicorum.linking.folding import fold
from amicorum.linking.geography import two_letters
from amicorum.linking.identifiers import OWN, Identifier, compare_key
from amicorum.rdf import iris
from amicorum.rdf.entity_kinds import kind_name
from amicorum.rdf.namespaces import AMI, PREFIXES
from amicorum.rdf.terms import ADMS, DCT, FOAF, ORG, OWL, RDF, RDFS, SCHEMA, SKOS, WGS84

KINDS = ("institution", "unit", "city", "authority", "person", "agreement", "partnership", "event", "concept")
"""Kinds of things that can be matched, as `entity_kinds` names them."""


@dataclass(slots=True)
class Record:
    """A thing to be matched, or one to match it with. `key` is an IRI of ours, or whatever names a row of another list."""

    key: str
    kind: str = ""
    names: dict[str, str] = field(default_factory=dict)
    """Every name with its language, the best first; empty where the language is not known."""
    types: set[str] = field(default_factory=set)
    """Kinds of institutions, of places, of documents: concepts by scheme and key, such as `institution-types/library`."""
    wider: set[str] = field(default_factory=set)
    """For a concept: those it is narrower than, written alike."""
    city: str = ""
    """The IRI of its city, of ours."""
    places: set[str] = field(default_factory=set)
    """Names of the place where it is, as they are written."""
    country: str = ""
    """Two letters (ISO 3166)."""
    identifiers: set[Identifier] = field(default_factory=set)
    seat: Identifier | None = None
    """An identifier of the place where it is, as lists give the GeoNames number of a town."""
    point: tuple[float, float] | None = None
    """Latitude and longitude."""
    links: int = 0
    """How many statements point at it: of two that fit alike, the better connected comes first."""

    @property
    def name(self) -> str:
        """The best of its names."""
        return next(iter(self.names), "")


_NAMES = {
    SKOS.prefLabel.value: 0,
    DCT.title.value: 0,
    RDFS.label.value: 0,
    FOAF.name.value: 0,
    AMI.attestedName.value: 1,
    SKOS.altLabel.value: 2,
}
_FORMER = 3
_TYPES = {ORG.classification.value, DCT.type.value}
_POINTS = {WGS84.lat.value: 0, WGS84.long.value: 1}
_ADDRESSES = {OWL.sameAs.value, SCHEMA.sameAs.value}


@dataclass(slots=True)
class _Reading:
    """What the statements of a release say, until all are read."""

    names: defaultdict[str, list[tuple[int, str, str]]] = field(default_factory=lambda: defaultdict(list))
    records: defaultdict[str, Record] = field(default_factory=lambda: defaultdict(lambda: Record("")))
    points: defaultdict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    former: list[tuple[str, str]] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)
    notations: dict[str, str] = field(default_factory=dict)
    schemes: dict[str, str] = field(default_factory=dict)
    governed: list[tuple[str, str]] = field(default_factory=list)
    pointed: Counter[str] = field(default_factory=Counter)


def read_records(quads: Iterable[Quad], links: Mapping[str, int] | None = None) -> list[Record]:
    """Everything in a release that can be matched, by address.

    `links` are how many statements point at each thing, where these are not all there are.
    """
    reading = _Reading()
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            if isinstance(quad.object, Literal):
                _read_text(reading, quad.subject.value, quad.predicate.value, quad.object)
            elif isinstance(quad.object, NamedNode):
                _read_link(reading, quad.subject.value, quad.predicate.value, quad.object.value)
    if links is not None:
        reading.pointed = Counter(links)
    return list(_assemble(reading))


def keep_own(quads: Iterable[Quad]) -> Iterator[Quad]:
    """The statements about things that stand in some graph beside those of imported datasets: what only a list names cannot be linked."""
    quads = list(quads)
    imported = {
        NamedNode(iris.source_graph(quad.subject.value.removeprefix(iris.source(""))))
        for quad in quads
        if quad.predicate == RDF.type and quad.object == AMI.ImportedDataset and isinstance(quad.subject, NamedNode)
    }
    imported.add(NamedNode(iris.graph("inferred")))  # which speaks of what they name, too
    own = {quad.subject for quad in quads if quad.graph_name not in imported}
    return (quad for quad in quads if quad.subject in own)


def _read_text(reading: _Reading, subject: str, predicate: str, value: Literal) -> None:
    if (standing := _NAMES.get(predicate)) is not None:
        reading.names[subject].append((standing, value.value, value.language or ""))
    elif predicate == SKOS.notation.value:
        reading.notations[subject] = value.value
    elif (part := _POINTS.get(predicate)) is not None and kind_name(subject) in ("city", "institution"):
        reading.points[subject][part] = float(value.value)


def _read_link(reading: _Reading, subject: str, predicate: str, value: str) -> None:
    reading.pointed[value] += 1
    if predicate in _TYPES:
        if value.startswith(iris.SCHEMES):
            reading.records[subject].types.add(value.removeprefix(iris.SCHEMES))
    elif predicate in _ADDRESSES:
        if value.startswith(PREFIXES["wd"]):
            reading.records[subject].identifiers.add(Identifier("wikidata", value.removeprefix(PREFIXES["wd"])))
    elif read := _LINKS.get(predicate):
        read(reading, subject, value)


def _read_wider(reading: _Reading, subject: str, value: str) -> None:
    reading.records[subject].wider.add(value.removeprefix(iris.SCHEMES))


def _read_city(reading: _Reading, subject: str, value: str) -> None:
    reading.records[subject].city = value


def _read_country(reading: _Reading, subject: str, value: str) -> None:
    reading.records[subject].country = two_letters(value.rpartition("/")[2])


def _read_scheme(reading: _Reading, subject: str, value: str) -> None:
    reading.schemes[subject] = value.rpartition("/")[2]


_LINKS: dict[str, Callable[[_Reading, str, str], None]] = {
    SKOS.broader.value: _read_wider,
    AMI.inCity.value: _read_city,
    AMI.inCountry.value: _read_country,
    AMI.identifierScheme.value: _read_scheme,
    AMI.governs.value: lambda reading, subject, value: reading.governed.append((subject, value)),
    ADMS.identifier.value: lambda reading, subject, value: reading.held.append((subject, value)),
    AMI.hasName.value: lambda reading, subject, value: reading.former.append((subject, value)),
}


def _assemble(reading: _Reading) -> Iterator[Record]:
    for thing, own in reading.former:
        reading.names[thing] += [(_FORMER, text, language) for _, text, language in reading.names.get(own, [])]
    for thing, city in reading.governed:
        reading.records[thing].city = city
    for thing, identifier in reading.held:
        if identifier in reading.schemes and identifier in reading.notations:
            found = Identifier(reading.schemes[identifier], reading.notations[identifier])
            reading.records[thing].identifiers.add(found)
    for thing in sorted(reading.names):
        if (kind := kind_name(thing)) in KINDS:
            record = reading.records[thing]
            record.key, record.kind, record.links = thing, kind, reading.pointed[thing]
            for _, text, language in sorted(set(reading.names[thing]), key=lambda each: (each[0], each[2] != "en", each[2], each[1])):
                record.names.setdefault(text, language)
            record.identifiers.add(Identifier(OWN, thing))
            record.places = {name for _, name, _ in reading.names.get(record.city, [])}
            points = reading.points.get(thing) or reading.points.get(record.city) or {}
            record.point = (points[0], points[1]) if len(points) == 2 else None
            if not record.country and record.city in reading.records:
                record.country = reading.records[record.city].country
            yield record


def fold_places(record: Record) -> frozenset[str]:
    """The names of its place, folded; for a town its own names."""
    return frozenset(fold(name) for name in (record.names if record.kind == "city" else record.places))


def merge_identifiers(identifiers: Iterable[Identifier]) -> Mapping[str, set[str]]:
    """Identifiers by their scheme, in the form in which equal ones are equal."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for scheme, value in map(compare_key, identifiers):
        found[scheme].add(value)
    return found
