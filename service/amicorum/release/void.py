"""What the graph says of itself: each graph's source, date, licence and size; and the VoID description of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from amicorum.rdf import iris
from amicorum.rdf.canonical import sort_triples
from amicorum.rdf.dataset import with_union
from amicorum.rdf.terms import XSD
from amicorum.release.dcat import DATASET, Download, download_path
from amicorum.release.queries import construct

NAME = "void.ttl"
GRAPH = NamedNode(iris.graph("catalogue"))

_SEE_ALSO = NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso")
_VOID = "http://rdfs.org/ns/void#"
_STATISTICS = ("void-totals.rq", "void-graphs.rq", "void-classes.rq", "void-properties.rq", "void-linksets.rq")


def describe_graphs(store: Store, metadata: Iterable[Triple], date: str) -> None:
    """Write the graph `catalogue`: what a person wrote of the graphs and the dataset, and whose each graph is.

    The outside terms that the metadata explain for portals stay outside: they are not ours to describe. Sizes of the graphs that are
    there so far are counted; the catalogue cannot count itself.
    """
    counted = [*construct(store, "void-graphs.rq"), *construct(store, "void-linksets.rq")]
    _write(store, (t for t in metadata if isinstance(t.subject, NamedNode) and t.subject.value.startswith(iris.BASE)))
    _write(store, [*construct(store, "graphs.rq", date=Literal(date, datatype=XSD.date)), *counted])


def describe_void(store: Store, downloads: Iterable[Download], *, release: str, base: str) -> list[Triple]:
    """The VoID description of a release: its graphs, counts, partitions, linksets, dumps, and where to ask it."""
    triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, GRAPH)]
    for query in _STATISTICS:
        triples += construct(store, query)
    said: dict[str, Sequence[NamedNode | Literal]] = {
        "sparqlEndpoint": [NamedNode(base + "sparql")],
        "dataDump": [NamedNode(base + download_path(release, each.path)) for each in downloads if each.path.startswith("dumps/")],
        "feature": [NamedNode(each.format.iri) for each in downloads if each.path.startswith("dumps/") and not each.compressed],
        "uriSpace": [Literal(iris.BASE)],
        "vocabulary": [NamedNode(iris.NS)],
        "exampleResource": [NamedNode(iris.thing("agreement", "ia02"))],
        "rootResource": [NamedNode(iris.BASE)],
    }
    triples += [Triple(DATASET, NamedNode(_VOID + name), value) for name, values in said.items() for value in values]
    triples += [Triple(DATASET, _SEE_ALSO, NamedNode(base + path)) for path in ("catalog", "changes", "ldes")]
    return sort_triples(triples)


def _write(store: Store, triples: Iterable[Triple]) -> None:
    store.extend(with_union(Quad(t.subject, t.predicate, t.object, GRAPH) for t in triples))
