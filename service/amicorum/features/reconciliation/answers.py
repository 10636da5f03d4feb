"""Write the service's answers as JSON: manifest, candidates, suggestions, proposals (https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar

from amicorum.features.reconciliation.reconciler import Reconciler
from amicorum.features.reconciliation.vocabulary import (
    CLASSES,
    DEFAULT_TYPES,
    IDENTIFIER_SPACE,
    PROPERTIES,
    SCHEMA_SPACE,
    TYPE_SCHEMES,
    Property,
    Type,
    class_of,
    concept_type,
    shorten,
)
from amicorum.linking.folding import fold
from amicorum.linking.matcher import Candidate
from amicorum.linking.records import Record
from amicorum.rdf import iris

VERSIONS = ("0.1", "0.2")
PREVIEW_SIZE = (430, 320)
"""Width and height of a preview, in pixels."""

Json = dict[str, Any]
Row = TypeVar("Row", Type, Property)


class Words(Protocol):
    """What things are called in the language of the client."""

    def name(self, iri: str) -> str: ...
    def country(self, code: str) -> str: ...
    def message(self, text: str) -> str: ...


def write_manifest(absolute: Callable[[str], str], words: Words, version: str, settings: Iterable[Json]) -> Json:
    """The manifest (section 4.1); `absolute` makes the address of a path."""
    service = absolute("reconcile")
    width, height = PREVIEW_SIZE
    return {
        "versions": list(VERSIONS),
        "name": "Amicorum",
        "identifierSpace": IDENTIFIER_SPACE,
        "schemaSpace": SCHEMA_SPACE,
        "documentation": absolute("reconcile/about"),
        "serviceVersion": version,
        "logo": absolute("static/amicorum.svg"),
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{service}/about#{{{{id}}}}"},
        "defaultTypes": [write_type(each, words) for each in DEFAULT_TYPES],
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": width, "height": height},
        "suggest": {
            each: {
                "service_url": service,
                "service_path": f"/suggest/{each}",
                "flyout_service_url": service,
                "flyout_service_path": f"/flyout/{each}?id=${{id}}",
            }
            for each in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": list(settings),
        },
    }


def write_type(of: Type, words: Words) -> Json:
    """A type, with the class it belongs to where it is a concept."""
    found: Json = {"id": of.id, "name": words.name(of.iri)}
    if of.concept and (parent := class_of(of.kind)):
        found["broader"] = [{"id": parent.id, "name": words.name(parent.iri)}]
    return found


def write_candidate(candidate: Candidate, words: Words) -> Json:
    """A candidate (section 4.4)."""
    record, likeness = candidate.record, candidate.likeness
    features: list[Json] = [{"id": "name", "value": round(100 * likeness.name, 1)}]
    for key, agrees in (("place", likeness.place), ("country", likeness.country), ("type", likeness.kind)):
        if agrees is not None:
            features.append({"id": key, "value": agrees})
    if likeness.identifier or likeness.conflict:
        features.append({"id": "identifier", "value": not likeness.conflict})
    found: Json = {
        "id": shorten(record.key),
        "name": words.name(record.key),
        "description": describe(record, words),
        "score": candidate.score,
        "match": candidate.certain,
        "type": [{"id": each.id, "name": words.name(each.iri)} for each in list_types(record)],
        "features": features,
    }
    return found if found["description"] else {key: value for key, value in found.items() if key != "description"}


def list_types(record: Record) -> list[Type]:
    """The types of a thing: its class, then its kinds from our lists."""
    own = class_of(record.kind)
    return [
        *([own] if own else []),
        *(concept_type(each) for each in sorted(record.types) if each.startswith(TYPE_SCHEMES)),
    ]


def describe(record: Record, words: Words) -> str:
    """What tells a thing from its namesakes: its kind, where it is."""
    kinds = [words.name(iris.SCHEMES + each) for each in sorted(record.types)]
    places = [words.name(record.city)] if record.city else []
    country = [words.country(record.country)] if record.country else []
    return " · ".join(filter(None, (", ".join(kinds), ", ".join([*places, *country]))))


def suggest_types(prefix: str, reconciler: Reconciler, words: Words, limit: int) -> list[Json]:
    """Types whose name has a word that begins with a text."""
    return [write_type(each, words) for each in _begin(prefix, [*CLASSES, *reconciler.list_types()], words)[:limit]]


def suggest_properties(prefix: str, words: Words, limit: int) -> list[Json]:
    """Properties whose name has a word that begins with a text."""
    return [write_property(each, words) for each in _begin(prefix, PROPERTIES, words)[:limit]]


def propose_properties(of: Type | None, words: Words, limit: int) -> list[Json]:
    """The properties of the things of a type (section 6.1); of all things without one."""
    found = [each for each in PROPERTIES if of is None or of.kind in each.kinds]
    return [write_property(each, words) for each in found[: limit or None]]


def write_property(one: Property, words: Words) -> Json:
    """A property by identifier and name."""
    return {"id": one.id, "name": words.name(one.iri)}


def write_suggestion(iri: str, record: Record | None, words: Words) -> Json:
    """A thing among suggestions."""
    found: Json = {"id": shorten(iri), "name": words.name(iri)}
    if record:
        found["notable"] = [{"id": each.id, "name": words.name(each.iri)} for each in list_types(record)]
        if description := describe(record, words):
            found["description"] = description
    return found


def _begin(prefix: str, rows: Iterable[Row], words: Words) -> list[Row]:
    wanted = fold(prefix)
    named = [(fold(words.name(each.iri)), each) for each in rows]
    return [
        each for name, each in named if f" {name}".find(f" {wanted}") >= 0 or each.id.lower().startswith(prefix.strip().lower() or "\0")
    ]
