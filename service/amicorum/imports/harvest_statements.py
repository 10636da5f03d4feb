"""What an endpoint with Wikidata's vocabulary tells of an item, in our vocabulary; what differs from ours is told and not taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from amicorum.errors import EngineFailed
from amicorum.imports.harvest_items import ITEM, Items, Known
from amicorum.linking.endpoint import Row
from amicorum.linking.identifiers import read_identifier
from amicorum.rdf import iris
from amicorum.rdf.lint import find_triple_fault
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import ADMS, FOAF, OWL, RDF, RDFS, SCHEMA, SKOS, WGS84

DIRECT = "http://www.wikidata.org/prop/direct/"
LABEL = RDFS.label.value
ENTITY = "urn:amicorum:entity"
"""Stands for the address that the thing has at the endpoint itself, where that is another than Wikidata's."""
POINT, WEBSITE, TWIN = DIRECT + "P625", DIRECT + "P856", DIRECT + "P190"
SCHEMES = {
    DIRECT + "P791": ("isil", "", ""),
    DIRECT + "P214": ("viaf", "http://viaf.org/viaf/", ""),
    DIRECT + "P213": ("isni", "https://isni.org/isni/", ""),
    DIRECT + "P227": ("gnd", "https://d-nb.info/gnd/", ""),
    DIRECT + "P6782": ("ror", "https://ror.org/", ""),
    DIRECT + "P1566": ("geonames", "https://sws.geonames.org/", "/"),
}
"""Properties that give identifiers: the key of our scheme, and what stands around the value in its address."""
PROPERTIES = (POINT, WEBSITE, *SCHEMES)
FAR = 0.05
"""Degrees from which two coordinates differ."""

_QID = re.compile(re.escape(ITEM) + r"Q[1-9][0-9]*")
_WKT = re.compile(r"POINT ?\((-?\d{1,3}(?:\.\d+)?) (-?\d{1,2}(?:\.\d+)?)\)", re.I)


@dataclass(slots=True)
class Told:
    """What came of the answers. `differences` are rows: thing, item, what, ours, theirs; `silent` are items of which nothing was told."""

    triples: set[Triple] = field(default_factory=set)
    differences: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    left_out: int = 0
    """Values that could not be published or read."""


def make_query(items: Iterable[str], languages: Sequence[str]) -> str:
    """The SELECT query for a batch of items: `?item ?property ?value`, and `?name` for a twin town."""
    asked = " ".join(f"<{item}>" for item in items)
    tongues = ", ".join(f'"{each}"' for each in languages)
    properties = " ".join(f"<{each}>" for each in PROPERTIES)
    return f"""SELECT DISTINCT ?item ?property ?value ?name WHERE {{
  VALUES ?item {{ {asked} }}
  {{ VALUES ?property {{ <{LABEL}> }} ?item ?property ?value . FILTER (LANG(?value) IN ({tongues})) }}
  UNION {{ VALUES ?property {{ {properties} }} ?item ?property ?value . }}
  UNION {{
    VALUES ?property {{ <{TWIN}> }} ?item ?property ?value .
    OPTIONAL {{ ?value <{LABEL}> ?name . FILTER (LANG(?name) = "en") }}
  }}
}}"""


def check_rows(rows: Iterable[Row], asked: Iterable[str], endpoint: str) -> None:
    """Raise `EngineFailed` where an answer tells of something that was not asked."""
    items, properties = set(asked), {LABEL, TWIN, *PROPERTIES}
    for row in rows:
        values = [row.get(name, {}).get("value") for name in ("item", "property", "value")]
        if values[0] not in items or values[1] not in properties or values[2] is None:
            raise EngineFailed(f"{endpoint} answered something that was not asked: {values}")


def read_rows(rows: Iterable[Row], items: Items) -> Told:
    """The statements that all the rows of a harvest make."""
    by_item: dict[str, list[Row]] = {}
    for row in rows:
        by_item.setdefault(row["item"]["value"], []).append(row)
    told = Told()
    for item, known in items.known.items():
        if item in by_item:
            _keep(told, _read_item(by_item[item], known, items, told))
        else:
            told.silent.append(item)
    return told


def _keep(told: Told, triples: Iterable[Triple]) -> None:
    for triple in triples:
        if find_triple_fault([triple]):
            told.left_out += 1
        else:
            told.triples.add(triple)


