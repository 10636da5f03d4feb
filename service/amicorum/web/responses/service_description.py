"""Write the service description (SPARQL 1.1 Service Description): what the endpoint speaks, holds and allows, in RDF."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from pyoxigraph import Literal, NamedNode, Triple, serialize
from starlette.responses import Response

from amicorum.engine.geosparql import FUNCTIONS
from amicorum.features.questions import read_questions
from amicorum.rdf import formats, iris
from amicorum.rdf.formats import Format
from amicorum.rdf.namespaces import METADATA_PREFIXES
from amicorum.web.http.conditional import make_tag, matched_tag, not_modified
from amicorum.web.http.negotiation import choose, choose_by_name, no_format
from amicorum.web.state import AppState


def answer_description(state: AppState, request: Request, name: str | None) -> Response:
    """The description in the best format."""
    accept = request.headers.get("accept", "")
    choice = choose(accept, formats.GRAPHS) if name is None else choose_by_name(name, formats.GRAPHS)
    if choice is None:
        raise no_format(formats.GRAPHS)
    tag = make_tag("description", state.release.id, state.settings.model_dump(), choice.content_type)
    headers = {"Vary": "Accept", "ETag": tag, "Cache-Control": f"public, max-age={state.settings.cache_seconds}"}
    if known := matched_tag(request.headers.get("if-none-match"), tag):
        return not_modified(known, headers.items())
    return Response(write_description(state, choice.format), headers={**headers, "Content-Type": choice.content_type})


def write_description(state: AppState, written: Format) -> bytes:
    """The description in one format."""
    return serialize(describe_service(state), format=formats.RDF_SYNTAX[written], prefixes=dict(METADATA_PREFIXES)) or b""


def describe_service(state: AppState) -> Iterator[Triple]:
    """Every statement of the description."""
    service = state.links.absolute("sparql")
    yield from _describe_endpoint(state, service)
    yield from _describe_dataset(state, service)
    for name, text, value in state.settings.client_limits():
        limit = f"{service}#{name}"
        yield _link(service, "schema:additionalProperty", limit)
        yield _link(limit, "rdf:type", "schema:PropertyValue")
        yield _triple(limit, "schema:propertyID", name)
        yield _triple(limit, "schema:description", text, "en")
        for each in value if isinstance(value, tuple) else (value,):
            yield _triple(limit, "schema:value", each)
    for question in read_questions(state.release):
        example = f"{service}#{question.key}"
        yield _link(example, "rdf:type", "sh:SPARQLExecutable")
        yield _link(example, "schema:target", service)
        for language, words in question.words.items():
            yield _triple(example, "rdfs:label", words, language)
        yield _triple(example, f"sh:{question.form.lower()}", question.query)


def _describe_endpoint(state: AppState, service: str) -> Iterator[Triple]:
    yield _link(service, "rdf:type", "sd:Service")
    yield _link(service, "sd:endpoint", service)
    yield _triple(service, "rdfs:label", "Amicorum", "en")
    yield _link(service, "sd:supportedLanguage", "sd:SPARQL11Query")
    yield _link(service, "sd:feature", "sd:UnionDefaultGraph")
    if state.settings.service_targets:
        yield _link(service, "sd:feature", "sd:BasicFederatedQuery")
    if state.settings.engine == "embedded":
        for function in FUNCTIONS:
            yield _link(service, "sd:extensionFunction", function)
            yield _link(function, "rdf:type", "sd:Function")
    for each in formats.ALL:
        yield _link(service, "sd:resultFormat", each.iri)


def _describe_dataset(state: AppState, service: str) -> Iterator[Triple]:
    dataset, default = f"{service}#dataset", f"{service}#default-graph"
    manifest = state.release.manifest
    yield _link(service, "sd:defaultDataset", dataset)
    yield _link(service, "sd:availableGraphs", dataset)
    yield _link(dataset, "rdf:type", "sd:Dataset")
    yield _link(dataset, "rdf:type", "sd:GraphCollection")
    yield _triple(dataset, "dct:identifier", manifest.id)
    yield Triple(NamedNode(dataset), _iri("dct:issued"), Literal(manifest.date, datatype=_iri("xsd:date")))
    yield _link(dataset, "sd:defaultGraph", default)
    yield _link(default, "rdf:type", "sd:Graph")
    yield _triple(default, "void:triples", manifest.triples)
    for name, triples in manifest.graphs.items():
        entry = f"{service}#graph/{name.removeprefix(iris.graph(''))}"
        graph = f"{entry}/content"
        yield _link(dataset, "sd:namedGraph", entry)
        yield _link(entry, "rdf:type", "sd:NamedGraph")
        yield _link(entry, "sd:name", name)
        yield _link(entry, "sd:graph", graph)
        yield _link(graph, "rdf:type", "sd:Graph")
        yield _triple(graph, "void:triples", triples)


def _iri(name: str) -> NamedNode:
    """A full IRI, or a prefixed name."""
    prefix, _, local = name.partition(":")
    base = METADATA_PREFIXES.get(prefix)
    return NamedNode(base + local if base else name)


def _link(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(subject), _iri(predicate), _iri(value))


def _triple(subject: str, predicate: str, value: object, language: str | None = None) -> Triple:
    literal = (
        Literal(value, language=language) if isinstance(value, str) else Literal(value if isinstance(value, int | float) else str(value))
    )
    return Triple(NamedNode(subject), _iri(predicate), literal)
