"""pySHACL as the judge of our own validator: what it reports for the same shapes, focus nodes and graphs."""

from __future__ import annotations

from collections.abc import Iterable

from pyshacl.pytypes import SHACLExecutor
from rdflib import SH, Graph

from amicorum.validation.dataset import Dataset
from amicorum.validation.report import Result, Term
from amicorum.validation.shapes import Rule, Shapes


def ask_pyshacl(rule: Rule, shapes: Shapes, dataset: Dataset, focus: Iterable[Term], *, union: Graph | None = None) -> list[Result]:
    """What pySHACL says of these focus nodes: in the union, or in each graph that describes them where the shape asks so.

    `union` is another graph of rdflib with the same statements.
    """
    nodes = list(focus)
    if not nodes:
        return []
    if not rule.each_graph:
        return _run(rule, shapes, dataset.union if union is None else union, nodes, "")
    results: list[Result] = []
    for node in nodes:
        # Foreign data may come without a named graph; its union is then one graph.
        for name in dataset.graphs_describing(str(node)) or [""]:
            results += _run(rule, shapes, dataset.graph(name) if name else dataset.union, [node], name)
    return results


def _run(rule: Rule, shapes: Shapes, data: Graph, nodes: list[Term], name: str) -> list[Result]:
    _, reports = rule.shape.validate(SHACLExecutor(), data, focus=nodes)
    path = shapes.path(rule)
    results = {}
    for _, _, triples in reports:
        # pySHACL pairs a term with the graph that it comes from.
        said = {predicate: value[1] if isinstance(value, tuple) else value for _, predicate, value in triples}
        found = Result(
            rule=rule,
            focus=said[SH.focusNode],
            path=path or (f"<{said[SH.resultPath]}>" if SH.resultPath in said else ""),
            value=said.get(SH.value),
            component=str(said[SH.sourceConstraintComponent]),
            graph=name,
        )
        results[found.focus, found.path, found.value, found.component] = found
    return list(results.values())
