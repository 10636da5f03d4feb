"""Validation of generated data with faults in them: our set queries, pySHACL and rudof over the same shapes in one run."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import pyshacl
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, serialize
from pyrudof import RDFFormat, Rudof, RudofConfig, RudofError, ShaclFormat
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from rdflib import SH, Graph

from amicorum.ingest.documents import read_document
from amicorum.ingest.loader import list_vocabulary
from amicorum.ingest.project import Project
from amicorum.validation.dataset import Dataset, load
from amicorum.validation.run import validate_dataset
from amicorum.validation.shapes import read_shapes
from bench.generator import RDF_TYPE, generate
from bench.record import Rows

T = TypeVar("T")

PEER_QUADS = 2_000
"""What pySHACL and rudof are given: more takes them too long."""
THREADS = len(os.sched_getaffinity(0))


def make_data(project: Project, size: int, seed: int, faults: float) -> Iterator[Quad]:
    """The vocabulary and generated data; of so large a share of the things a statement is left out, for each a fault or none.

    What the vocabulary leaves unnamed gets a name, for rudof puts the focus node into its query's VALUES, where no blank node may stand.
    """
    for path, target in list_vocabulary(project):
        for quad in read_document(path, graph=target).quads:
            yield Quad(_name(quad.subject), quad.predicate, _name(quad.object), quad.graph_name)
    chance = random.Random(seed)
    broken: dict[str, bool] = {}
    for quad in generate(size, seed):
        subject = str(quad.subject)
        if quad.predicate == RDF_TYPE:
            broken[subject] = chance.random() < faults
        elif broken.get(subject):
            broken[subject] = False
            continue
        yield quad


def _name(term: T) -> T | NamedNode:
    return NamedNode("urn:blank:" + term.value) if isinstance(term, BlankNode) else term


def measure_validation(
    project: Project, sizes: Sequence[int], seed: int, folder: Path, say: Callable[[str], None], *, peers: bool = True
) -> Rows:
    """Seconds and results for each size, ours, and with `peers` theirs at a small one; the head first."""
    rows: list[list[str]] = [["validated", "quads", "seconds", "of processor time", "results", "µs a quad"]]

    def add(name: str, quads: int, run: Callable[[], int]) -> None:
        began, used = time.perf_counter(), time.process_time()
        results = run()
        seconds, processor = time.perf_counter() - began, time.process_time() - used
        rows.append([name, f"{quads:,}", f"{seconds:.1f}", f"{processor:.1f}", f"{results:,}", f"{seconds / quads * 1e6:.0f}"])
        say(" ".join(rows[-1]))

    shapes = read_shapes(project.shapes)
    for size in sorted({*([PEER_QUADS] if peers else []), *sizes}):
        quads = list(make_data(project, size, seed, 0.01))
        add("amicorum, 1 % faults", len(quads), lambda: len(validate_dataset(load(quads), shapes, threads=THREADS).results))  # noqa: B023
        if peers and size == PEER_QUADS:
            dataset = load(quads)
            for name, prepare, refusal in (("pySHACL", _prepare_pyshacl, ReportableRuntimeError), ("rudof", _prepare_rudof, RudofError)):
                try:
                    add(f"{name}, the same", len(quads), prepare(dataset, shapes.graph, folder))
                except refusal as error:
                    reason = " ".join(str(error).split())[:200]
                    say(f"{name} refused: {reason}")
                    rows.append([f"{name}, the same, refused: {reason}", f"{len(quads):,}", "–", "–", "–", "–"])
    return rows


def _prepare_pyshacl(dataset: Dataset, shapes: Graph, _: Path) -> Callable[[], int]:
    def run() -> int:
        _, report, _ = pyshacl.validate(dataset.union, shacl_graph=shapes, inplace=True)
        if isinstance(report, ValidationFailure):  # is given back, not raised
            raise report
        assert isinstance(report, Graph)
        return sum(1 for _ in report.subjects(SH.resultSeverity))

    return run


def _prepare_rudof(dataset: Dataset, shapes: Graph, folder: Path) -> Callable[[], int]:
    data = folder / "data.nt"
    union = (quad.triple for quad in dataset.store.quads_for_pattern(None, None, None, DefaultGraph()))
    serialize(union, str(data), format=RdfFormat.N_TRIPLES)

    def run() -> int:
        rudof = Rudof(RudofConfig())
        rudof.read_data(str(data), format=RDFFormat.NTriples)
        rudof.read_shacl(shapes.serialize(format="turtle"), format=ShaclFormat.Turtle)
        return len(rudof.validate_shacl().violations)

    return run
