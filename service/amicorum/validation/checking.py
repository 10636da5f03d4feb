"""Validation: set queries find the suspects, pySHACL reports on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions
from pyshacl.pytypes import SHACLExecutor
from rdflib import SH, BNode, Graph, URIRef
from rdflib import Literal as RDFLibLiteral

from amicorum.ingest.loader import Place
from amicorum.validation.compiling import Hierarchy, compile_rule
from amicorum.validation.dataset import Dataset, load
from amicorum.validation.literals import as_written
from amicorum.validation.naming import label_of
from amicorum.validation.report import Report, Result, Term
from amicorum.validation.shapes import Rule, Shapes

Progress = Callable[[str, int, int], None]
"""Told the shape, how many are done and how many there are."""


def validate(
    quads: Iterable[Quad],
    shapes: Shapes,
    places: Mapping[str, tuple[Place, ...]] | None = None,
    *,
    about: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check the quads against the shapes.

    `places` says where a thing (by its IRI) was written. `about` restricts the report to these things: the rest of the quads
    is context, without which a reference would dangle.
    """
    dataset = load(quads)
    hierarchy = dataset.hierarchy()
    results: list[Result] = []
    with as_written():
        for number, rule in enumerate(shapes.rules):
            if progress:
                progress(rule.labels["en"], number, len(shapes.rules))
            suspects = find_suspects(rule, shapes, dataset, hierarchy)
            if about is not None:
                suspects = [each for each in suspects if str(each) in about]
            results += confirm(rule, shapes, dataset, suspects)
    if progress:
        progress("", len(shapes.rules), len(shapes.rules))
    known = places or {}
    names: dict[Term, str] = {each.focus: label_of(dataset.store, str(each.focus)) for each in results if isinstance(each.focus, URIRef)}
    placed = (replace(each, places=known.get(str(each.focus), ()), label=names.get(each.focus, "")) for each in results)
    return Report(sorted(placed, key=lambda each: each.order), len(shapes.rules))


def find_suspects(rule: Rule, shapes: Shapes, dataset: Dataset, hierarchy: Hierarchy) -> list[Term]:
    """The focus nodes that the set queries of a shape find, over all graphs at once."""
    queries = compile_rule(rule, shapes, hierarchy)
    found = {term for query in queries.suspects for term in _select(dataset, query)}
    free = {term for query in queries.free for term in _select(dataset, query)}
    if free:
        found |= free & set(_select(dataset, queries.targets))
    return sorted((_rdflib(term) for term in found), key=str)


def find_focus_nodes(rule: Rule, shapes: Shapes, dataset: Dataset, hierarchy: Hierarchy) -> list[Term]:
    """Everything that a shape speaks about."""
    return sorted((_rdflib(term) for term in _select(dataset, compile_rule(rule, shapes, hierarchy).targets)), key=str)


def confirm(rule: Rule, shapes: Shapes, dataset: Dataset, focus: Iterable[Term], *, union: Graph | None = None) -> list[Result]:
    """What pySHACL says of these focus nodes: in the union, or in each graph that describes them where the shape asks so.

    `union` is another graph of rdflib with the same statements; the tests compare the two engines by it.
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


def _select(dataset: Dataset, query: str) -> set[NamedNode | BlankNode | Literal]:
    solutions = dataset.store.query(query)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101  `read_shapes` and the compiler only know SELECT
    # A query over no rows at all with an aggregate has one row without ?this.
    return {term for row in solutions if isinstance(term := row["this"], NamedNode | BlankNode | Literal)}


def _rdflib(term: NamedNode | BlankNode | Literal) -> Term:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    return RDFLibLiteral(term.value, lang=term.language or None, datatype=None if term.language else URIRef(term.datatype.value))
