"""What people wrote as a build completes it: with the derived statements and with what is known of each graph."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from amicorum.release.catalogue import read_date
from amicorum.release.derive import derive
from amicorum.release.void import GRAPH, describe_graphs
from amicorum.sources.documents import read_document
from amicorum.sources.project import Project


def complete(quads: Iterable[Quad], project: Project) -> list[Quad]:
    """Every statement that a release of these would hold, so that the rules see the same before a build as in it.

    Statements in no graph, as foreign files have them, are kept beside.
    """
    given = list(quads)
    store = Store()
    store.bulk_extend(given)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in given)
    derive(store, sorted((project.ontology / "rules").glob("*.rq")))
    written = read_document(project.data / "catalogue.ttl", file=project.name(project.data / "catalogue.ttl"))
    metadata = [quad.triple for quad in written.quads]
    described = describe_graphs(store, metadata, read_date(metadata))
    store.extend(Quad(triple.subject, triple.predicate, triple.object, GRAPH) for triple in described)
    named = [quad for quad in store if isinstance(quad.graph_name, NamedNode)]
    return [*named, *(quad for quad in given if isinstance(quad.graph_name, DefaultGraph))]