def _read_item(rows: list[Row], known: Known, items: Items, told: Told) -> Iterator[Triple]:
    subject = _name(known.item, known.kind)
    values: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        values.setdefault(row["property"]["value"], []).append(row["value"])
    yield Triple(subject, OWL.sameAs, NamedNode(known.item))
    yield Triple(subject, RDF.type, AMI.ListedPlace if known.kind == "city" else AMI.CulturalInstitution)
    yield from _read_names(values.get(LABEL, []), known, subject)
    for term, (scheme, before, after) in SCHEMES.items():
        if value := _choose_identifier(values.get(term, []), scheme, known, told):
            yield from _identify(subject, scheme, value, before, after)
    yield from _read_point(values.get(POINT, []), known, subject, told)
    sites = sorted({each["value"] for each in values.get(WEBSITE, []) if each.get("type") == "uri"})
    if site := _choose(sites, known.homepages, "website", known, told):
        yield Triple(subject, FOAF.homepage, NamedNode(site))
    entities = sorted({each["value"] for each in values.get(ENTITY, [])})
    if entity := _choose(entities, set(), "entity", known, told):
        yield Triple(subject, SCHEMA.sameAs, NamedNode(entity))
    if known.kind == "city":
        yield from _read_twins((row for row in rows if row["property"]["value"] == TWIN), known, items, told)


def _read_names(labels: list[Mapping[str, str]], known: Known, subject: NamedNode) -> Iterator[Triple]:
    names = {(_tidy(each["value"]), each.get("xml:lang", "")) for each in labels}
    for name, language in sorted(names - known.names):
        if language:
            yield Triple(subject, SKOS.altLabel, Literal(name, language=language))
    # Where the build does not find our thing again, it still has a name; else ours stands.
    best = next((name for name, language in sorted(names) if language == "en"), known.item.removeprefix(ITEM))
    yield Triple(subject, RDFS.label, Literal(best))


def _choose_identifier(given: list[Mapping[str, str]], scheme: str, known: Known, told: Told) -> str:
    read = [read_identifier(scheme, each["value"]) for each in given]
    told.left_out += read.count(None)
    return _choose(sorted({each.value for each in read if each}), known.identifiers.get(scheme, set()), scheme, known, told)


def _choose(given: list[str], ours: set[str], what: str, known: Known, told: Told) -> str:
    """The one value given; nothing where we have another, or several are given."""
    if not given or ours.issuperset(given):
        return ""
    if ours or len(given) > 1:
        told.differences.append((known.thing, known.item, what, " | ".join(sorted(ours)), " | ".join(given)))
        return ""
    return given[0]


def _identify(subject: NamedNode, scheme: str, value: str, before: str, after: str) -> Iterator[Triple]:
    identifier = NamedNode(iris.thing("identifier", f"{scheme}-{value}"))
    yield Triple(subject, ADMS.identifier, identifier)
    yield Triple(identifier, RDF.type, ADMS.Identifier)
    yield Triple(identifier, SKOS.notation, Literal(value))
    yield Triple(identifier, AMI.identifierScheme, NamedNode(iris.concept("identifier-schemes", scheme)))
    if before:
        yield Triple(subject, SCHEMA.sameAs, NamedNode(before + value + after))


def _read_point(given: list[Mapping[str, str]], known: Known, subject: NamedNode, told: Told) -> Iterator[Triple]:
    matches = [_WKT.fullmatch(each["value"]) for each in given]
    points = sorted({(match[2], match[1]) for match in matches if match and abs(float(match[2])) <= 90 and abs(float(match[1])) <= 180})
    told.left_out += matches.count(None)
    near = known.point and all(abs(float(a) - float(b)) < FAR for point in points for a, b in zip(point, known.point, strict=True))
    if near or not points:
        return
    ours = {" ".join(known.point)} if known.point else set()
    if _choose([" ".join(point) for point in points], ours, "coordinates", known, told):
        decimal = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
        yield Triple(subject, WGS84.lat, Literal(points[0][0], datatype=decimal))
        yield Triple(subject, WGS84.long, Literal(points[0][1], datatype=decimal))


def _read_twins(rows: Iterable[Row], known: Known, items: Items, told: Told) -> Iterator[Triple]:
    for row in rows:
        item, name = row["value"]["value"], row.get("name", {}).get("value", "")
        if not _QID.fullmatch(item) or item == known.item:
            told.left_out += 1  # "unknown value" is a blank node or an address of its own
            continue
        twin = _name(item, "city")
        yield Triple(_name(known.item, "city"), AMI.listedTwin, twin)
        yield Triple(twin, RDF.type, AMI.ListedPlace)
        yield Triple(twin, OWL.sameAs, NamedNode(item))
        if item not in items.listed:
            yield Triple(twin, RDFS.label, Literal(_tidy(name) or item.removeprefix(ITEM)))


def _name(item: str, kind: str) -> NamedNode:
    """The thing that an item is; the build takes it for ours by its address."""
    key = item.removeprefix(ITEM).lower()
    return NamedNode(iris.thing("place", key) if kind == "city" else iris.thing("institution", f"wikidata-{key}"))


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))
