"""Describe in /openapi.json the parameters of the SPARQL protocols: they are read by hand, because order and repetition count."""

from __future__ import annotations

from amicorum.rdf import formats


def _parameter(name: str, text: str, schema: dict[str, object]) -> dict[str, object]:
    return {"name": name, "in": "query", "required": False, "description": text, "schema": schema}


_STRING: dict[str, object] = {"type": "string"}
_IRIS: dict[str, object] = {"type": "array", "items": {"type": "string", "format": "iri"}}

FORMAT = _parameter("format", "Name of a format; beats Accept", {"type": "string", "examples": [each.name for each in formats.ALL]})
QUERY = _parameter("query", "A SPARQL query; without one the service description, or the query form for a browser", _STRING)
DATASET = (
    _parameter("default-graph-uri", "A graph of the default graph, instead of the union of all; may be repeated", _IRIS),
    _parameter("named-graph-uri", "A graph that GRAPH may name, instead of all; may be repeated", _IRIS),
)
TIMEOUT = _parameter(
    "timeout", "Seconds after which to give up, if that is sooner than the service would", {"type": "number", "exclusiveMinimum": 0}
)
GRAPH = _parameter("graph", "IRI of a named graph", {"type": "string", "format": "iri"})
DEFAULT = _parameter("default", "Present, with or without a value: the default graph", _STRING)

_FORM_FIELDS = ("query", "default-graph-uri", "named-graph-uri", "format", "timeout")


def describe(*parameters: dict[str, object]) -> dict[str, object]:
    """For a route's `openapi_extra`."""
    return {"parameters": list(parameters)}


BODY: dict[str, object] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/sparql-query": {"schema": _STRING},
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "properties": dict.fromkeys(_FORM_FIELDS, _STRING), "required": ["query"]}
            },
        },
    }
}
"""The two ways to send a query in a body."""
