"""Answering in the service's own process what is proven to be cheap: no worker, no socket, nothing to wait for.

The store is a copy of the one that the workers have, loaded in the same way, so that an answer has the same bytes from either.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import lru_cache, partial
from itertools import islice
from typing import NamedTuple

from pyoxigraph import DefaultGraph, NamedNode, QueryTriples, Store

from amicorum.engine.cost.bounds import UNKNOWN, Bound, Counted, find_bound
from amicorum.engine.cost.reading import MOST_BYTES, NotUnderstood, Pattern, Reading, read, without_constants
from amicorum.engine.embedded.evaluation import find_result, is_xml
from amicorum.engine.embedded.ipc import Question
from amicorum.engine.embedded.xml_text import clean_xml
from amicorum.engine.planner.planner import Planner
from amicorum.engine.port import Form
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.errors import QueryError
from amicorum.rdf import formats
from amicorum.rdf.formats import Format
from amicorum.release.statistics import DatasetStatistics

_ENOUGH = 1_000_000.0
"""Nanoseconds that an answer may take: for so long nobody else is answered."""
_BOUNDS = 1_000
"""Kinds of queries whose bound is remembered."""
_COUNTED = 500
"""Statements of one term that are counted before the count is given up."""
_COUNTED_IN_ALL = 600
"""The same, for all terms of a query."""


class WholeAnswer:
    """An `Answer` that is there."""

    def __init__(self, form: Form, answer_format: Format, body: bytes) -> None:
        self.form, self.format, self._body = form, answer_format, body

    async def chunks(self) -> AsyncIterator[bytes]:
        """The serialised answer, in one piece."""
        yield self._body

    async def close(self) -> None:
        """Nothing is held."""


class Proof(NamedTuple):
    """What a query consists of, and the most that it can take."""

    reading: Reading
    bound: Bound


class InProcessEvaluator:
    """Evaluates cheap queries over a store in this process."""

    def __init__(self, store: Store, statistics: DatasetStatistics, *, planner: bool, answer_bytes: int) -> None:
        self._store, self._statistics, self._answer_bytes = store, statistics, answer_bytes
        self._planner, self._no_planner = Planner(enabled=planner), Planner(enabled=False)
        self._planner.statistics = statistics
        self._find_bound = lru_cache(_BOUNDS)(partial(find_bound, statistics=statistics, enough=_ENOUGH))

    def prove(self, query: ParsedQuery) -> Proof | None:
        """That the query takes about a millisecond at most; None where that is not proven."""
        if len(query.text) > MOST_BYTES or query.names_service:
            return None
        try:
            reading = read(query.text, query.tokens)
        except NotUnderstood:
            return None
        # The statistics know the most that any term has. The terms of this query may have less.
        found = self._find_bound(without_constants(reading)) or find_bound(reading, self._statistics, _ENOUGH, _Counter(self._store).count)
        return Proof(reading, found) if found else None

    def answer(self, query: ParsedQuery, proof: Proof, answer_format: Format) -> bytes | None:
        """The whole answer to a query that has been proven to be cheap; None where there is none, as a worker can explain."""
        several = sum(isinstance(each, Pattern) for each in proof.reading.elements) > 1
        planner = self._planner if several else self._no_planner  # which has nothing to order
        try:
            result = find_result(self._store, Question.of(query, answer_format, None, None), planner)
            if isinstance(result, QueryTriples):
                return None
            body = result.serialize(format=formats.RESULTS_SYNTAX[answer_format]) or b""
            if is_xml(answer_format):
                body = clean_xml(body)
        except (QueryError, SyntaxError, RuntimeError, OSError):
            return None
        return body if len(body) <= self._answer_bytes else None


class _Counter:
    """Counts the statements of terms, for one query."""

    def __init__(self, store: Store) -> None:
        self._store, self._left = store, _COUNTED_IN_ALL
        self._counts: dict[tuple[str, bool], Counted] = {}

    def count(self, term: str, is_subject: bool) -> Counted:
        """The statements with this IRI as their subject, or as their object; unknown for another term, and above the limit."""
        if not term.startswith("<"):
            return UNKNOWN
        known = self._counts.get((term, is_subject))
        if known is None:
            try:
                node = NamedNode(term[1:-1])
            except ValueError:
                return UNKNOWN  # no IRI, as the engine will say
            quads = self._store.quads_for_pattern(node, None, None) if is_subject else self._store.quads_for_pattern(None, None, node)
            most = min(_COUNTED, self._left)
            found = [isinstance(quad.graph_name, DefaultGraph) for quad in islice(quads, most + 1)]
            self._left -= min(len(found), most)
            # At least one, so that nothing is multiplied by nothing.
            known = UNKNOWN if len(found) > most else Counted(max(found.count(True), 1), max(len(found), 1))
            self._counts[term, is_subject] = known
        return known
