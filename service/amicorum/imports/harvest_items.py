"""What a harvest asks about: the cities and institutions of a release that have an item in Wikidata, and what we say of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from amicorum.linking.identifiers import Identifier, find_identifier
from amicorum.rdf import iris
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import ADMS, FOAF, OWL, RDF, SCHEMA, SKOS, WGS84

ITEM = "http://www.wikidata.org/entity/"
_KINDS = {iris.thing("city", ""): "city", iris.thing("institution", ""): "institution"}
_NAMES = frozenset({SKOS.prefLabel, SKOS.altLabel, AMI.attestedName})


@dataclass(slots=True)
class Known:
    """A thing of ours, its item, and what we say of it already."""

    thing: str
    kind: str
    item: str
    names: set[tuple[str, str]] = field(default_factory=set)
    """Names with their language."""
    identifiers: dict[str, set[str]] = field(default_factory=dict)
    """Values by the key of their scheme."""
    point: tuple[str, str] | None = None
    homepages: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Items:
    """The things to ask about, by item. `unclear` are items of several things, and the items of a thing that has several."""

    known: dict[str, Known]
    unclear: list[str]
    listed: frozenset[str]
    """All items that something in the release is the same as."""


def read_items(quads: Iterable[Quad], own: str) -> Items:
    """The items in a release. Links that only an imported dataset states are no ground, nor is what the harvest `own` said before."""
    quads = [quad for quad in quads if quad.graph_name != NamedNode(iris.source_graph(own))]
    imported = {
        NamedNode(iris.source_graph(quad.subject.value.removeprefix(iris.source(""))))
        for quad in quads
        if quad.predicate == RDF.type and quad.object == AMI.ImportedDataset and isinstance(quad.subject, NamedNode)
    }
    pairs: set[tuple[str, str]] = set()
    listed = set()
    for quad in quads:
        if quad.predicate != OWL.sameAs or not isinstance(quad.object, NamedNode) or not quad.object.value.startswith(ITEM):
            continue
        listed.add(quad.object.value)
        if quad.graph_name not in imported and isinstance(quad.subject, NamedNode) and _kind_of(quad.subject.value):
            pairs.add((quad.subject.value, quad.object.value))
    clear = _find_one_to_one(pairs)
    known = {item: Known(thing, _kind_of(thing), item) for thing, item in clear}
    _describe({each.thing: each for each in known.values()}, quads)
    return Items(dict(sorted(known.items())), sorted({item for _, item in pairs} - set(known)), frozenset(listed))


def _find_one_to_one(pairs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    things, items = [thing for thing, _ in pairs], [item for _, item in pairs]
    several = {each for names in (things, items) for each in _find_repeated(names)}
    return [(thing, item) for thing, item in pairs if thing not in several and item not in several]


def _find_repeated(names: list[str]) -> set[str]:
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]


def _describe(things: dict[str, Known], quads: list[Quad]) -> None:
    identifiers = _read_identifiers(quads)
    points: dict[str, dict[NamedNode, str]] = {}
    for quad in quads:
        known = things.get(quad.subject.value) if isinstance(quad.subject, NamedNode) else None
        if known is None:
            continue
        value = quad.object
        if quad.predicate in _NAMES and isinstance(value, Literal):
            known.names.add((value.value, value.language or ""))
        elif quad.predicate in (ADMS.identifier, SCHEMA.sameAs) and isinstance(value, NamedNode):
            if found := identifiers.get(value) or find_identifier(value.value):
                known.identifiers.setdefault(found.scheme, set()).add(found.value)
        elif quad.predicate == FOAF.homepage and isinstance(value, NamedNode):
            known.homepages.add(value.value)
        elif quad.predicate in (WGS84.lat, WGS84.long) and isinstance(value, Literal):
            points.setdefault(known.thing, {})[quad.predicate] = value.value
    for thing, point in points.items():
        if len(point) == 2:
            things[thing].point = (point[WGS84.lat], point[WGS84.long])


def _read_identifiers(quads: list[Quad]) -> dict[NamedNode, Identifier]:
    """What each resource that is an identifier stands for."""
    keys = {
        quad.subject: quad.object.value.rpartition("/")[2]
        for quad in quads
        if quad.predicate == AMI.identifierScheme and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }
    return {
        quad.subject: Identifier(keys[quad.subject], quad.object.value)
        for quad in quads
        if quad.predicate == SKOS.notation
        and isinstance(quad.subject, NamedNode)
        and quad.subject in keys
        and isinstance(quad.object, Literal)
    }


def _kind_of(thing: str) -> str:
    return next((kind for before, kind in _KINDS.items() if thing.startswith(before)), "")
