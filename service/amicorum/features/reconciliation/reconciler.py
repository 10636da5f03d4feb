"""Answer queries by the matcher over one release, with types and properties of the query as hints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from amicorum.features.reconciliation.batch import Entity, Query
from amicorum.features.reconciliation.vocabulary import (
    SCHEMES,
    TYPE_SCHEMES,
    Property,
    Type,
    concept_type,
    expand,
    find_property,
    find_type,
)
from amicorum.linking.geography import read_country
from amicorum.linking.identifiers import OWN, Identifier, find_identifier, read_identifier
from amicorum.linking.matcher import Candidate, Matcher
from amicorum.linking.records import Record, read_records
from amicorum.linking.scoring import Likeness
from amicorum.rdf import iris
from amicorum.release.names import read_named_things
from amicorum.release.release import Release

_AMBIGUOUS_FORMS = ("isil", "ror")
"""Identifiers that a name may look like: where nothing has them, the text is looked for as a name."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the types of a query ask for: kinds of things, and kinds of institutions or places among them."""

    kinds: frozenset[str]
    concepts: tuple[frozenset[str], ...]
    """For each type that is a concept: itself and all that are narrower."""
    strictness: str

    def accepts(self, record: Record) -> bool:
        """Whether a thing is of the types."""
        fits = [bool(each & record.types) for each in self.concepts]
        return not fits or self.strictness == "should" or (all(fits) if self.strictness == "all" else any(fits))


class Reconciler:
    """Finds which things of a release the rows of a table mean. Safe to ask from several threads."""

    def __init__(self, records: Iterable[Record], base: str = iris.BASE) -> None:
        """`base` is the public address of the service: pages of things lie there, whose addresses people copy from the browser."""
        self.matcher = Matcher(records)
        self._base = base
        self._narrower: defaultdict[str, set[str]] = defaultdict(set)
        self._concepts: list[str] = []
        for record in self.matcher.records:
            if record.kind == "concept":
                concept = record.key.partition("/scheme/")[2]
                self._concepts.append(concept)
                for wider in record.wider:
                    self._narrower[wider].add(concept)

    def get(self, identifier: str) -> Record | None:
        """A thing by its identifier in the service, its IRI or the address of its document."""
        iri = expand(self._localise(identifier))
        found = find_identifier(iri)
        return self.matcher.get(found.value if found and found.scheme == OWN else iri)

    def list_types(self) -> list[Type]:
        """The kinds of institutions and places that the release has concepts for."""
        return [concept_type(each) for each in sorted(self._concepts) if each.startswith(TYPE_SCHEMES)]

    def list_narrower(self, concept: str) -> frozenset[str]:
        """A concept and all that are narrower."""
        found, waiting = {concept}, [concept]
        while waiting:
            new = self._narrower.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return frozenset(found)

    def answer(self, query: Query) -> list[Candidate]:
        """The candidates for a query, the best first."""
        named = self._find_named(query.text)
        if named is not None:
            return named[: query.most]
        wanted = self._read_types(query)
        given = self._read_query(query, wanted)
        if not given.names and not given.identifiers:
            return []
        if query.type_strict == "all" and len(wanted.kinds) > 1:
            return []
        limit = max(query.most, 10)
        found = [each for each in self.matcher.match(given, wanted.kinds, limit=limit) if wanted.accepts(each.record)]
        if not found and wanted.strictness == "should" and wanted.kinds:
            found = [Candidate(each.record, each.likeness, certain=False) for each in self.matcher.match(given, limit=limit)]
        return found[: query.most]

    def _find_named(self, text: str) -> list[Candidate] | None:
        """The things that a text names by an identifier; None where it is no identifier."""
        text = self._localise(text)
        identifier = find_identifier(text)
        if identifier is None and "/" in text and " " not in text:
            identifier = Identifier(OWN, expand(text)) if self.matcher.get(expand(text)) else None
        if identifier is None:
            return None
        found = self.matcher.find(identifier)
        if not found and identifier.scheme in _AMBIGUOUS_FORMS:
            return None
        return [Candidate(each, Likeness(100.0, 1.0, each.name, identifier=identifier.scheme), len(found) == 1) for each in found]

    def _localise(self, address: str) -> str:
        """The address of a page here as the one that it has in the graph; any other text as it is."""
        return iris.BASE + address.removeprefix(self._base) if address.startswith(self._base) else address

    def _read_types(self, query: Query) -> _Wanted:
        types = [found for each in query.type if (found := find_type(each))]
        concepts = tuple(self.list_narrower(each.concept) for each in types if each.concept)
        return _Wanted(frozenset(each.kind for each in types), concepts, query.type_strict or "any")

    def _read_query(self, query: Query, wanted: _Wanted) -> Record:
        """The query as a record to match."""
        given = Record("", names={query.text: ""} if query.text else {}, types=set().union(*wanted.concepts))
        coordinates: dict[str, float] = {}
        for hint in query.properties:
            if found := find_property(hint.pid):
                for value in hint.v:
                    if value is not None and not isinstance(value, bool):
                        self._read_hint(given, found, value, coordinates)
        if len(coordinates) == 2:
            given.point = (coordinates["lat"], coordinates["long"])
        return given

    def _read_hint(self, given: Record, about: Property, value: str | float | Entity, coordinates: dict[str, float]) -> None:
        identifier, text = (value.id, value.name or value.id) if isinstance(value, Entity) else ("", str(value).strip()[:300])
        if about.id in SCHEMES:
            if found := read_identifier(about.id, identifier or text):
                given.identifiers.add(found)
        elif about.id == "inCity":
            self._read_city(given, identifier or text, text)
        elif about.id == "inCountry":
            given.country = read_country(identifier or text) or read_country(text)
        elif about.id == "classification":
            given.types |= self._find_concept(identifier or text)
        elif about.id in ("lat", "long"):
            try:
                coordinates[about.id] = float(text)
            except ValueError:
                return
        elif about.id in ("prefLabel", "altLabel") and text:
            given.names.setdefault(text, "")

    def _read_city(self, given: Record, identifier: str, name: str) -> None:
        """A city by identifier or by name; one that we know brings its other names and its country."""
        identifier = self._localise(identifier)
        found = find_identifier(identifier) or Identifier(OWN, expand(identifier))
        cities = [each for each in self.matcher.find(found) if each.kind == "city"]
        if len(cities) == 1:
            given.city = cities[0].key
            given.places |= set(cities[0].names)
            given.country = given.country or cities[0].country
        elif name:
            given.places.add(name)

    def _find_concept(self, text: str) -> frozenset[str]:
        """A kind of institution by identifier or name, with all that is narrower and, as it may be said less exactly, wider."""
        if found := find_type(text):
            concept = found.concept
        else:
            matched = self.matcher.match(Record("", names={text: ""}), ("concept",), limit=1, least=75)
            concept = matched[0].record.key.partition("/scheme/")[2] if matched else ""
        if not concept:
            return frozenset()
        return self.list_narrower(concept) | {each for each in self._concepts if concept in self.list_narrower(each)}


def open_reconciler(release: Release, base: str = iris.BASE) -> Reconciler:
    """The reconciler of a release, made from its file of names."""
    named = read_named_things(release)
    return Reconciler(read_records(named.statements, named.links), base)
