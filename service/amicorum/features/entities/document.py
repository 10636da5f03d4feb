"""Collect the document about a thing, and write it in each format of RDF and as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyld import jsonld  # type: ignore[import-untyped]  # has no types
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from amicorum.engine.port import Engine
from amicorum.engine.rows import rows
from amicorum.features.entities.pagination import ask_page
from amicorum.features.entities.queries import ask_statements, read_query
from amicorum.features.entities.statements import Statements
from amicorum.rdf import formats, iris
from amicorum.rdf.formats import Format, Kind
from amicorum.rdf.namespaces import PREFIXES
from amicorum.rdf.terms import DCT, FOAF

CONTEXT = iris.BASE + "context.jsonld"
GEOJSON = Format(
    "geojson", "application/geo+json", "geojson", Kind.GRAPH, "https://www.rfc-editor.org/rfc/rfc7946", "GEOJSON", label="GeoJSON"
)
"""Points alone, for maps."""
OFFERS: tuple[Format, ...] = (*formats.GRAPHS, GEOJSON)
"""The formats of a document, the preferred one first."""

_PREFIXED = (formats.TURTLE, formats.TRIG, formats.RDFXML)


@dataclass(frozen=True, slots=True)
class Document:
    """Statements about a thing, those that point at it, and what everything in them is called.

    `next` is the subject after which the next page of what points at it begins; empty on the last page.
    """

    thing: NamedNode
    address: str
    statements: Statements
    next: str

    def graphs(self) -> list[str]:
        """The graphs that the statements come from."""
        return sorted({statement.graph.value for statement in self.statements})


async def ask_document(engine: Engine, thing: NamedNode, address: str, after: str = "") -> Document | None:
    """The document about a thing; None where nothing is known about it."""
    about = await ask_statements(engine, "about", thing)
    pointing = await ask_page(engine, "pointing", thing, after)
    if not len(about) and not len(pointing.statements):
        return None
    labels = await ask_statements(engine, "labels", thing)
    return Document(thing=thing, address=address, statements=about | pointing.statements | labels, next=pointing.next)


def write_document(document: Document, form: Format, context: bytes) -> bytes:
    """The document in a format of RDF. `context` is our JSON-LD context, which the reader finds under its own address."""
    if form.kind is Kind.DATASET and form is not formats.JSONLD:
        quads = [*(Quad(*statement) for statement in document.statements), *(Quad(*triple) for triple in _own_statements(document))]
        return _serialize(quads, form)
    triples = dict.fromkeys(Triple(subject, predicate, value) for subject, predicate, value, _ in document.statements)
    triples |= dict.fromkeys(_own_statements(document))
    return compact(triples, context, document.thing.value) if form is formats.JSONLD else _serialize(triples, form)


def write_triples(triples: Iterable[Triple], form: Format, context: bytes) -> bytes:
    """Triples in a format of RDF."""
    return compact(triples, context) if form is formats.JSONLD else _serialize(triples, form)


def compact(triples: Iterable[Triple], context: bytes, first: str = "") -> bytes:
    """Triples as JSON-LD that is pleasant to read: names instead of addresses, as our context gives them, each thing once.

    `first` is the thing to begin with; what points at it stands with it as well, under the names that the context has for the way back, so
    that who reads without SPARQL need not search for it. Nothing is fetched.
    """
    lines = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
    nodes: list[dict[str, Any]] = jsonld.from_rdf(lines, {"format": "application/n-quads", "useNativeTypes": True})
    nodes.sort(key=lambda node: (node["@id"] != first, node["@id"]))
    ours = json.loads(context)
    if nodes and nodes[0]["@id"] == first and (back := _find_pointing(nodes, first, _list_reverse(ours["@context"]))):
        nodes[0]["@reverse"] = back
    compacted: dict[str, Any] = jsonld.compact(nodes, ours, {"documentLoader": _refuse, "graph": True})
    compacted["@context"] = CONTEXT
    return json.dumps(compacted, ensure_ascii=False, indent=1).encode()


def _list_reverse(terms: Mapping[str, Any]) -> set[str]:
    """The properties that the context can read backwards."""
    back = {term["@reverse"] for term in terms.values() if isinstance(term, dict) and "@reverse" in term}
    return {terms[prefix] + name for prefix, name in (each.split(":", 1) for each in back)}


def _find_pointing(nodes: Iterable[Mapping[str, Any]], first: str, properties: set[str]) -> dict[str, list[dict[str, str]]]:
    """The nodes that point at the first one, by property."""
    back: dict[str, list[dict[str, str]]] = {}
    for node in nodes:
        for name in sorted(properties & node.keys()):
            if {"@id": first} in node[name]:
                back.setdefault(name, []).append({"@id": node["@id"]})
    return back


async def ask_places(engine: Engine, thing: NamedNode, labels: Mapping[str, str]) -> bytes | None:
    """Where a thing is, as GeoJSON; None where no source says."""
    features = [
        {
            "type": "Feature",
            "id": row["place"].value,
            "geometry": {"type": "Point", "coordinates": [float(row["longitude"].value), float(row["latitude"].value)]},
            "properties": {"thing": thing.value, "place": row["place"].value, "names": dict(labels)},
        }
        for row in await rows(engine, read_query("places"), {"thing": thing})
    ]
    if not features:
        return None
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1).encode()


def _own_statements(document: Document) -> list[Triple]:
    """What the document says of itself: what it is about, and which graphs it was made from."""
    address = NamedNode(document.address)
    return [
        Triple(address, FOAF.primaryTopic, document.thing),
        Triple(address, DCT.title, Literal("What Amicorum knows about " + document.thing.value, language="en")),
        *(Triple(address, DCT.source, NamedNode(graph)) for graph in document.graphs()),
    ]


def _serialize(statements: Iterable[Triple] | Iterable[Quad], form: Format) -> bytes:
    prefixes = dict(PREFIXES) if form in _PREFIXED else None
    return serialize(statements, format=formats.RDF_SYNTAX[form], prefixes=prefixes) or b""


def _refuse(address: str, _options: object) -> Mapping[str, object]:
    raise jsonld.JsonLdError(f"no context is fetched: {address}", "jsonld.LoadDocumentError", code="loading document failed")
