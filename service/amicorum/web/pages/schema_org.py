"""Describe a page in schema.org for search engines: as JSON that is safe inside a script element."""

from __future__ import annotations

import json
from collections.abc import Mapping

from markupsafe import Markup
from pyoxigraph import NamedNode

from amicorum.features.entities.components import read_parties
from amicorum.features.entities.statements import Statements
from amicorum.rdf.entity_kinds import EntityKind
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import DCT, FOAF, OWL, SCHEMA, SKOS, WGS84
from amicorum.web.html.presenter import Presenter

_SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", ord("\u2028"): "\\u2028", ord("\u2029"): "\\u2029"}


def write_schema_org(kind: EntityKind, thing: NamedNode, statements: Statements, presenter: Presenter) -> Markup:
    """The JSON-LD of a page."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": kind.schema_org,
        "@id": thing.value,
        "name": presenter.name(thing).text,
        "alternateName": sorted({fact.text for fact in statements.facts(thing, SKOS.altLabel, AMI.attestedName, SKOS.prefLabel)}),
        "sameAs": sorted({fact.text for fact in statements.facts(thing, OWL.sameAs, SCHEMA.sameAs)}),
        "url": next((fact.text for fact in statements.facts(thing, FOAF.homepage)), None),
        "isPartOf": {"@type": "Dataset", "@id": "https://w3id.org/amicorum/catalog#dataset", "name": "Amicorum"},
    }
    data |= _particulars(kind.name, thing, statements, presenter)
    return write_script({name: value for name, value in data.items() if value})


def write_script(data: Mapping[str, object]) -> Markup:
    """Data as JSON that nothing in them can make a script element end."""
    return Markup(json.dumps(data, ensure_ascii=False).translate(_SAFE))  # noqa: S704 - every character that could end it is escaped


def _particulars(kind: str, thing: NamedNode, statements: Statements, presenter: Presenter) -> Mapping[str, object]:
    if kind == "city":
        latitude, longitude = statements.fact(thing, WGS84.lat), statements.fact(thing, WGS84["long"])
        if latitude and longitude:
            return {"geo": {"@type": "GeoCoordinates", "latitude": latitude.text, "longitude": longitude.text}}
    if kind == "institution":
        cities, countries = statements.nodes(thing, AMI.inCity), statements.nodes(thing, AMI.inCountry)
        address = {
            "@type": "PostalAddress",
            "addressLocality": presenter.name(cities[0]).text if cities else "",
            "addressCountry": presenter.name(countries[0]).text if countries else "",
        }
        return {"address": {name: value for name, value in address.items() if value}}
    if kind == "agreement":
        agents = [party.agent.value for each in statements.pointing(thing, AMI.establishedBy) for party in read_parties(statements, each)]
        days = [fact.text for fact in statements.facts(thing, AMI.signedOn)]
        about = [
            {"@type": "Organization", "@id": each.value, "name": presenter.name(each).text}
            for each in agents
            if isinstance(each, NamedNode)
        ]
        return {"about": about, "dateCreated": days[0] if days else None, "description": _name_kinds(statements, thing, presenter)}
    if kind == "event":
        starts = [fact.text for time in statements.nodes(thing, AMI.occurred) for fact in statements.facts(time, AMI.earliestStart)]
        places = [{"@type": "City", "@id": each.value, "name": presenter.name(each).text} for each in statements.nodes(thing, AMI.place)]
        return {"startDate": starts[0] if starts else None, "location": places}
    return {}


def _name_kinds(statements: Statements, thing: NamedNode, presenter: Presenter) -> str:
    """The kinds of an agreement, in words."""
    return ", ".join(presenter.name(each).text for each in statements.nodes(thing, DCT.type))
