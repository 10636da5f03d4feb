"""Describe the nodes of the event stream: the root leads to each release, a release to its pages, a page holds members.

Terms are those of LDES 1.0 (https://w3id.org/ldes/specification) and TREE (https://w3id.org/tree/specification). Every node but the root
is immutable, because a release is; a new release gives the root one more node to lead to.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from amicorum.rdf import formats
from amicorum.rdf.canonical import sort_for_reading, write_readable
from amicorum.rdf.formats import Format, Kind
from amicorum.rdf.namespaces import METADATA_PREFIXES, Namespace
from amicorum.rdf.terms import RDF
from amicorum.release.history.entries import Entry
from amicorum.release.history.members import CREATE, DELETE, GENERATED, STREAM, UPDATE, VERSION_OF

LDES = Namespace(
    METADATA_PREFIXES["ldes"],
    "EventStream",
    "immutable",
    "pollingInterval",
    "timestampPath",
    "versionCreateObject",
    "versionDeleteObject",
    "versionOfPath",
    "versionUpdateObject",
)
TREE = Namespace(
    METADATA_PREFIXES["tree"],
    "GreaterThanOrEqualToRelation",
    "LessThanOrEqualToRelation",
    "Node",
    "node",
    "path",
    "relation",
    "shape",
    "value",
    "view",
)
POLLING = 3600
"""Seconds between two looks that we advise: releases are days apart."""

_AS, _DCT, _SH, _XSD = (METADATA_PREFIXES[name] for name in ("as", "dct", "sh", "xsd"))
_SHAPE = NamedNode(STREAM.value.replace("#stream", "#member"))
_READABLE = frozenset({formats.TURTLE, formats.TRIG})
_LICENCE = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")


def describe_root(root: str, entries: Sequence[Entry]) -> list[Triple]:
    """The stream, its context and shape, and the releases that the root leads to. `root` is the root's address."""
    node = NamedNode(root)
    said: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF.type, LDES.EventStream),
        (NamedNode(_DCT + "title"), Literal("Changes of Amicorum", language="en")),
        (NamedNode(_DCT + "title"), Literal("Zmiany w Amicorum", language="pl")),
        (NamedNode(_DCT + "license"), _LICENCE),
        (LDES.timestampPath, GENERATED),
        (LDES.versionOfPath, VERSION_OF),
        (LDES.versionCreateObject, CREATE),
        (LDES.versionUpdateObject, UPDATE),
        (LDES.versionDeleteObject, DELETE),
        (LDES.pollingInterval, Literal(POLLING)),
        (TREE.shape, _SHAPE),
        (TREE.view, node),
    ]
    triples = [Triple(STREAM, predicate, value) for predicate, value in said]
    triples.append(Triple(node, RDF.type, TREE.Node))
    triples += _describe_shape()
    for entry in entries:
        triples += _relate(node, f"{root}/{entry.key}", entry)
    return triples


def describe_release(root: str, entry: Entry) -> list[Triple]:
    """A release of the stream and the pages that it leads to."""
    node = NamedNode(f"{root}/{entry.key}")
    triples = list(_describe_node(node))
    for page in range(1, entry.pages + 1):
        triples += _relate(node, f"{node.value}/{page}", entry)
    return triples


def read_page(root: str, key: str, page: str, file: Path) -> list[Quad]:
    """A page: its members as the release holds them, and what it is itself."""
    quads = list(parse(gzip.decompress(file.read_bytes()), format=RdfFormat.N_QUADS))
    own = _describe_node(NamedNode(f"{root}/{key}/{page}"))
    return sort_for_reading([*(Quad(*triple) for triple in own), *quads])


def write_node(statements: Iterable[Triple] | Iterable[Quad], form: Format) -> bytes:
    """A node in a format of RDF. One that knows no graphs has the union of them: then a member does not tell who says what."""
    if form.kind is Kind.GRAPH:
        statements = dict.fromkeys(each.triple if isinstance(each, Quad) else each for each in statements)
    syntax = formats.RDF_SYNTAX[form]
    return write_readable(statements, syntax, METADATA_PREFIXES) if form in _READABLE else serialize(statements, format=syntax) or b""


def _describe_node(node: NamedNode) -> Iterator[Triple]:
    yield Triple(node, RDF.type, TREE.Node)
    yield Triple(node, LDES.immutable, Literal(True))
    yield Triple(STREAM, RDF.type, LDES.EventStream)


def _relate(node: NamedNode, target: str, entry: Entry) -> Iterator[Triple]:
    """The relations to a node all of whose members are of one release: of that time, neither earlier nor later."""
    time = Literal(f"{entry.published:%Y-%m-%dT%H:%M:%SZ}", datatype=NamedNode(_XSD + "dateTime"))
    for kind, name in ((TREE.GreaterThanOrEqualToRelation, "from"), (TREE.LessThanOrEqualToRelation, "to")):
        relation = BlankNode(f"{name}{target.rpartition('/')[2].replace('-', 'x')}")
        yield Triple(node, TREE.relation, relation)
        yield Triple(relation, RDF.type, kind)
        yield Triple(relation, TREE.node, NamedNode(target))
        yield Triple(relation, TREE.path, GENERATED)
        yield Triple(relation, TREE.value, time)


def _describe_shape() -> Iterator[Triple]:
    """The shape of a member: what every one of them has, whatever thing it is a version of."""
    yield Triple(_SHAPE, RDF.type, NamedNode(_SH + "NodeShape"))
    one = Literal(1)
    for place, (path, rules) in enumerate(
        (
            (VERSION_OF, (("nodeKind", NamedNode(_SH + "IRI")), ("minCount", one), ("maxCount", one))),
            (GENERATED, (("datatype", NamedNode(_XSD + "dateTime")), ("minCount", one), ("maxCount", one))),
            (RDF.type, (("nodeKind", NamedNode(_SH + "IRI")), ("minCount", one))),
        )
    ):
        rule = BlankNode(f"rule{place}")
        yield Triple(_SHAPE, NamedNode(_SH + "property"), rule)
        yield Triple(rule, NamedNode(_SH + "path"), path)
        for name, value in rules:
            yield Triple(rule, NamedNode(_SH + name), value)
