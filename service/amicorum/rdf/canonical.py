"""Canonical form: equal data, equal bytes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping
from io import BytesIO

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, serialize

from amicorum.errors import ReleaseError
from amicorum.rdf.terms import RDF

BLANK_NODES = 20_000
"""Most blank nodes that are given canonical labels: the algorithm is exponential in the worst case."""

_PREFIXED = re.compile(rb"(?:^|[\s^(])([a-z0-9]+:)", re.MULTILINE)


def label_blank_nodes(quads: Collection[Quad]) -> list[Quad]:
    """The quads with canonical blank node labels (RDFC-1.0).

    Only statements that hold a blank node are canonicalised: the others have no say in its label. Raises `ReleaseError` where there
    are too many.
    """
    plain: list[Quad] = []
    with_blank: list[Quad] = []
    for quad in quads:
        (with_blank if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode) else plain).append(quad)
    count = len({term for quad in with_blank for term in (quad.subject, quad.object) if isinstance(term, BlankNode)})
    if count > BLANK_NODES:
        raise ReleaseError(f"{count} blank nodes, more than {BLANK_NODES}: give them IRIs, so that people can cite them")
    if with_blank:
        dataset = Dataset(with_blank)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        plain.extend(dataset)
    return plain


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


def write_readable(quads: Iterable[Quad] | Iterable[Triple], form: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """Turtle, TriG or JSON-LD with the prefixes that are in use.

    The serializer writes prefixes in an order that is another one each time, so their lines are sorted afterwards.
    """
    output = BytesIO()
    serialize(quads, output, form, prefixes=None if form == RdfFormat.JSON_LD else dict(prefixes))
    lines = output.getvalue().splitlines(keepends=True)
    header = list(itertools.takewhile(lambda line: line.startswith(b"@prefix "), lines))
    body = b"".join(lines[len(header) :])
    names = set(_PREFIXED.findall(body))
    return b"".join(sorted(line for line in header if line.split(b" ")[1] in names)) + body


def _key(triple: Triple) -> tuple[str, bool, str, str]:
    return str(triple.subject), triple.predicate != RDF.type, str(triple.predicate), str(triple.object)
