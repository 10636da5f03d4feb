"""The small world, loaded as a release is: named graphs, their union as default graph, derived statements."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from amicorum.rdf import iris
from amicorum.release.inference import derive

PROJECT = Path(__file__).resolve().parents[2]
WORLD = Path(__file__).parent / "world"


def load_world(world: Iterable[Quad]) -> Store:
    """A store with these quads beside the vocabulary and the schemes."""
    store = Store()
    quads = list(world)
    for graph, files in {"ontology": [PROJECT / "ontology/amicorum.ttl"], "schemes": (PROJECT / "ontology/schemes").glob("*.ttl")}.items():
        for file in files:
            quads += [
                Quad(q.subject, q.predicate, q.object, NamedNode(iris.graph(graph))) for q in parse(path=file, format=RdfFormat.TURTLE)
            ]
    store.extend(quads)
    store.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in quads)
    derive(store, sorted((PROJECT / "ontology/rules").glob("*.rq")))
    return store


@pytest.fixture(scope="session")
def world_quads() -> list[Quad]:
    """What the files of the small world say."""
    return [quad for file in sorted(WORLD.glob("*.trig")) for quad in parse(path=file, format=RdfFormat.TRIG)]


@pytest.fixture(scope="session")
def world(world_quads: list[Quad]) -> Store:
    """The small world, ready for questions."""
    return load_world(world_quads)
