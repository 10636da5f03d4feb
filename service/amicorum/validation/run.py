"""Validation: the set queries of every shape over the data, and the report made of their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions
from rdflib import SH, BNode, URIRef
from rdflib import Literal as RDFLibLiteral

from amicorum.ingest.loader import Place
from amicorum.progress import Progress
from amicorum.validation.compile import Hierarchy, SetQuery, compile_rule
from amicorum.validation.dataset import Dataset, load
from amicorum.validation.labels import label_of
from amicorum.validation.literals import as_written
from amicorum.validation.report import Report, Result, Term
from amicorum.validation.shapes import Rule, Shapes

FEW = 500
"""Focus nodes that are named in the queries themselves; for more, the queries look at all and the rest is dropped."""


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
    return validate_dataset(load(quads), shapes, places, about=about, progress=progress)


def validate_dataset(
    dataset: Dataset,
    shapes: Shapes,
    places: Mapping[str, tuple[Place, ...]] | None = None,
    *,
    about: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """The same for data that are loaded already."""
    hierarchy = dataset.hierarchy()
    results: list[Result] = []
    spoken: set[Term] = set()
    with as_written():
        for number, rule in enumerate(shapes.rules):
            if progress:
                progress(rule.labels["en"], number, len(shapes.rules))
            results += find_results(rule, shapes, dataset, hierarchy, about)
            if about is not None:
                spoken |= _find_targets(dataset, compile_rule(rule, shapes, hierarchy, _name(about)).targets)
    if progress:
        progress("", len(shapes.rules), len(shapes.rules))
    known = places or {}
    names: dict[Term, str] = {each.focus: label_of(dataset.store, str(each.focus)) for each in results if isinstance(each.focus, URIRef)}
    placed = (replace(each, places=known.get(str(each.focus), ()), label=names.get(each.focus, "")) for each in results)
    targets = -1 if about is None else sum(str(each) in about for each in spoken)
    return Report(sorted(placed, key=lambda each: each.order), len(shapes.rules), targets=targets)


def find_results(rule: Rule, shapes: Shapes, dataset: Dataset, hierarchy: Hierarchy, about: Collection[str] | None = None) -> list[Result]:
    """What breaks a shape, each result once."""
    named = _name(about)
    queries = compile_rule(rule, shapes, hierarchy, named)
    path = shapes.path(rule)
    found: dict[tuple[Term, str, Term | None, str, str], Result] = {}
    targets: set[Term] | None = None
    for query in queries.breaches:
        for focus, value, graph in _select(dataset, query):
            if about is not None and named is None and str(focus) not in about:
                continue
            if query.unfiltered:
                targets = _find_targets(dataset, queries.targets) if targets is None else targets
                if focus not in targets:
                    continue
                if value is None and not path:
                    value = focus
            result = Result(rule=rule, focus=focus, path=path, value=value, component=query.component, graph=graph)
            found[focus, path, value, query.component, graph] = result
    return list(found.values())


def _name(about: Collection[str] | None) -> Collection[str] | None:
    """The focus nodes that queries can name: few, and no blank nodes, which have no name; None where they must look at all."""
    return about if about is not None and len(about) <= FEW and all(":" in each for each in about) else None


def find_focus_nodes(rule: Rule, shapes: Shapes, dataset: Dataset, hierarchy: Hierarchy) -> list[Term]:
    """Everything that a shape speaks about."""
    return sorted(_find_targets(dataset, compile_rule(rule, shapes, hierarchy).targets), key=str)


def _find_targets(dataset: Dataset, query: str) -> set[Term]:
    return {focus for focus, _, _ in _select(dataset, SetQuery(str(SH.NodeShape), query))}


def _select(dataset: Dataset, query: SetQuery) -> Iterator[tuple[Term, Term | None, str]]:
    """The rows of a set query: focus node, value and named graph, where it gives them."""
    solutions = dataset.store.query(query.text)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101  `read_shapes` and the compiler only know SELECT
    names = {variable.value for variable in solutions.variables}
    for row in solutions:
        # A query over no rows at all with an aggregate has one row without ?this.
        if isinstance(focus := row["this"], NamedNode | BlankNode | Literal):
            value = row["value"] if "value" in names else None
            graph = row["graph"] if "graph" in names else None
            yield (
                _rdflib(focus),
                _rdflib(value) if isinstance(value, NamedNode | BlankNode | Literal) else None,
                graph.value if isinstance(graph, NamedNode) else "",
            )


def _rdflib(term: NamedNode | BlankNode | Literal) -> Term:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    return RDFLibLiteral(term.value, lang=term.language or None, datatype=None if term.language else URIRef(term.datatype.value))
