"""Answer data extension: the values of properties of things that were reconciled (section 6 of the specification)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

from amicorum.engine.port import Engine, Term
from amicorum.engine.rows import rows
from amicorum.features.reconciliation.answers import Json, Words
from amicorum.features.reconciliation.batch import Extension, PropertyRequest
from amicorum.features.reconciliation.reconciler import Reconciler
from amicorum.features.reconciliation.vocabulary import Property, find_property, find_type, shorten
from amicorum.linking.geography import two_letters
from amicorum.rdf import iris
from amicorum.rdf.namespaces import PREFIXES
from amicorum.rdf.queries import load_query
from amicorum.translations import gettext_noop

_COUNTRY = PREFIXES["country"]
_NUMBERS = {PREFIXES["xsd"] + each: kind for each, kind in (("integer", "int"), ("decimal", "float"), ("double", "float"))}
_LABEL, _HELP = gettext_noop("Most values"), gettext_noop("How many values to fetch of each thing; 0 for all.")
_LANGUAGE, _LANGUAGE_HELP = gettext_noop("Language"), gettext_noop("Names in this language alone, such as pl; empty for all.")


def list_settings(words: Words) -> list[Json]:
    """What a client can set for each property that it fetches."""
    return [
        {"name": "limit", "label": words.message(_LABEL), "type": "number", "default": 0, "help_text": words.message(_HELP)},
        {"name": "lang", "label": words.message(_LANGUAGE), "type": "text", "default": "", "help_text": words.message(_LANGUAGE_HELP)},
    ]


async def extend(engine: Engine, reconciler: Reconciler, asked: Extension, words: Words) -> Json:
    """The values of each property for each thing; none for what is not known."""
    wanted = [(each, find_property(each.id)) for each in asked.properties]
    found: dict[str, dict[str, list[Json]]] = {}
    for identifier in dict.fromkeys(asked.ids):
        record = reconciler.get(identifier)
        values = await _ask(engine, record.key) if record else {}
        found[identifier] = {
            request.id: [_write(value, words) for value in _choose(values.get(known.iri, ()) if known else (), request)]
            for request, known in wanted
        }
    return {"meta": [_describe(request, known, words) for request, known in wanted], "rows": found}


async def _ask(engine: Engine, thing: str) -> Mapping[str, list[Term]]:
    values: dict[str, list[Term]] = {}
    for row in await rows(engine, load_query(__package__, "extension"), {"thing": NamedNode(thing)}):
        values.setdefault(str(row["property"].value), []).append(row["value"])
    return {each: sorted(found, key=str) for each, found in values.items()}


def _choose(values: Sequence[Term], request: PropertyRequest) -> Sequence[Term]:
    settings: Mapping[str, Any] = request.settings or {}
    if language := str(settings.get("lang") or "").strip().lower():
        values = [each for each in values if not isinstance(each, Literal) or not each.language or each.language.lower() == language]
    try:
        limit = int(settings.get("limit") or 0)
    except (TypeError, ValueError, OverflowError):
        limit = 0
    return values[:limit] if limit > 0 else values


def _write(value: Term, words: Words) -> Json:
    """A value as the API has it: a thing of ours with its name, a number, a day, or a text."""
    if not isinstance(value, Literal):
        iri = value.value
        if iri.startswith(_COUNTRY):
            return {"str": words.country(two_letters(iri.removeprefix(_COUNTRY)))}
        return {"id": shorten(iri), "name": words.name(iri)} if iri.startswith(iris.BASE) else {"str": iri}
    kind = value.datatype.value
    if kind in _NUMBERS:
        return {"int": int(value.value)} if _NUMBERS[kind] == "int" else {"float": float(value.value)}
    return {"date": f"{value.value}T00:00:00Z"} if kind == PREFIXES["xsd"] + "date" else {"str": value.value}


def _describe(request: PropertyRequest, known: Property | None, words: Words) -> Json:
    if known is None:
        return {"id": request.id, "name": request.id}
    meta: Json = {"id": request.id, "name": words.name(known.iri)}
    if known.values and (of := find_type(known.values)):
        meta["type"] = {"id": of.id, "name": words.name(of.iri)}
    return meta
