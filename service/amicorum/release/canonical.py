"""Canonical form: equal data, equal bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from io import BytesIO

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple, serialize

BLANK_NODES = 20_000
"""Most blank nodes that are given canonical labels: the algorithm is exponential in the worst case."""

_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def label_blank_nodes(quads: Collection[Quad]) -> list[Quad]:
    """The quads with canonical blank node labels (RDFC-1.0).

    Only statements that hold a blank node are canonicalised: the others have no say in its label.
    """
    plain: list[Quad] = []
    with_blank: list[Quad] = []
    for quad in quads:
        (with_blank if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode) else plain).append(quad)
    if with_blank:
        dataset = Dataset(with_blank)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        plain.extend(dataset)
    return plain


def count_blank_nodes(quads: Iterable[Quad]) -> int:
    """How many different blank nodes there are."""
    return len({term for quad in quads for term in (quad.subject, quad.object) if isinstance(term, BlankNode)})


def sort_nquads(quads: Iterable[Quad]) -> bytes:
    """Canonical N-Quads, one line for each distinct statement, in the order of their bytes."""
    output = BytesIO()
    serialize(quads, output, RdfFormat.N_QUADS)
    return b"".join(sorted(set(output.getvalue().splitlines(keepends=True))))


def sort_for_reading(quads: Iterable[Quad]) -> list[Quad]:
    """By graph, then by subject with its types first: the order in which TriG reads well."""
    return sorted(quads, key=lambda quad: (str(quad.graph_name), *_key(quad.triple)))


def sort_triples(triples: Iterable[Triple]) -> list[Triple]:
    """Each distinct triple once, by subject with its types first."""
    return sorted(set(triples), key=_key)


def _key(triple: Triple) -> tuple[str, bool, str, str]:
    return str(triple.subject), triple.predicate != _TYPE, str(triple.predicate), str(triple.object)
