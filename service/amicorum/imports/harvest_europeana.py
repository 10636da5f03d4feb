"""What an endpoint with Europeana's vocabulary (EDM) tells of an item: of the organisation, place or agent that it is the same as there.

Europeana describes entities at `http://data.europeana.eu/`, each with `owl:sameAs` or `skos:exactMatch` to Wikidata, GeoNames, VIAF, GND
and ISNI (Definition of the Europeana Data Model 5.2.8, classes edm:Agent and edm:Place, and the EDM profile for organisations).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from amicorum.errors import EngineFailed
from amicorum.imports.harvest_statements import ENTITY, LABEL, POINT, SCHEMES, WEBSITE
from amicorum.linking.endpoint import Row
from amicorum.linking.identifiers import find_identifier
from amicorum.rdf.terms import FOAF, OWL, SKOS, WGS84

PLACE = "http://data.europeana.eu/"
"""How the addresses of Europeana's own entities begin; providers' entities are left alone."""
_NAMES = {SKOS.prefLabel.value, SKOS.altLabel.value}
_LINKS = {OWL.sameAs.value, SKOS.exactMatch.value}
_POINTS = {WGS84.lat.value: 1, WGS84.long.value: 0}
_PROPERTIES = (*sorted(_NAMES), *sorted(_LINKS), *_POINTS, FOAF.homepage.value)
_BY_SCHEME = {scheme: term for term, (scheme, _, _) in SCHEMES.items()}


def make_query(items: Iterable[str], languages: Sequence[str]) -> str:
    """The SELECT query for a batch of items: `?item ?entity ?property ?value`."""
    asked = " ".join(f"<{item}>" for item in items)
    tongues = ", ".join(f'"{each}"' for each in ("", *languages))
    properties = " ".join(f"<{each}>" for each in _PROPERTIES)
    return f"""SELECT DISTINCT ?item ?entity ?property ?value WHERE {{
  VALUES ?item {{ {asked} }}
  {{ ?entity <{OWL.sameAs.value}> ?item }} UNION {{ ?entity <{SKOS.exactMatch.value}> ?item }}
  FILTER (STRSTARTS(STR(?entity), "{PLACE}"))
  VALUES ?property {{ {properties} }}
  ?entity ?property ?value .
  FILTER (!isLiteral(?value) || LANG(?value) IN ({tongues}))
}}"""


def check_rows(rows: Iterable[Row], asked: Iterable[str], endpoint: str) -> None:
    """Raise `EngineFailed` where an answer tells of something that was not asked."""
    items = set(asked)
    for row in rows:
        values = [row.get(name, {}).get("value", "") for name in ("item", "entity", "property", "value")]
        if values[0] not in items or not values[1].startswith(PLACE) or values[2] not in _PROPERTIES or not values[3]:
            raise EngineFailed(f"{endpoint} answered something that was not asked: {values}")


def translate(rows: Iterable[Row]) -> list[Row]:
    """The rows as an endpoint with Wikidata's vocabulary would give them, each once."""
    found: dict[tuple[str, str, str], Row] = {}
    points: dict[tuple[str, str], dict[int, str]] = {}
    for row in rows:
        item, entity, value = row["item"]["value"], row["entity"]["value"], row["value"]
        for term, said in _translate(row["property"]["value"], value):
            found[item, term, repr(sorted(said.items()))] = {"item": row["item"], "property": {"type": "uri", "value": term}, "value": said}
        address = {"type": "uri", "value": entity}
        found[item, ENTITY, entity] = {"item": row["item"], "property": {"type": "uri", "value": ENTITY}, "value": address}
        if (at := _POINTS.get(row["property"]["value"])) is not None:
            points.setdefault((item, entity), {})[at] = value["value"]
    for (item, entity), point in points.items():
        text = {"type": "literal", "value": f"POINT({point.get(0, '')} {point.get(1, '')})"}
        found[item, POINT, entity] = {"item": {"type": "uri", "value": item}, "property": {"type": "uri", "value": POINT}, "value": text}
    return list(found.values())


def _translate(term: str, value: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    if term in _NAMES:
        yield LABEL, value
    elif term == FOAF.homepage.value:
        yield WEBSITE, value
    elif term in _LINKS and (identifier := find_identifier(value["value"])) and identifier.scheme in _BY_SCHEME:
        yield _BY_SCHEME[identifier.scheme], {"type": "literal", "value": identifier.value}
