"""Build the dataset of a release: what people wrote, what the rules derive from it, and what is known of each graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from amicorum.ingest.project import Project
from amicorum.rdf.dataset import fill
from amicorum.release.build_input import read_metadata
from amicorum.release.inference import derive
from amicorum.release.void import describe_graphs

Step = Callable[[str], None]
"""Called with the name of each step as it begins."""


def build_dataset(
    quads: Collection[Quad], rules: Sequence[Path], metadata: Iterable[Triple], date: str, step: Step = lambda _: None
) -> Store:
    """Every statement of a release, in its named graph and once in the default graph, however many graphs make it."""
    step("load")
    store = Store()
    fill(store, quads)
    step("derive")
    derive(store, rules)
    step("describe")
    describe_graphs(store, metadata, date)
    return store


def list_named(store: Store) -> list[Quad]:
    """The statements in named graphs: all there are, without their union."""
    return [quad for quad in store if isinstance(quad.graph_name, NamedNode)]


def complete(quads: Collection[Quad], project: Project) -> list[Quad]:
    """Every statement that a release of these would hold, so that the rules see the same before a build as in it.

    Statements in no graph, as foreign files have them, are kept beside.
    """
    metadata, date = read_metadata(project)
    loose = [quad for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
    return [*list_named(build_dataset(quads, project.rules, metadata, date)), *loose]
