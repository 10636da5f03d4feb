"""Read the VoID descriptions of the graphs of sources: those of one part together, or one of them in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from amicorum.rdf import iris
from amicorum.rdf.terms import RDFS
from amicorum.release.void import iri_of, part

_SIZES = ("http://rdfs.org/ns/void#triples", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def list_part(triples: Iterable[Triple], name: str, address: str) -> Iterator[Triple]:
    """The graphs of a part, each with its size and where it is described: at `address` and its key."""
    subset, start = part(name), iris.graph(name) + "/"
    for each in triples:
        if each.subject == subset:
            yield each
            if isinstance(each.object, NamedNode):
                yield Triple(each.object, RDFS.seeAlso, NamedNode(f"{address}/{each.object.value.removeprefix(start)}"))
        elif iri_of(each.subject).startswith(start) and each.predicate.value in _SIZES:
            yield each


def describe_graph(triples: Iterable[Triple], graph: str) -> list[Triple]:
    """All that is said of one graph, of the source that it has its words from, and of who published that. Empty for an unknown graph."""
    by_subject: dict[str, list[Triple]] = {}
    for each in triples:
        by_subject.setdefault(iri_of(each.subject), []).append(each)
    found, reached = list[Triple](), [graph]
    for subject in reached:
        for each in by_subject.get(subject, ()):
            found.append(each)
            if isinstance(each.object, NamedNode) and each.object.value in by_subject and each.object.value not in reached:
                reached.append(each.object.value)
    return found
