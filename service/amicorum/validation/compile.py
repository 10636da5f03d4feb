"""From a shape to set queries: each finds, over all the data at once, what breaks one constraint component.

A query selects `?this` (the focus node), and where the component reports one, `?value`; where a shape is asked of each named graph
alone, `?graph`. So a report is made of the rows, and takes as long for a thousand violations as for none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from rdflib import SH, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection as RDFList
from rdflib.term import Node

from amicorum.validation.shapes import SHAPES, Rule, Shapes

Hierarchy = Mapping[str, frozenset[str]]
"""A class to itself and all its subclasses."""

_CASTABLE = {XSD.date, XSD.dateTime, XSD.integer, XSD.decimal, XSD.double, XSD.boolean}
_NODE_KINDS = {SH.IRI: "isIRI(?value)", SH.Literal: "isLiteral(?value)", SH.BlankNodeOrIRI: "!isLiteral(?value)"}
_WHERE = re.compile(r"\A[^{]*\bWHERE\s*\{|\bWHERE\s*\{(?=\s*\$this\b)", re.IGNORECASE)
"""Where a constraint begins to speak of `$this`: its outermost pattern, and each subquery's that begins with it."""


@dataclass(frozen=True, slots=True)
class SetQuery:
    """What breaks one constraint component of a shape: the component's IRI and the query.

    The answers of an `unfiltered` query (a SPARQL constraint with `$this` unbound) count only where `?this` is a target.
    """

    component: str
    text: str
    unfiltered: bool = False


def compile_targets(rule: Rule, shapes: Shapes, hierarchy: Hierarchy, about: Collection[str] | None = None) -> str:
    """The query that selects the focus nodes of a shape; with `about`, of these alone."""
    return f"SELECT DISTINCT ?this WHERE {{ {_target(rule, shapes, hierarchy, about)} }}"


def compile_rule(rule: Rule, shapes: Shapes, hierarchy: Hierarchy, about: Collection[str] | None = None) -> list[SetQuery]:
    """The set queries of a shape; with `about`, of these focus nodes alone. `read_shapes` has refused every component not here."""
    graph, node = shapes.graph, rule.shape.node
    target = _target(rule, shapes, hierarchy, about)
    contexts = [_Context(graph, node, target, shapes.path(rule), hierarchy, rule.each_graph, about is not None)]
    if rule.each_graph:  # what stands in no named graph is one graph of its own
        unnamed = f"{target} FILTER NOT EXISTS {{ ?this <{SHAPES}describedIn> ?described }}"
        contexts.append(_Context(graph, node, unnamed, shapes.path(rule), hierarchy, False, about is not None))
    breaches = [
        SetQuery(str(component), query)
        for term, (component, build) in _BUILDERS.items()
        for value in graph.objects(node, term)
        for context in contexts
        if (query := build(context, value))
    ]
    prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in shapes.prefixes.items())
    for constraint in graph.objects(node, SH.sparql):
        for select in graph.objects(constraint, SH.select):
            text = str(select) if about is None else _WHERE.sub(lambda match: f"{match[0]} {_name(about)}", str(select))
            breaches.append(SetQuery(str(SH.SPARQLConstraintComponent), prologue + text, unfiltered=True))
    return breaches


def _target(rule: Rule, shapes: Shapes, hierarchy: Hierarchy, about: Collection[str] | None) -> str:
    every = " UNION ".join(f"{{ {each} }}" for each in _targets(shapes.graph, rule.shape.node, hierarchy))
    return every if about is None else _name(about) + every


def _name(about: Collection[str]) -> str:
    return f"VALUES ?this {{ {' '.join(f'<{each}>' for each in sorted(about))} }} "


@dataclass(frozen=True, slots=True)
class _Context:
    graph: Graph
    node: Node
    target: str
    path: str
    hierarchy: Hierarchy
    each_graph: bool
    few: bool
    """Whether a few focus nodes are named, so that looking up each of their values is less work than one pass over the data."""

    def select(self, constraint: str, *, value: bool = True, reach: bool = True) -> str:
        """Select what keeps the constraint's pattern: with the value that breaks it, where the component reports one."""
        reached = (f"?this {self.path} ?value ." if self.path else "BIND(?this AS ?value)") if reach else ""
        variables = "?this" + (" ?value" if value else "") + (" ?graph" if self.each_graph else "")
        return f"SELECT DISTINCT {variables} WHERE {{ {self.target} {self.inside(f'{reached} {constraint}')} }}"

    def count(self, having: str) -> str:
        """Select the focus nodes by how many values their path has."""
        group = "?this" + (" ?graph" if self.each_graph else "")
        pattern = self.inside(f"?this {self.path} ?value .")
        return f"SELECT {group} WHERE {{ {self.target} {pattern} }} GROUP BY {group} HAVING (COUNT(DISTINCT ?value) {having})"

    def inside(self, pattern: str) -> str:
        return f"GRAPH ?graph {{ {pattern} }}" if self.each_graph else pattern

    def classes(self, term: Node) -> str:
        return ", ".join(f"<{each}>" for each in sorted(self.hierarchy.get(str(term), {str(term)})))


