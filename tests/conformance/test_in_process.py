"""The W3C query suites: what is proven to be cheap has no more rows than the bound, and the same solutions in the service's own process."""

from __future__ import annotations

from collections import Counter

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results
from tests.conformance.test_planner import CASES, load

from amicorum.engine.embedded.in_process import InProcessEvaluator
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.rdf import formats
from amicorum.release.statistics import measure_quads

FEWEST = 20
"""Cases that must be proven, for the test to be one."""


@pytest.mark.skipif(not CASES, reason="the W3C query suites are not here: put them into ../shared/conformance beside the project")
def test_what_is_proven_has_the_same_solutions() -> None:
    proven = 0
    for path, data, graphs in CASES:
        text = path.read_text(encoding="utf-8")
        store = load(data, graphs)
        evaluator = InProcessEvaluator(store, measure_quads(store), planner=True, answer_bytes=10**6)
        query = ParsedQuery(text)
        proof = evaluator.prove(query)
        if proof is None:
            continue
        body = evaluator.answer(query, proof, formats.JSON_RESULTS)
        assert body is not None
        expected, found = store.query(text), parse_query_results(body, format=QueryResultsFormat.JSON)
        if isinstance(expected, QuerySolutions):
            assert isinstance(found, QuerySolutions)
            rows = read_rows(found)
            assert rows == read_rows(expected)
            assert rows.total() <= proof.bound.rows
        else:
            assert bool(found) == bool(expected)
        proven += 1
    assert proven >= FEWEST


def read_rows(solutions: QuerySolutions) -> Counter[frozenset[tuple[str, str]]]:
    names = [variable.value for variable in solutions.variables]
    return Counter(frozenset((name, str(row[name])) for name in names) for row in solutions)
