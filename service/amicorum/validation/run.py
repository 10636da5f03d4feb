"""Validation: the set queries of every shape over the data, and the report made of their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions
from rdflib import SH, BNode, URIRef
from rdflib import Literal as RDFLibLiteral

from amicorum.ingest.loader import Place
from amicorum.progress import Progress
from amicorum.validation.compile import Hierarchy, SetQuery, compile_rule, compile_targets
from amicorum.validation.dataset import Dataset, load
from amicorum.validation.labels import label_of
from amicorum.validation.literals import as_written
from amicorum.validation.report import Report, Result, Term
from amicorum.validation.shapes import Rule, Shapes

FEW = 500
"""Focus nodes that are named in the queries themselves; for more, the queries look at all and the rest is dropped."""

Node = NamedNode | BlankNode | Literal


def validate(
    quads: Iterable[Quad],
    shapes: Shapes,
    places: Mapping[str, tuple[Place, ...]] | None = None,
    *,
    about: Collection[str] | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Check the quads against the shapes.

    `places` says where a thing (by its IRI) was written. `about` restricts the report to these things: the rest of the quads
    is context, without which a reference would dangle.
    """
    return validate_dataset(load(quads), shapes, places, about=about, threads=threads, progress=progress)


def validate_dataset(
    dataset: Dataset,
    shapes: Shapes,
    places: Mapping[str, tuple[Place, ...]] | None = None,
    *,
    about: Collection[str] | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> Report:
    """The same for data that are loaded already. The engine looks for answers in so many threads."""
    hierarchy = dataset.hierarchy()
    known = places or {}
    names: dict[str, str] = {}
    results: list[Result] = []
    spoken: set[str] = set()
    with as_written(), ThreadPoolExecutor(threads) as pool:
        ask = partial(_ask, shapes=shapes, dataset=dataset, hierarchy=hierarchy, about=about)
        answers = pool.map(ask, shapes.rules) if threads > 1 else map(ask, shapes.rules)
        for number, (rule, answer) in enumerate(zip(shapes.rules, answers, strict=True)):
            if progress:
                progress(rule.labels["en"], number, len(shapes.rules))
            spoken |= answer.targets
            path = shapes.path(rule)
            for row in answer.rows:
                name = row.focus.value
                if isinstance(row.focus, NamedNode) and name not in names:
                    names[name] = label_of(dataset.store, name)
                results.append(_make_result(rule, path, row, known.get(name, ()), names.get(name, "")))
        results.sort(key=lambda each: each.order)
    if progress:
        progress("", len(shapes.rules), len(shapes.rules))
    return Report(results, len(shapes.rules), targets=-1 if about is None else len(spoken))


def find_results(rule: Rule, shapes: Shapes, dataset: Dataset, hierarchy: Hierarchy, about: Collection[str] | None = None) -> list[Result]:
    """What breaks a shape, each result once."""
    path = shapes.path(rule)
    return [_make_result(rule, path, row) for row in _ask(rule, shapes, dataset, hierarchy, about).rows]


class _Row(NamedTuple):
    """What breaks a component: focus node, value and named graph, where the query gives them."""

    component: str
    focus: Node
    value: Node | None
    graph: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """What breaks a shape, each once, and the things asked about that it speaks of."""

    rows: Collection[_Row]
    targets: set[str]


def _ask(rule: Rule, shapes: Shapes, dataset: Dataset, hierarchy: Hierarchy, about: Collection[str] | None) -> _Answer:
    named = _name(about)
    targets: set[Node] | None = None
    asked: set[str] = set()
    if about is not None:
        targets = {each for each in _find_targets(rule, shapes, dataset, hierarchy, named) if each.value in about}
        asked = {each.value for each in targets}
        if not targets:
            return _Answer((), asked)
    path = shapes.path(rule)
    found: dict[_Row, None] = {}
    for query in compile_rule(rule, shapes, hierarchy, named):
        if query.unfiltered and targets is None:
            targets = _find_targets(rule, shapes, dataset, hierarchy)
        for row in _select(dataset, query):
            if (about is not None or query.unfiltered) and row.focus not in (targets or ()):
                continue
            if query.unfiltered and row.value is None and not path:
                row = row._replace(value=row.focus)
            found[row] = None
    return _Answer(found, asked)


def _name(about: Collection[str] | None) -> Collection[str] | None:
    """The focus nodes that queries can name: few, and no blank nodes, which have no name; None where they must look at all."""
    return about if about is not None and len(about) <= FEW and all(":" in each for each in about) else None


def find_focus_nodes(rule: Rule, shapes: Shapes, dataset: Dataset, hierarchy: Hierarchy) -> list[Term]:
    """Everything that a shape speaks about."""
    return sorted(map(_rdflib, _find_targets(rule, shapes, dataset, hierarchy)), key=str)


def _find_targets(rule: Rule, shapes: Shapes, dataset: Dataset, hierarchy: Hierarchy, about: Collection[str] | None = None) -> set[Node]:
    query = SetQuery(str(SH.NodeShape), compile_targets(rule, shapes, hierarchy, about))
    return {row.focus for row in _select(dataset, query)}


def _select(dataset: Dataset, query: SetQuery) -> Iterator[_Row]:
    """The rows of a set query."""
    solutions = dataset.store.query(query.text)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101  `read_shapes` and the compiler only know SELECT
    names = {variable.value for variable in solutions.variables}
    has_value, has_graph = "value" in names, "graph" in names
    for solution in solutions:
        # A query over no rows at all with an aggregate has one row without ?this.
        if isinstance(focus := solution["this"], NamedNode | BlankNode | Literal):
            value = solution["value"] if has_value else None
            graph = solution["graph"] if has_graph else None
            yield _Row(
                query.component,
                focus,
                value if isinstance(value, NamedNode | BlankNode | Literal) else None,
                graph.value if isinstance(graph, NamedNode) else "",
            )


def _make_result(rule: Rule, path: str, row: _Row, places: tuple[Place, ...] = (), label: str = "") -> Result:
    value = None if row.value is None else _rdflib(row.value)
    return Result(rule, _rdflib(row.focus), path, value, row.component, row.graph, places, label)


def _rdflib(term: Node) -> Term:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    return RDFLibLiteral(term.value, lang=term.language or None, datatype=None if term.language else URIRef(term.datatype.value))
