"""The data as the shapes see them: the union of all graphs, and statements about which graph describes what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from oxrdflib.store import OxigraphStore
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store
from rdflib import Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from amicorum.rdf.iris import graph, source_graph
from amicorum.rdf.terms import RDF
from amicorum.validation.compile import Hierarchy
from amicorum.validation.shapes import SHAPES

_DATA_GRAPH = NamedNode(SHAPES + "DataGraph")
_SOURCE_GRAPH = NamedNode(SHAPES + "SourceGraph")
_DESCRIBED_IN = NamedNode(SHAPES + "describedIn")
_STATES = NamedNode(SHAPES + "states")

_MADE_BY_US = {graph(name) for name in ("inferred", "ontology", "schemes", "catalogue")}
"""Graphs that state no facts of the world, or none of their own."""


class _View(Graph):
    """A graph in the store. pySHACL asks at every result whether there is a graph at all (`graph or other`), which would count it."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Dataset:
    """A store whose default graph is the union, seen by both engines without a copy.

    The union hides who says what. So that shapes can speak of it all the same, the default graph also holds
    `<thing> shape:describedIn <graph>` for every subject of every named graph, `<graph> a shape:DataGraph` for every named
    graph that is not one of our own making, and `<graph> a shape:SourceGraph` for those that hold what one source says, with
    `<graph> shape:states <property>` for each property that such a graph uses.
    """

    store: Store

    @property
    def union(self) -> Graph:
        """What pySHACL validates."""
        return _View(OxigraphStore(store=self.store), identifier=DATASET_DEFAULT_GRAPH_ID)

    def graph(self, name: str) -> Graph:
        """One named graph alone."""
        return _View(OxigraphStore(store=self.store), identifier=URIRef(name))

    def graphs_describing(self, thing: str) -> list[str]:
        """The named graphs with statements about a thing, in a stable order."""
        found = self.store.quads_for_pattern(NamedNode(thing), _DESCRIBED_IN, None, DefaultGraph())
        return sorted(quad.object.value for quad in found if isinstance(quad.object, NamedNode))

    def hierarchy(self) -> Hierarchy:
        """Each class that has subclasses, with all of them and itself."""
        query = files("amicorum.validation").joinpath("subclasses.rq").read_text(encoding="utf-8")
        rows = self.store.query(query)
        assert isinstance(rows, QuerySolutions)  # noqa: S101  what kind of answer a SELECT has is known
        below: dict[str, set[str]] = {}
        for row in rows:
            below.setdefault(row["class"].value, {row["class"].value}).add(row["sub"].value)
        return {name: frozenset(subs) for name, subs in below.items()}


def load(quads: Iterable[Quad]) -> Dataset:
    """Load each quad into its named graph and into the union."""
    store = Store()
    default = DefaultGraph()

    def spread() -> Iterable[Quad]:
        seen: set[tuple[object, object]] = set()
        for quad in quads:
            yield Quad(quad.subject, quad.predicate, quad.object, default)
            if quad.graph_name == default:
                continue
            yield quad
            if isinstance(quad.graph_name, NamedNode):
                used.setdefault(quad.graph_name, set()).add(quad.predicate)
            if isinstance(quad.graph_name, NamedNode) and (quad.subject, quad.graph_name) not in seen:
                seen.add((quad.subject, quad.graph_name))
                yield Quad(quad.subject, _DESCRIBED_IN, quad.graph_name, default)
                graphs.add(quad.graph_name)

    graphs: set[NamedNode] = set()
    used: dict[NamedNode, set[NamedNode]] = {}
    store.bulk_extend(spread())
    store.extend(quad for name in graphs for quad in _kinds(name, used.get(name, set())))
    return Dataset(store)


def _kinds(name: NamedNode, used: Iterable[NamedNode]) -> Iterable[Quad]:
    if name.value not in _MADE_BY_US:
        yield Quad(name, RDF.type, _DATA_GRAPH, DefaultGraph())
    if name.value.startswith(source_graph("")):
        yield Quad(name, RDF.type, _SOURCE_GRAPH, DefaultGraph())
        for term in used:
            yield Quad(name, _STATES, term, DefaultGraph())
