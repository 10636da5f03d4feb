"""The shapes as they are written in `shapes/`: read, checked for constructs we cannot run, ready for both engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyshacl.errors import ShapeLoadError
from pyshacl.helper.path_helper import shacl_path_to_sparql_path
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from amicorum.errors import SourceError
from amicorum.rdf.iris import BASE
from amicorum.translations import AUTHORED
from amicorum.validation.literals import as_written

SHAPES = BASE + "shapes#"
"""Namespace of the shapes; a prefix `shape:` in their files."""
OVER = URIRef(SHAPES + "over")
EACH_GRAPH = URIRef(SHAPES + "each-graph")

SEVERITIES: tuple[URIRef, ...] = (SH.Violation, SH.Warning, SH.Info)
"""The worst first."""

_KINDS = {SH.NodeShape, SH.PropertyShape}
_TARGETS = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
_COMPONENTS = {
    SH.minCount, SH.maxCount, SH["class"], SH.datatype, SH.nodeKind, SH["in"], SH.pattern, SH.minInclusive, SH.maxInclusive,
    SH.maxLength, SH.uniqueLang, SH.disjoint, SH.lessThan, SH.lessThanOrEquals, SH.hasValue, SH["not"], SH.sparql,
}  # fmt: skip
_FURNITURE = {RDF.type, RDFS.label, RDFS.comment, RDFS.isDefinedBy, SH.severity, SH.message, SH.path, SH.flags, OVER}
_MONOTONE = {SH.maxCount, SH.uniqueLang, SH.disjoint, SH.pattern, SH.maxLength}
"""What breaks in the union wherever it breaks in one graph: only these may be asked of each graph."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape, with what a report says about it."""

    iri: str
    severity: str
    labels: Mapping[str, str]
    messages: Mapping[str, str]
    each_graph: bool
    """Asked of every named graph by itself, so that two sources may contradict each other but none itself."""
    shape: Shape

    def label(self, language: str) -> str:
        """Its label, in English where it has none in that language."""
        return self.labels.get(language) or self.labels["en"]

    def message(self, language: str) -> str:
        """What is wrong and what to do, in English where it is not said in that language."""
        return self.messages.get(language) or self.messages["en"]

    @property
    def name(self) -> str:
        """The last part of its IRI."""
        return self.iri.removeprefix(SHAPES)


@dataclass(frozen=True, slots=True)
class Shapes:
    """Every rule, in the order of its name."""

    graph: Graph
    rules: tuple[Rule, ...]
    prefixes: Mapping[str, str]
    """As declared with `sh:declare`."""

    def path(self, rule: Rule) -> str:
        """A property shape's path as SPARQL; empty for a node shape."""
        path = self.graph.value(rule.shape.node, SH.path)
        return shacl_path_to_sparql_path(rule.shape.sg, path) if path is not None else ""

    def only(self, name: str) -> Shapes:
        """The same with this rule alone."""
        return Shapes(self.graph, tuple(rule for rule in self.rules if rule.name == name), self.prefixes)


def read_shapes(folder: Path) -> Shapes:
    """Every Turtle file of the folder as one shapes graph. Raises `SourceError` where a shape could be skipped in silence."""
    graph = Graph()
    with as_written():
        for file in sorted(folder.glob("*.ttl")):
            try:
                graph.parse(file, format="ox-turtle")
            except SyntaxError as error:
                raise SourceError(str(error.msg), file=str(file), line=error.lineno or 0, column=error.offset or 0) from error
        try:
            index = ShapesGraph(graph)
            shapes = index.shapes
        except ShapeLoadError as error:
            raise SourceError(error.args[0], file=str(folder)) from error
        faults = [fault for shape in shapes for fault in _faults(graph, shape.node)]
        found = {shape.node for shape in shapes}
        ours = {node for node in graph.subjects() if str(node).startswith(SHAPES)}
        faults += [f"{str(node).removeprefix(SHAPES)}: no processor takes this for a shape" for node in ours - found]
        if faults or not shapes:
            raise SourceError("; ".join(sorted(faults)) or "no shapes here", file=str(folder))
        rules = sorted((_rule(graph, shape) for shape in shapes if isinstance(shape.node, URIRef)), key=lambda rule: rule.iri)
    return Shapes(graph, tuple(rules), _prefixes(graph))


def _rule(graph: Graph, shape: Shape) -> Rule:
    return Rule(
        iri=str(shape.node),
        severity=str(graph.value(shape.node, SH.severity)),
        labels=_texts(graph, shape.node, RDFS.label),
        messages=_texts(graph, shape.node, SH.message),
        each_graph=graph.value(shape.node, OVER) == EACH_GRAPH,
        shape=shape,
    )


def _texts(graph: Graph, node: Node, predicate: URIRef) -> dict[str, str]:
    return {text.language or "": str(text) for text in graph.objects(node, predicate) if isinstance(text, Literal)}


def _prefixes(graph: Graph) -> dict[str, str]:
    return {str(graph.value(each, SH.prefix)): str(graph.value(each, SH.namespace)) for each in graph.objects(None, SH.declare)}


def _faults(graph: Graph, node: Node) -> Sequence[str]:
    """What would make a processor skip or misread this shape."""
    name = str(node).removeprefix(SHAPES)
    used = set(graph.predicates(node))
    if isinstance(node, BNode):
        # Only what stands inside sh:not is anonymous, and it may name a class and nothing more.
        return [] if used <= {SH["class"], RDF.type} else [f"{name}: an anonymous shape may only hold sh:class"]
    faults = [f"{name}: {term} is not supported" for term in used - _TARGETS - _COMPONENTS - _FURNITURE]
    faults += [f"{name}: no {what}" for what, those in (("target", _TARGETS), ("constraint", _COMPONENTS)) if not used & those]
    faults += [f"{name}: no sh:message in {language}" for language in AUTHORED if language not in _texts(graph, node, SH.message)]
    faults += [f"{name}: no rdfs:label in {language}" for language in AUTHORED if language not in _texts(graph, node, RDFS.label)]
    faults += [f"{name}: {kind} is no kind of shape" for kind in graph.objects(node, RDF.type) if kind not in _KINDS]
    if not str(node).startswith(SHAPES):
        faults.append(f"{name}: outside our namespace")
    if len(severities := list(graph.objects(node, SH.severity))) != 1 or severities[0] not in SEVERITIES:
        faults.append(f"{name}: not one sh:severity")
    if (OVER, EACH_GRAPH) in graph.predicate_objects(node) and not used & _COMPONENTS <= _MONOTONE:
        faults.append(f"{name}: what is asked of each graph must break in the union as well")
    for constraint in graph.objects(node, SH.sparql):
        extra = set(graph.predicates(constraint)) - {SH.select, SH.prefixes, RDF.type}
        faults += [f"{name}: {term} is not supported inside sh:sparql" for term in extra]
    return faults
