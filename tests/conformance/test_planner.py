"""The W3C query suites: each query has the same solutions with the planner and without it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat, Store, parse

from amicorum.engine.planner.existence import rewrite_existences
from amicorum.engine.planner.planner import Planner
from amicorum.engine.planner.syntax import make_parser
from amicorum.release.statistics import Property, measure_quads

FOLDERS = [Path(__file__).parents[2].parent / "shared" / "conformance" / name for name in ("sparql10", "sparql11")]
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
SYNTAXES = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}
ANOTHER_EACH_TIME = ("RAND(", "UUID(", "NOW(", "BNODE(", "LIMIT", "OFFSET")
"""What may give other solutions each time; as many they must be all the same."""
REFUSED = "refused"
FALSE_STATISTICS = 5
"""How often the planner is told something false."""
PARSER = make_parser()


def read_cases() -> Iterator[tuple[Path, list[Path], list[Path]]]:
    """The query, the data and the named graphs of each evaluation test."""
    for path in sorted(path for folder in FOLDERS for path in folder.glob("*/manifest.ttl")):
        said: dict[tuple[str, str], list[str]] = {}
        for quad in parse(path=path, format=RdfFormat.TURTLE, base_iri=path.as_uri()):
            value = quad.object.value if isinstance(quad.object, NamedNode) else str(quad.object)
            said.setdefault((str(quad.subject), quad.predicate.value), []).append(value)
        for (_, predicate), actions in said.items():
            for query in said.get((actions[0], QT + "query"), ()) if predicate == MF + "action" else ():
                data, graphs = (said.get((actions[0], QT + name), []) for name in ("data", "graphData"))
                if not any(each.startswith("_:") for each in graphs):
                    yield locate(query), [*map(locate, data)], [*map(locate, graphs)]


def locate(iri: str) -> Path:
    return Path(unquote(urlsplit(iri).path))


CASES = [case for case in read_cases() if case[0].is_file()]


def load(data: list[Path], graphs: list[Path]) -> Store:
    store = Store()
    for files, named in ((data, False), (graphs, True)):
        for path in files:
            for quad in parse(path=path, format=SYNTAXES[path.suffix], base_iri=path.as_uri()):
                store.add(Quad(quad.subject, quad.predicate, quad.object, NamedNode(path.as_uri())) if named else quad)
    return store


def answer(store: Store, text: str, base: str) -> object:
    """The answer in a form that can be compared: rows as often as they come, a graph by its canonical labels.

    `REFUSED` for a query that the engine does not answer, or that needs another endpoint.
    """
    try:
        found = store.query(text, base_iri=base)
        if isinstance(found, QueryBoolean):
            return bool(found)
        if isinstance(found, QuerySolutions):
            names = [variable.value for variable in found.variables]
            shown = (["_:" if isinstance(term, BlankNode) else str(term) for term in row] for row in found)
            rows = Counter(frozenset(zip(names, row, strict=True)) for row in shown)
            return rows.total() if any(word in text.upper() for word in ANOTHER_EACH_TIME) else rows
        graph = Dataset(Quad(t.subject, t.predicate, t.object) for t in found)
    except (SyntaxError, RuntimeError, OSError):
        return REFUSED
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return len(graph) if any(word in text.upper() for word in ANOTHER_EACH_TIME) else {str(quad) for quad in graph}


def rewrite(text: str, store: Store) -> set[str]:
    """What the planner makes of a query, without the query itself: by true statistics and by false ones, which must cost time at most, and
    with each existence rewritten that can be.
    """
    planner = Planner()
    statistics = measure_quads(store)
    rewritten = {rewrite_existences(text, PARSER.parse(text.encode()).root_node, lambda _: True)}
    for seed in range(FALSE_STATISTICS + 1):
        chance = random.Random(seed)
        false = {iri: Property(*(chance.randrange(1, 10_000) for _ in range(3))) for iri in statistics.properties}
        planner.statistics = replace(statistics, properties=false) if seed else statistics
        rewritten.add(planner.rewrite(text))
    return rewritten - {text}


@pytest.mark.skipif(not CASES, reason="the W3C query suites are not here: put them into ../shared/conformance beside the project")
def test_the_suites_are_read_and_the_planner_has_work_there() -> None:
    changed = [query for query, data, graphs in CASES if rewrite(query.read_text(encoding="utf-8"), load(data, graphs))]
    assert len(CASES) > 300
    assert len(changed) >= 40


@pytest.mark.parametrize(("query", "data", "graphs"), CASES, ids=[f"{query.parent.name}/{query.stem}" for query, _, _ in CASES])
def test_a_query_has_the_same_solutions(query: Path, data: list[Path], graphs: list[Path]) -> None:
    text = query.read_text(encoding="utf-8")
    store, base = load(data, graphs), query.as_uri()
    expected = answer(store, text, base)
    for other in rewrite(text, store):
        assert answer(store, other, base) == expected
