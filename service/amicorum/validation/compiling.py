"""From a shape to set queries: each selects, over all the data at once, the focus nodes that may break it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rdflib import SH, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from amicorum.validation.shapes import Rule, Shapes

Hierarchy = Mapping[str, frozenset[str]]
"""A class to itself and all its subclasses."""

_CASTABLE = {XSD.date, XSD.dateTime, XSD.integer, XSD.decimal, XSD.double, XSD.boolean}
_NODE_KINDS = {SH.IRI: "isIRI(?value)", SH.Literal: "isLiteral(?value)", SH.BlankNodeOrIRI: "!isLiteral(?value)"}


@dataclass(frozen=True, slots=True)
class SetQueries:
    """Queries for one shape: `targets` selects its focus nodes, `suspects` those of them that break a component of SHACL Core;
    `free` are the texts of its SPARQL constraints with `$this` unbound, whose answers count where they are targets too."""

    targets: str
    suspects: tuple[str, ...]
    free: tuple[str, ...]


def compile_rule(rule: Rule, shapes: Shapes, hierarchy: Hierarchy) -> SetQueries:
    """The set queries of a shape. `read_shapes` has refused every component that is not here."""
    graph, node = shapes.graph, rule.shape.node
    context = _Context(
        graph, node, " UNION ".join(f"{{ {each} }}" for each in _targets(graph, node, hierarchy)), shapes.path(rule), hierarchy
    )
    suspects = tuple(query for term, build in _BUILDERS.items() for value in graph.objects(node, term) if (query := build(context, value)))
    prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in shapes.prefixes.items())
    free = tuple(prologue + str(select) for each in graph.objects(node, SH.sparql) for select in graph.objects(each, SH.select))
    return SetQueries(f"SELECT DISTINCT ?this WHERE {{ {context.target} }}", suspects, free)


@dataclass(frozen=True, slots=True)
class _Context:
    graph: Graph
    node: Node
    target: str
    path: str
    hierarchy: Hierarchy

    def select(self, constraint: str, values: bool = True) -> str:
        reach = (f"?this {self.path} ?value ." if self.path else "BIND(?this AS ?value)") if values else ""
        return f"SELECT DISTINCT ?this WHERE {{ {self.target} {reach} {constraint} }}"

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
        return context.select(f"FILTER NOT EXISTS {{ ?this {context.path} ?value }}", values=False)
    optional = context.select(f"OPTIONAL {{ ?this {context.path} ?value }}", values=False)
    return f"{optional} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) < {value})"


def _max_count(context: _Context, value: Node) -> str:
    return f"{context.select('')} GROUP BY ?this HAVING (COUNT(DISTINCT ?value) > {value})"


def _class(context: _Context, value: Node) -> str:
    return context.select(f"FILTER NOT EXISTS {{ ?value a ?class . FILTER(?class IN ({context.classes(value)})) }}")


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
    same = " || ".join(f"sameTerm(?value, {each.n3()})" for each in Collection(context.graph, value))
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
    return context.select(
        f"?this {context.path} ?other . "
        'FILTER(LANG(?value) != "" && LCASE(LANG(?value)) = LCASE(LANG(?other)) && !sameTerm(?value, ?other))'
    )


def _disjoint(context: _Context, value: Node) -> str:
    return context.select(f"?this {value.n3()} ?value .")


def _has_value(context: _Context, value: Node) -> str:
    return context.select(f"FILTER NOT EXISTS {{ ?this {context.path} {value.n3()} }}", values=False)


_BUILDERS: Mapping[URIRef, Callable[[_Context, Node], str]] = {
    SH.minCount: _min_count,
    SH.maxCount: _max_count,
    SH["class"]: _class,
    SH["not"]: _not,
    SH.datatype: _datatype,
    SH.nodeKind: _node_kind,
    SH["in"]: _in,
    SH.pattern: _pattern,
    SH.minInclusive: _comparison(">="),
    SH.maxInclusive: _comparison("<="),
    SH.lessThan: _pair("<"),
    SH.lessThanOrEquals: _pair("<="),
    SH.maxLength: _max_length,
    SH.uniqueLang: _unique_lang,
    SH.disjoint: _disjoint,
    SH.hasValue: _has_value,
}
