"""Check data against the sender's own shapes, by pySHACL alone: nothing of what is known of ours holds for these."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from oxrdflib.store import OxigraphStore
from pyoxigraph import Store
from pyshacl import validate
from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ValidationFailure
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.term import Node

from amicorum.errors import SourceError
from amicorum.ingest.documents import read_document
from amicorum.rdf.dataset import with_union
from amicorum.validation.literals import as_written
from amicorum.validation.report import CONFORMS, FAILS

_SEVERITIES = (SH.Violation, SH.Warning, SH.Info)
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


def check(data: Path, shapes: Path) -> dict[str, object]:
    """The report on `data`. Raises a `SourceError` for shapes that speak of nothing, since pySHACL would call any data conforming."""
    with as_written():
        shapes_graph = _read(shapes)
        targets = {node for target in _TARGETS for node in shapes_graph.subjects(target)}
        if not targets:
            raise SourceError("no shape here has a target, so nothing would be checked", file=str(shapes))
        try:
            conforms, report, _ = validate(_read(data), shacl_graph=shapes_graph, advanced=False, js=False, do_owl_imports=False)
        except (ShapeLoadError, ReportableRuntimeError, ValidationFailure) as error:
            raise SourceError(f"these shapes cannot be run: {error}", file=str(shapes)) from error
        if not isinstance(report, Graph):
            raise SourceError(f"these shapes cannot be run: {report}", file=str(shapes))
    results = [_describe(report, node) for node in report.subjects(RDF.type, SH.ValidationResult)]
    counts = Counter(str(each["severity"]) for each in results)
    verdict = {
        "conforms": conforms,
        "summary": CONFORMS if conforms else FAILS,
        "counts": {severity.fragment: counts[severity.fragment] for severity in _SEVERITIES},
        "checked": len(targets),
        "targets": None,
        "remarks": [],
        "results": sorted(results, key=lambda each: (str(each["severity"]), str(each["shape"]), str(each["focus"]))),
    }
    return {"verdict": verdict, "turtle": report.serialize(format="turtle")}


def _read(path: Path) -> Graph:
    """The union of a file's graphs; parsed by pyoxigraph, since rdflib would open what a document names."""
    store = Store()
    store.extend(with_union(read_document(path).quads))
    return Graph(OxigraphStore(store=store), identifier=DATASET_DEFAULT_GRAPH_ID)


def _describe(report: Graph, node: Node) -> dict[str, object]:
    def text(predicate: URIRef) -> str:
        value = report.value(node, predicate)
        return "" if value is None else str(value)

    value = report.value(node, SH.value)
    messages = {each.language or "en": str(each) for each in report.objects(node, SH.resultMessage) if isinstance(each, Literal)}
    return {
        "severity": text(SH.resultSeverity).removeprefix(str(SH)),
        "shape": text(SH.sourceShape),
        "focus": text(SH.focusNode),
        "label": "",
        "path": text(SH.resultPath),
        "value": None if value is None else value.n3(),
        "component": text(SH.sourceConstraintComponent).removeprefix(str(SH)),
        "graph": "",
        "places": [],
        "messages": messages,
    }
