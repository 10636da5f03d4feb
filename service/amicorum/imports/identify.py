"""What a collection tells of a thing that we know already is told of that thing: one item of Wikidata is never two things of ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from amicorum.ingest.functions import make_slug
from amicorum.rdf.iris import BASE, SCHEMES, THINGS, thing
from amicorum.rdf.namespaces import AMI, PREFIXES
from amicorum.rdf.terms import ADMS, OWL, RDF, RDFS, SCHEMA, SKOS, WGS84

_OURS = (THINGS, SCHEMES)
_THINGS_OF_OURS = (thing("institution", ""), thing("city", ""))
_LINKS = frozenset({OWL.sameAs, SCHEMA.sameAs})
_CITY_NAMES = frozenset({SKOS.prefLabel, SKOS.altLabel})
_ONE = frozenset({AMI.inCountry, AMI.inCity, WGS84.lat, WGS84.long, NamedNode(PREFIXES["geo"] + "hasGeometry"), RDFS.label})
"""What a thing has one of: where it has one already, a list does not add another."""
_AUTHORITIES = ("http://www.wikidata.org/entity/", "https://sws.geonames.org/", "https://ror.org/", "https://isni.org/")
"""Whose identifiers a thing has one of."""


@dataclass(slots=True)
class Identified:
    """Collections among the things that we know.

    `differences` are identifiers that a list gives a thing and that are not ours, or that it gives to several things; `dangling` are
    statements that name a thing of ours that does not exist, or a city of another country. Both are left out, and a person should look.
    """

    quads: list[Quad] = field(default_factory=list)
    differences: list[Quad] = field(default_factory=list)
    dangling: list[Quad] = field(default_factory=list)
    same: dict[NamedNode, NamedNode] = field(default_factory=dict)
    """Which thing of ours is meant by a name that a collection gives it."""


def identify(known: Collection[Quad], given: Iterable[Quad]) -> Identified:
    """The statements of collections, with the things that have an outside address in common with a known one named as that one.

    A list may name a known institution or city by its own address, too.

    A known thing keeps its own labels, country, coordinates and identifiers; a list only fills the gaps.
    """
    given = list(given)
    same = _find_same(known, given)
    schemes: dict[object, object] = {
        quad.subject: quad.object for quads in (known, given) for quad in quads if quad.predicate == AMI.identifierScheme
    }
    ours = {quad.subject for quad in known if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_THINGS_OF_OURS)}
    named_as_ours = {quad.subject for quad in given if isinstance(quad.subject, NamedNode) and quad.subject in ours}
    taken = _find_taken(known, {*same.values(), *named_as_ours}, schemes)
    found = Identified(same=same)
    for quad in given:
        subject = same.get(quad.subject, quad.subject) if isinstance(quad.subject, NamedNode) else quad.subject
        value = same.get(quad.object, quad.object) if isinstance(quad.object, NamedNode) else quad.object
        named = Quad(subject, quad.predicate, value, quad.graph_name)
        if subject == quad.subject and subject not in named_as_ours:
            found.quads.append(named)
            continue
        if quad.predicate == RDF.type:
            continue  # what it is, we have said
        others = [taken[subject, slot] for slot in _find_slots(quad, schemes) if (subject, slot) in taken]
        if not others or any(value in each for each in others):
            found.quads.append(named)
        elif quad.predicate in _LINKS or quad.predicate == ADMS.identifier:
            found.differences.append(named)
    refused = {quad.object for quad in found.differences if quad.predicate == ADMS.identifier}
    found.quads = [quad for quad in found.quads if quad.subject not in refused]  # of an identifier that is left out nothing stays
    _drop_shared(found, known)
    _name_cities(found, known)
    _drop_dangling(found, known)
    return found


def _find_same(known: Iterable[Quad], given: Iterable[Quad]) -> dict[NamedNode, NamedNode]:
    """Which things of ours collections speak of: those with an address in common, unless another authority tells the two apart."""
    ours, theirs = _list_addresses(known), _list_addresses(given)
    owners = {address: thing for thing, addresses in ours.items() for address in addresses.values()}
    same: dict[NamedNode, NamedNode] = {}
    for mine, addresses in theirs.items():
        owner = next((owners[each] for each in addresses.values() if each in owners), mine)
        if owner == mine or not mine.value.startswith(BASE):
            continue
        if all(ours[owner].get(authority, each) == each for authority, each in addresses.items()):
            same[mine] = owner
    return same


def _list_addresses(quads: Iterable[Quad]) -> dict[NamedNode, dict[str, NamedNode]]:
    """The outside addresses of each thing, by the authority that gives them."""
    found: dict[NamedNode, dict[str, NamedNode]] = {}
    for quad in quads:
        if quad.predicate in _LINKS and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            address = quad.object.value
            authority = next((each for each in _AUTHORITIES if address.startswith(each)), address)
            found.setdefault(quad.subject, {})[authority] = quad.object
    return found


def _drop_shared(found: Identified, known: Iterable[Quad]) -> None:
    """An outside address that several things are said to be the same as is left out of all of them: nobody chose."""
    claims: dict[object, set[object]] = {}
    for quads in (known, found.quads):
        for quad in quads:
            if quad.predicate in _LINKS:
                claims.setdefault(quad.object, set()).add(quad.subject)
    shared = {address for address, things in claims.items() if len(things) > 1}
    found.differences += [quad for quad in found.quads if quad.predicate in _LINKS and quad.object in shared]
    found.quads = [quad for quad in found.quads if quad.predicate not in _LINKS or quad.object not in shared]


def _name_cities(found: Identified, known: Collection[Quad]) -> None:
    """What a list calls by another name of a city, such as `city/praha`, is the one city in the thing's country that has that name."""
    cities = {quad.subject for quad in known if quad.predicate == RDF.type and quad.object == AMI.City}
    countries = {quad.subject: quad.object for quads in (found.quads, known) for quad in quads if quad.predicate == AMI.inCountry}
    names: dict[tuple[str, object], set[NamedNode]] = {}
    for quad in known:
        city = quad.subject
        if quad.predicate in _CITY_NAMES and city in cities and isinstance(city, NamedNode) and isinstance(quad.object, Literal):
            names.setdefault((make_slug(quad.object.value), countries.get(city)), set()).add(city)
    for at, quad in enumerate(found.quads):
        if quad.predicate == AMI.inCity and quad.object not in cities and isinstance(quad.object, NamedNode) and quad.subject in countries:
            fitting = names.get((quad.object.value.removeprefix(thing("city", "")), countries[quad.subject]), set())
            if len(fitting) == 1:
                found.quads[at] = Quad(quad.subject, quad.predicate, next(iter(fitting)), quad.graph_name)


