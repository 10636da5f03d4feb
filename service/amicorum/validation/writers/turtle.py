"""Write a report as a `sh:ValidationReport` in Turtle, the same bytes for the same results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, URIRef
from rdflib import Literal as RDFLibLiteral
from rdflib.term import Node

from amicorum.rdf.canonical import write_readable
from amicorum.rdf.namespaces import PREFIXES
from amicorum.translations import LANGUAGES, read_translations
from amicorum.validation.report import NOTHING_CHECKED, Report, Result
from amicorum.validation.shapes import SHAPES, Shapes

_OWN: Mapping[str, str] = {"shape": SHAPES}


def write_turtle(report: Report, shapes: Shapes, language: str = "en") -> str:
    """The report with all its results; messages in every language, whichever is asked for."""
    return write_readable(list_triples(report, shapes), RdfFormat.TURTLE, {**PREFIXES, **_OWN}).decode("utf-8")


def list_triples(report: Report, shapes: Shapes) -> Iterator[Triple]:
    """The statements of a report; its blank nodes are counted, so that equal reports give equal statements."""
    return _Triples(shapes.graph).of(report)


class _Triples:
    """Makes triples, and blank nodes by counting."""

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._numbers = count(1)

    def of(self, report: Report) -> Iterator[Triple]:
        root = self._blank()
        yield Triple(root, _name(RDF.type), _name(SH.ValidationReport))
        yield Triple(root, _name(SH.conforms), Literal(report.conforms))
        for code in LANGUAGES if report.silent else ():
            yield Triple(root, _name(RDFS.comment), Literal(read_translations(code).gettext(NOTHING_CHECKED), language=code))
        nodes = [self._blank() for _ in report.results]
        yield from (Triple(root, _name(SH.result), node) for node in nodes)
        for node, result in zip(nodes, report.results, strict=True):
            yield from self._result(node, result)

    def _result(self, node: BlankNode, result: Result) -> Iterator[Triple]:
        yield Triple(node, _name(RDF.type), _name(SH.ValidationResult))
        yield Triple(node, _name(SH.resultSeverity), NamedNode(result.severity))
        yield Triple(node, _name(SH.sourceShape), NamedNode(result.rule.iri))
        yield Triple(node, _name(SH.sourceConstraintComponent), NamedNode(result.component))
        yield Triple(node, _name(SH.focusNode), _term(result.focus))
        if result.value is not None:
            yield Triple(node, _name(SH.value), _term(result.value))
        for language, message in sorted(result.rule.messages.items()):
            yield Triple(node, _name(SH.resultMessage), Literal(message, language=language))
        path = self._shapes.value(result.rule.shape.node, SH.path)
        if path is not None:
            yield from self._copy(node, _name(SH.resultPath), path)

    def _copy(self, subject: BlankNode, predicate: NamedNode, value: Node) -> Iterator[Triple]:
        """A path of the shapes graph, with what hangs on its blank nodes."""
        if not isinstance(value, BNode):
            yield Triple(subject, predicate, _term(value))
            return
        node = self._blank()
        yield Triple(subject, predicate, node)
        for each, below in sorted(self._shapes.predicate_objects(value), key=str):
            yield from self._copy(node, _name(URIRef(str(each))), below)

    def _blank(self) -> BlankNode:
        return BlankNode(f"n{next(self._numbers)}")


def _name(iri: URIRef) -> NamedNode:
    return NamedNode(str(iri))


def _term(term: Node) -> NamedNode | BlankNode | Literal:
    if isinstance(term, URIRef):
        return NamedNode(str(term))
    if isinstance(term, RDFLibLiteral):
        if term.language:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=NamedNode(str(term.datatype or XSD.string)))
    return BlankNode(str(term))
