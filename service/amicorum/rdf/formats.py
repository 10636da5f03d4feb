"""Each format of RDF and of query results once: media type, extension, name, IRI, the library's name for it; found by any of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pyoxigraph import QueryResultsFormat, RdfFormat


class Kind(StrEnum):
    """What a format can carry."""

    RESULTS = "results"
    """Rows or a truth value (SELECT, ASK)."""
    GRAPH = "graph"
    """Triples (CONSTRUCT, DESCRIBE, documents)."""
    DATASET = "dataset"
    """Triples in named graphs; carries a graph as well."""


@dataclass(frozen=True, slots=True)
class Format:
    """One serialisation.

    `iri` is the W3C's (https://www.w3.org/ns/formats/), `eu` the code in the EU file-type authority table.
    """

    name: str
    media_type: str
    extension: str
    kind: Kind
    iri: str
    eu: str = ""
    aliases: tuple[str, ...] = field(default=())
    label: str = ""
    """What people call it."""
    other_names: tuple[str, ...] = ()
    """Further short names that clients in use give to it."""

    def __hash__(self) -> int:
        """That of its name, which no other format has: formats are looked up several times for each request."""
        return hash(self.name)

    @property
    def content_type(self) -> str:
        """The header's value: text formats say that they are UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


_W3 = "http://www.w3.org/ns/formats/"

JSON_RESULTS = Format(
    "json", "application/sparql-results+json", "srj", Kind.RESULTS, _W3 + "SPARQL_Results_JSON", "JSON",
    ("application/json", "text/json"), "JSON",
)  # fmt: skip
XML_RESULTS = Format(
    "xml", "application/sparql-results+xml", "srx", Kind.RESULTS, _W3 + "SPARQL_Results_XML", "XML",
    ("application/xml", "text/xml"), "XML",
)  # fmt: skip
CSV_RESULTS = Format("csv", "text/csv", "csv", Kind.RESULTS, _W3 + "SPARQL_Results_CSV", "CSV", label="CSV")
TSV_RESULTS = Format("tsv", "text/tab-separated-values", "tsv", Kind.RESULTS, _W3 + "SPARQL_Results_TSV", "TSV", label="TSV")

TURTLE = Format(
    "turtle", "text/turtle", "ttl", Kind.GRAPH, _W3 + "Turtle", "RDF_TURTLE",
    ("application/x-turtle", "text/n3", "text/rdf+n3", "application/n3"), "Turtle", ("n3",),
)  # fmt: skip
NTRIPLES = Format("ntriples", "application/n-triples", "nt", Kind.GRAPH, _W3 + "N-Triples", "RDF_N_TRIPLES", ("text/plain",), "N-Triples")
RDFXML = Format(
    "rdfxml", "application/rdf+xml", "rdf", Kind.GRAPH, _W3 + "RDF_XML", "RDF_XML", ("application/xml", "text/xml"), "RDF/XML"
)  # fmt: skip
JSONLD = Format(
    "jsonld", "application/ld+json", "jsonld", Kind.DATASET, _W3 + "JSON-LD", "JSON_LD", ("application/json",), "JSON-LD", ("json-ld",)
)
TRIG = Format("trig", "application/trig", "trig", Kind.DATASET, _W3 + "TriG", "RDF_TRIG", ("application/x-trig",), "TriG")
NQUADS = Format("nquads", "application/n-quads", "nq", Kind.DATASET, _W3 + "N-Quads", "RDF_N_QUADS", ("text/x-nquads",), "N-Quads")

RESULTS_SYNTAX: Mapping[Format, QueryResultsFormat] = {
    JSON_RESULTS: QueryResultsFormat.JSON,
    XML_RESULTS: QueryResultsFormat.XML,
    CSV_RESULTS: QueryResultsFormat.CSV,
    TSV_RESULTS: QueryResultsFormat.TSV,
}
"""The formats for SELECT and ASK, the preferred one first, and what pyoxigraph calls each."""
RDF_SYNTAX: Mapping[Format, RdfFormat] = {
    TURTLE: RdfFormat.TURTLE,
    NTRIPLES: RdfFormat.N_TRIPLES,
    JSONLD: RdfFormat.JSON_LD,
    RDFXML: RdfFormat.RDF_XML,
    TRIG: RdfFormat.TRIG,
    NQUADS: RdfFormat.N_QUADS,
}
"""The formats for CONSTRUCT, DESCRIBE and documents, the preferred one first, and what pyoxigraph calls each."""

RESULTS: tuple[Format, ...] = tuple(RESULTS_SYNTAX)
GRAPHS: tuple[Format, ...] = tuple(RDF_SYNTAX)
DATA: tuple[Format, ...] = tuple(each for each in GRAPHS if each.kind is Kind.GRAPH or each is JSONLD)
"""For what stands in one graph: those that show no named graphs."""
ALL: tuple[Format, ...] = RESULTS + GRAPHS

JSON = Format("json", "application/json", "json", Kind.RESULTS, "https://www.rfc-editor.org/rfc/rfc8259", label="JSON")
"""Plain JSON, for what is neither RDF nor the answer to a query."""


def by_name(name: str, among: tuple[Format, ...] = ALL) -> Format | None:
    """The format with this name, extension or media type, or another name of it; None where there is none."""
    wanted = name.strip().lower()
    for match in ("name", "extension", "media_type"):
        for each in among:
            if getattr(each, match) == wanted:
                return each
    return next((each for each in among if wanted in (*each.aliases, *each.other_names)), None)