def _drop_dangling(found: Identified, known: Collection[Quad]) -> None:
    described = {quad.subject for quads in (known, found.quads) for quad in quads}
    countries = {quad.subject: quad.object for quads in (found.quads, known) for quad in quads if quad.predicate == AMI.inCountry}
    kept: list[Quad] = []
    for quad in found.quads:
        value = quad.object
        loose = isinstance(value, NamedNode) and value.value.startswith(_OURS) and value not in described
        if quad.predicate == AMI.inCity and not loose:
            city = countries.get(value) if isinstance(value, NamedNode) else None
            loose = countries.get(quad.subject, city) != city
        (found.dangling if loose else kept).append(quad)
    found.quads = kept


def _find_taken(
    known: Iterable[Quad], owners: Collection[NamedNode], schemes: Mapping[object, object]
) -> dict[tuple[object, object], set[object]]:
    taken: dict[tuple[object, object], set[object]] = {}
    for quad in known:
        if quad.subject in owners:
            for slot in _find_slots(quad, schemes):
                taken.setdefault((quad.subject, slot), set()).add(quad.object)
    return taken


def _find_slots(quad: Quad, schemes: Mapping[object, object]) -> Iterator[object]:
    """The places that a statement fills of which a thing has one; `schemes` are those of the identifiers."""
    if quad.predicate in _ONE:
        yield quad.predicate
    elif quad.predicate == SKOS.prefLabel and isinstance(quad.object, Literal):
        yield (SKOS.prefLabel, quad.object.language)
        yield RDFS.label
    elif quad.predicate == ADMS.identifier:
        yield (ADMS.identifier, schemes.get(quad.object))
    elif quad.predicate in _LINKS and isinstance(quad.object, NamedNode):
        yield next((each for each in _AUTHORITIES if quad.object.value.startswith(each)), quad.object)