def _targets(graph: Graph, node: Node, hierarchy: Hierarchy) -> Iterable[str]:
    for each in sorted(graph.objects(node, SH.targetClass), key=str):
        for name in sorted(hierarchy.get(str(each), {str(each)})):
            yield f"?this a <{name}> ."
    for each in sorted(graph.objects(node, SH.targetSubjectsOf), key=str):
        yield f"?this {each.n3()} ?any ."
    for each in sorted(graph.objects(node, SH.targetObjectsOf), key=str):
        yield f"?any {each.n3()} ?this ."
    for each in sorted(graph.objects(node, SH.targetNode), key=str):
        yield f"VALUES ?this {{ {each.n3()} }}"


def _min_count(context: _Context, value: Node) -> str:
    if int(str(value)) == 1:
        return context.select(f"FILTER NOT EXISTS {{ ?this {context.path} ?value }}", value=False, reach=False)
    pattern = f"OPTIONAL {{ ?this {context.path} ?value }}"
    return f"SELECT ?this WHERE {{ {context.target} {pattern} }} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) < {value})"


def _max_count(context: _Context, value: Node) -> str:
    return context.count(f"> {value}")


def _class(context: _Context, value: Node) -> str:
    # As a difference of two sets where all is looked at: to look up a value that many have anew for each takes the square of the time.
    without = "FILTER NOT EXISTS" if context.few else "MINUS"
    return context.select(f"{without} {{ ?value a ?class . FILTER(?class IN ({context.classes(value)})) }}")


def _not(context: _Context, value: Node) -> str:
    classes = ", ".join(context.classes(each) for each in context.graph.objects(value, SH["class"]))
    return context.select(f"?value a ?class . FILTER(?class IN ({classes}))")


def _datatype(context: _Context, value: Node) -> str:
    # A SHACL processor also refuses an ill-formed literal; a cast finds it.
    broken = f" || !COALESCE(isLiteral({value.n3()}(STR(?value))), false)" if value in _CASTABLE else ""
    return context.select(f"FILTER(!COALESCE(datatype(?value) = {value.n3()}, false){broken})")


def _node_kind(context: _Context, value: Node) -> str:
    return context.select(f"FILTER(!({_NODE_KINDS[URIRef(str(value))]}))")


def _in(context: _Context, value: Node) -> str:
    same = " || ".join(f"sameTerm(?value, {each.n3()})" for each in RDFList(context.graph, value))
    return context.select(f"FILTER(!({same}))")


def _pattern(context: _Context, value: Node) -> str:
    flags = Literal(str(context.graph.value(context.node, SH.flags) or "")).n3()
    return context.select(f"FILTER(isBlank(?value) || !REGEX(STR(?value), {Literal(str(value)).n3()}, {flags}))")


def _comparison(operator: str) -> Callable[[_Context, Node], str]:
    def build(context: _Context, value: Node) -> str:
        return context.select(f"FILTER(!COALESCE(?value {operator} {value.n3()}, false))")

    return build


def _pair(operator: str) -> Callable[[_Context, Node], str]:
    def build(context: _Context, value: Node) -> str:
        return context.select(f"?this {value.n3()} ?other . FILTER(!COALESCE(?value {operator} ?other, false))")

    return build


def _max_length(context: _Context, value: Node) -> str:
    return context.select(f"FILTER(isBlank(?value) || STRLEN(STR(?value)) > {value})")


def _unique_lang(context: _Context, value: Node) -> str:
    if str(value) != "true":
        return ""
    tagged = context.inside(f'?this {context.path} ?value . BIND(LCASE(LANG(?value)) AS ?tag) FILTER(?tag != "")')
    variables = "?this" + (" ?graph" if context.each_graph else "")
    return (
        f"SELECT DISTINCT {variables} WHERE {{ {context.target} {tagged} }} GROUP BY {variables} ?tag HAVING (COUNT(DISTINCT ?value) > 1)"
    )


def _disjoint(context: _Context, value: Node) -> str:
    return context.select(f"?this {value.n3()} ?value .")


def _has_value(context: _Context, value: Node) -> str:
    return context.select(f"FILTER NOT EXISTS {{ ?this {context.path} {value.n3()} }}", value=False, reach=False)


_BUILDERS: Mapping[URIRef, tuple[URIRef, Callable[[_Context, Node], str]]] = {
    SH.minCount: (SH.MinCountConstraintComponent, _min_count),
    SH.maxCount: (SH.MaxCountConstraintComponent, _max_count),
    SH["class"]: (SH.ClassConstraintComponent, _class),
    SH["not"]: (SH.NotConstraintComponent, _not),
    SH.datatype: (SH.DatatypeConstraintComponent, _datatype),
    SH.nodeKind: (SH.NodeKindConstraintComponent, _node_kind),
    SH["in"]: (SH.InConstraintComponent, _in),
    SH.pattern: (SH.PatternConstraintComponent, _pattern),
    SH.minInclusive: (SH.MinInclusiveConstraintComponent, _comparison(">=")),
    SH.maxInclusive: (SH.MaxInclusiveConstraintComponent, _comparison("<=")),
    SH.lessThan: (SH.LessThanConstraintComponent, _pair("<")),
    SH.lessThanOrEquals: (SH.LessThanOrEqualsConstraintComponent, _pair("<=")),
    SH.maxLength: (SH.MaxLengthConstraintComponent, _max_length),
    SH.uniqueLang: (SH.UniqueLangConstraintComponent, _unique_lang),
    SH.disjoint: (SH.DisjointConstraintComponent, _disjoint),
    SH.hasValue: (SH.HasValueConstraintComponent, _has_value),
}
