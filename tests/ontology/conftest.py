"""The ontology, its schemes and its alignments, read once for the tests beside this file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, Triple, parse

from amicorum.rdf.iris import BASE
from amicorum.rdf.namespaces import PREFIXES

ONTOLOGY = Path(__file__).parents[2] / "ontology"
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
ReadTurtle = Callable[[str], set[Triple]]


def load(paths: list[Path]) -> Store:
    store = Store()
    for path in paths:
        store.load(path=path, format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="session")
def ontology() -> Path:
    """The folder."""
    return ONTOLOGY


@pytest.fixture(scope="session")
def core() -> Store:
    """The core ontology alone."""
    return load([ONTOLOGY / "amicorum.ttl"])


@pytest.fixture(scope="session")
def schemes() -> Store:
    """All concept schemes, and nothing else."""
    return load(sorted((ONTOLOGY / "schemes").glob("*.ttl")))


@pytest.fixture(scope="session")
def read_turtle() -> ReadTurtle:
    """Reads Turtle whose prefixes are ours and whose base is that of our things, as the examples in the ontology are written."""

    def read(text: str) -> set[Triple]:
        return {quad.triple for quad in parse(HEAD + text, format=RdfFormat.TURTLE, base_iri=BASE)}

    return read
