"""What there is of a kind, at a glance: the named graphs with their sources, the schemes with their concepts, the terms to ask with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from amicorum.engine.port import Engine
from amicorum.engine.rows import rows
from amicorum.rdf import iris
from amicorum.rdf.queries import load_query


@dataclass(frozen=True, slots=True)
class GraphSize:
    """A named graph and its number of statements; `document` is the source that it follows, None for a graph of our own."""

    iri: str
    statements: int
    document: str | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme and its number of concepts."""

    iri: str
    concepts: int


@dataclass(frozen=True, slots=True)
class Term:
    """Something that queries name: a class, a property or a concept, and how often the graph uses it."""

    iri: str
    kind: str
    uses: int


def list_graphs(sizes: Mapping[str, int]) -> tuple[Sequence[GraphSize], Sequence[GraphSize]]:
    """The graphs of a release (its manifest counts them): our own, and those of what sources say, the largest first.

    What curators make of a source stands in a graph beside it, which the page of the source shows; it is not listed again.
    """
    sources, assessments = iris.source_graph(""), iris.assessment_graph("")
    own = [GraphSize(iri, size, None) for iri, size in sizes.items() if not iri.startswith((sources, assessments))]
    said = [GraphSize(iri, size, iris.source(iri.removeprefix(sources))) for iri, size in sizes.items() if iri.startswith(sources)]
    return _by_size(own), _by_size(said)


async def list_schemes(engine: Engine) -> list[Scheme]:
    """Every concept scheme, by its address."""
    return [
        Scheme(scheme.value, int(row["concepts"].value))
        for row in await rows(engine, load_query(__package__, "schemes"))
        if isinstance(scheme := row["scheme"], NamedNode)
    ]


async def list_terms(engine: Engine) -> list[Term]:
    """Every class, property and concept that the graph knows, the most used first."""
    terms = [
        Term(term.value, kind, int(row["uses"].value))
        for kind, query in (("class", "classes"), ("property", "properties"), ("concept", "concepts"))
        for row in await rows(engine, load_query(__package__, query))
        if isinstance(term := row["term"], NamedNode)
    ]
    return sorted(terms, key=lambda each: (-each.uses, each.iri))


def _by_size(graphs: Iterable[GraphSize]) -> list[GraphSize]:
    return sorted(graphs, key=lambda each: (-each.statements, each.iri))
