"""Write RDF in canonical form: equal data give equal bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from io import BytesIO
from shutil import copyfileobj
from typing import IO

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from amicorum.errors import ReleaseError
from amicorum.rdf.terms import RDF

BLANK_NODES = 20_000
"""Most blank nodes that are given canonical labels: the algorithm is exponential in the worst case."""

_BLOCK = 1 << 20
_BEFORE_NAME = b" \t\n\r\x0b\x0c^("
"""What may stand before a prefixed name."""


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


def sort_store(store: Store) -> list[bytes]:
    """The canonical N-Quads of a store's named graphs, by line.

    The engine writes each graph by itself, so that no statement becomes an object of the interpreter. Raises `ReleaseError` where there
    are too many blank nodes.
    """
    lines: list[bytes] = []
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode):
            output = BytesIO()
            store.dump(output, RdfFormat.N_TRIPLES, from_graph=graph)
            lines += output.getvalue().replace(b" .\n", f" {graph} .\n".encode()).splitlines(keepends=True)
    if with_blank := [line for line in lines if b"_:" in line]:  # or text that looks so
        labelled = sort_nquads(label_blank_nodes(list(parse(b"".join(with_blank), format=RdfFormat.N_QUADS))))
        lines = [line for line in lines if b"_:" not in line] + labelled.splitlines(keepends=True)
    lines.sort()
    return lines


def sort_for_reading(quads: Iterable[Quad]) -> list[Quad]:
    """By graph, then by subject with its types first: the order in which TriG reads well."""
    return sorted(quads, key=lambda quad: (str(quad.graph_name), *_key(quad.triple)))


def sort_triples(triples: Iterable[Triple]) -> list[Triple]:
    """Each distinct triple once, by subject with its types first."""
    return sorted(set(triples), key=_key)


def write_readable(statements: Iterable[Quad] | Iterable[Triple], form: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """Turtle, TriG or JSON-LD with the prefixes that are in use."""
    output = BytesIO()
    stream_readable(statements, form, prefixes, output, BytesIO())
    return output.getvalue()


def stream_readable(
    statements: Iterable[Quad] | Iterable[Triple], form: RdfFormat, prefixes: Mapping[str, str], output: IO[bytes], scratch: IO[bytes]
) -> None:
    """Write Turtle, TriG or JSON-LD with the prefixes that are in use.

    The serializer writes all prefixes before it knows which of them are needed, in an order that is another one each time: so what it
    writes goes to an empty scratch file first, and then to the output behind the sorted lines of the prefixes that occur in it.
    """
    serialize(statements, scratch, form, prefixes=None if form == RdfFormat.JSON_LD else dict(prefixes))
    scratch.seek(0)
    header: dict[bytes, bytes] = {}
    body = 0
    while (line := scratch.readline()).startswith(b"@prefix "):
        header[line.split(b" ")[1]] = line
        body = scratch.tell()
    scratch.seek(body)
    output.write(b"".join(sorted(header[name] for name in _find_used(scratch, header))))
    scratch.seek(body)
    copyfileobj(scratch, output, _BLOCK)


def _find_used(text: IO[bytes], names: Iterable[bytes]) -> set[bytes]:
    """Which of the prefixes, each with its colon, stand before a name in a text."""
    unused = set(names)
    longest = max(map(len, unused), default=0)
    used: set[bytes] = set()
    end = b"\n"
    while unused and (block := text.read(_BLOCK)):
        block = end + block
        found = {name for name in unused if _occurs(name, block)}
        used |= found
        unused -= found
        end = block[-longest - 1 :]
    return used


def _occurs(name: bytes, text: bytes) -> bool:
    at = text.find(name, 1)
    while at > 0:
        if text[at - 1] in _BEFORE_NAME:
            return True
        at = text.find(name, at + 1)
    return False


def _key(triple: Triple) -> tuple[str, bool, str, str]:
    return str(triple.subject), triple.predicate != RDF.type, str(triple.predicate), str(triple.object)
