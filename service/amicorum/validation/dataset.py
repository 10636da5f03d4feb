"""The data as the shapes see them: the union of all graphs, and statements about which graph describes what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from oxrdflib.store import OxigraphStore
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store
from rdflib import Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from amicorum.rdf.dataset import with_union
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
        below: dict[str, set[str]] = {}
        for row in _select(self.store, "subclasses.rq"):
            below.setdefault(row["class"].value, {row["class"].value}).add(row["sub"].value)
        return {name: frozenset(subs) for name, subs in below.items()}


def load(quads: Iterable[Quad]) -> Dataset:
    """Load each quad into its named graph and into the union, and annotate."""
    store = Store()
    store.bulk_extend(with_union(quads))
    return annotate(store)


def annotate(store: Store) -> Dataset:
    """The dataset of a store that holds named graphs and their union: writes down which graph describes what."""
    default = DefaultGraph()
    described = [(row["thing"], row["graph"]) for row in _select(store, "described-in.rq")]
    store.bulk_extend(Quad(thing, _DESCRIBED_IN, place, default) for thing, place in described)
    for name in sorted({place.value for _, place in described}):
        if name not in _MADE_BY_US:
            store.add(Quad(NamedNode(name), RDF.type, _DATA_GRAPH, default))
        if name.startswith(source_graph("")):
            store.add(Quad(NamedNode(name), RDF.type, _SOURCE_GRAPH, default))
    for row in _select(store, "states.rq"):
        if row["graph"].value.startswith(source_graph("")):
            store.add(Quad(row["graph"], _STATES, row["property"], default))
    return Dataset(store)


def _select(store: Store, name: str) -> QuerySolutions:
    rows = store.query(files("amicorum.validation").joinpath(name).read_text(encoding="utf-8"))
    assert isinstance(rows, QuerySolutions)  # noqa: S101  what kind of answer a SELECT has is known
    return rows
