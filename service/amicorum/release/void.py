"""Describe the data: the source, date, licence and size of each graph, and the whole in VoID."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from amicorum.rdf import iris
from amicorum.rdf.canonical import sort_triples
from amicorum.rdf.dataset import with_union
from amicorum.rdf.terms import DCT, RDF, XSD
from amicorum.release.dcat import CATALOGUE, DATASET, Download, download_path
from amicorum.release.queries import construct

NAME = "void.ttl"
GRAPHS_NAME = "void-graphs.ttl"
PARTS = {
    "source": {"en": "What each source says", "pl": "Co mówi każde źródło", "lt": "Ką sako kiekvienas šaltinis"},
    "assessment": {
        "en": "What the curators make of each source",
        "pl": "Jak kuratorzy czytają każde źródło",
        "lt": "Kaip kuratoriai vertina kiekvieną šaltinį",
    },
}
"""The graphs that are many: the start of their names, and what all of them together are called."""
GRAPH = NamedNode(iris.graph("catalogue"))

_SEE_ALSO = NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso")
_SINGLE = (iris.source(""), iris.THINGS + "publisher/")
"""Things that are told of in the catalogue for the sake of one graph."""
_VOID = "http://rdfs.org/ns/void#"
_STATISTICS = ("void-totals", "void-graphs", "void-classes", "void-properties", "void-linksets")


def describe_graphs(store: Store, metadata: Iterable[Triple], date: str) -> None:
    """Write the graph `catalogue`: what a person wrote of the graphs and the dataset, and whose each graph is.

    The outside terms that the metadata explain for portals stay outside: they are not ours to describe. Sizes of the graphs that are
    there so far are counted; the catalogue cannot count itself.
    """
    counted = [*construct(store, "void-graphs"), *construct(store, "void-linksets")]
    _write(store, (t for t in metadata if isinstance(t.subject, NamedNode) and t.subject.value.startswith(iris.BASE)))
    _write(store, [*construct(store, "graphs", date=Literal(date, datatype=XSD.date)), *counted])


def count_statements(store: Store) -> list[Triple]:
    """What a VoID description tells of the statements themselves: whose each graph is, counts, partitions, linksets."""
    triples = [quad.triple for quad in store.quads_for_pattern(None, None, None, GRAPH)]
    for query in _STATISTICS:
        triples += construct(store, query)
    return triples


def describe_void(
    counted: Iterable[Triple], downloads: Sequence[Download], *, release: str, base: str
) -> tuple[list[Triple], list[Triple]]:
    """The VoID description of a release, in two parts: the summary, and the graphs of the sources one by one with whose they are.

    The summary has counts, partitions, linksets, dumps, our own graphs, and where to ask; for the graphs of the sources, and for those of
    what curators make of each, it has one subset each, with the number of its graphs and the address of the list (`rdfs:seeAlso`).
    `counted` is what `count_statements` gave.
    """
    triples = list(counted)
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
    summary, graphs = _divide(dict.fromkeys(triples))  # the graph `catalogue` has counts of its own
    return sort_triples([*summary, *_summarise(graphs, base)]), sort_triples(graphs)


def find_part(iri: str) -> str:
    """The part of the graphs (`source` or `assessment`) that a named graph is of; empty for a graph of our own and for what is no graph."""
    return next((name for name in PARTS if iri.startswith(iris.graph(name) + "/")), "")


def part(name: str) -> NamedNode:
    """The subset of the dataset that holds the graphs of a part."""
    return NamedNode(f"{CATALOGUE.value}#graphs-of-{name}")


def _divide(triples: Iterable[Triple]) -> tuple[list[Triple], list[Triple]]:
    """What is said of all, and what is said of each graph of a part, of its source and of who published that."""
    summary: list[Triple] = []
    graphs: list[Triple] = []
    for each in triples:
        subject = iri_of(each.subject)
        if each.subject == DATASET and isinstance(each.object, NamedNode) and (name := find_part(each.object.value)):
            graphs.append(Triple(part(name), each.predicate, each.object))
        elif find_part(subject) or subject.startswith(_SINGLE):
            graphs.append(each)
        else:
            summary.append(each)
    return summary, graphs


def _summarise(graphs: Iterable[Triple], base: str) -> Iterator[Triple]:
    """Each part in the summary: what it is, how many statements and graphs it has, and where each is described."""
    statements, documents = Counter[str](), Counter[str]()
    for each in graphs:
        if (name := find_part(iri_of(each.subject))) and isinstance(each.object, Literal) and each.predicate.value == _VOID + "triples":
            statements[name] += int(each.object.value)
            documents[name] += 1
    for name, titles in PARTS.items():
        if documents[name]:
            subset = part(name)
            yield Triple(DATASET, NamedNode(_VOID + "subset"), subset)
            yield Triple(subset, RDF.type, NamedNode(_VOID + "Dataset"))
            yield Triple(subset, NamedNode(_VOID + "triples"), Literal(statements[name]))
            yield Triple(subset, NamedNode(_VOID + "documents"), Literal(documents[name]))
            yield Triple(subset, _SEE_ALSO, NamedNode(f"{base}void/{name}"))
            yield from (Triple(subset, DCT.title, Literal(title, language=language)) for language, title in titles.items())


def iri_of(term: object) -> str:
    """The IRI of a node, empty for what has none."""
    return term.value if isinstance(term, NamedNode) else ""


def _write(store: Store, triples: Iterable[Triple]) -> None:
    store.extend(with_union(Quad(t.subject, t.predicate, t.object, GRAPH) for t in triples))
