"""The data as the shapes see them: the union of all graphs, and statements about which graph describes what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

from oxrdflib.store import OxigraphStore
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QuerySolutions, Store, Triple
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
_SOURCES = source_graph("")


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
    notes = _Notes()
    store = Store()
    store.bulk_extend(with_union(notes.take(quads)))
    store.extend(notes.write())
    return Dataset(store)


def annotate(store: Store, quads: Iterable[Quad] | None = None) -> Dataset:
    """The dataset of a store that holds named graphs and their union: writes down which graph describes what.

    With `quads`, of these alone: those that came to a store which is annotated already.
    """
    notes = _Notes()
    for _ in notes.take(store if quads is None else quads):
        pass
    store.extend(notes.write())
    return Dataset(store)


def forget(store: Store, quads: Iterable[Quad]) -> None:
    """Take out the annotations of an annotated store that only these quads bore, which are in it no more."""
    default = DefaultGraph()
    for quad in quads:
        subject, predicate, place = quad.subject, quad.predicate, quad.graph_name
        if not isinstance(place, NamedNode):
            continue
        if not isinstance(subject, Triple) and _is_empty(store, subject, None, place):
            store.remove(Quad(subject, _DESCRIBED_IN, place, default))
        if _is_empty(store, None, predicate, place):
            store.remove(Quad(place, _STATES, predicate, default))
        if _is_empty(store, None, None, place):
            for kind in (_DATA_GRAPH, _SOURCE_GRAPH):
                store.remove(Quad(place, RDF.type, kind, default))


def _is_empty(store: Store, subject: NamedNode | BlankNode | None, predicate: NamedNode | None, place: NamedNode) -> bool:
    return next(store.quads_for_pattern(subject, predicate, None, place), None) is None


@contextmanager
def annotated(store: Store) -> Iterator[Dataset]:
    """The dataset of a store that goes without the annotations before and after."""
    notes = _Notes()
    for place in store.named_graphs():
        for _ in notes.take(store.quads_for_pattern(None, None, None, place)):
            pass
    written = list(notes.write())
    store.extend(written)
    try:
        yield Dataset(store)
    finally:
        for quad in written:
            store.remove(quad)


class _Notes:
    """Collects, of quads that pass, which graph describes what and which properties it uses."""

    def __init__(self) -> None:
        self._described: set[tuple[NamedNode | BlankNode, NamedNode]] = set()
        self._stated: set[tuple[NamedNode, NamedNode]] = set()

    def take(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        for quad in quads:
            subject, graph_name = quad.subject, quad.graph_name
            if isinstance(graph_name, NamedNode) and not isinstance(subject, Triple):
                self._described.add((subject, graph_name))
                self._stated.add((graph_name, quad.predicate))
            yield quad

    def write(self) -> Iterator[Quad]:
        default = DefaultGraph()
        for thing, place in self._described:
            yield Quad(thing, _DESCRIBED_IN, place, default)
        for place in {place for place, _ in self._stated}:
            if place.value not in _MADE_BY_US:
                yield Quad(place, RDF.type, _DATA_GRAPH, default)
            if place.value.startswith(_SOURCES):
                yield Quad(place, RDF.type, _SOURCE_GRAPH, default)
        for place, stated in self._stated:
            if place.value.startswith(_SOURCES):
                yield Quad(place, _STATES, stated, default)


def _select(store: Store, name: str) -> QuerySolutions:
    rows = store.query(files("amicorum.validation").joinpath(name).read_text(encoding="utf-8"))
    assert isinstance(rows, QuerySolutions)  # noqa: S101  what kind of answer a SELECT has is known
    return rows
