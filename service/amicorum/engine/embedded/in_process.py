"""Answering in the service's own process what is proven to be cheap: no worker, no socket, nothing to wait for.

The store is a copy of the one that the workers have, loaded in the same way, so that an answer has the same bytes from either.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import islice
from typing import NamedTuple

from pyoxigraph import DefaultGraph, NamedNode, Store

from amicorum.engine.cost.bounds import UNKNOWN, Bound, Counted, find_bound
from amicorum.engine.cost.reading import MOST_BYTES, NotUnderstood, Pattern, Reading, read
from amicorum.engine.embedded.evaluation import evaluate
from amicorum.engine.embedded.ipc import Question
from amicorum.engine.embedded.xml_text import clean_xml
from amicorum.engine.planner.planner import Planner
from amicorum.engine.port import Form
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.errors import QueryError
from amicorum.rdf.formats import Format
from amicorum.release.statistics import DatasetStatistics

_ENOUGH = 1_000_000.0
"""Nanoseconds that an answer may take: for so long nobody else is answered."""
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

    def prove(self, query: ParsedQuery) -> Proof | None:
        """That the query takes about a millisecond at most; None where that is not proven."""
        if len(query.text) > MOST_BYTES or query.names_service:
            return None
        try:
            reading = read(query.text, query.tokens)
        except NotUnderstood:
            return None
        # The statistics know the most that any term has. The terms of this query may have less.
        found = find_bound(reading, self._statistics, _ENOUGH) or find_bound(
            reading, self._statistics, _ENOUGH, _Counter(self._store).count
        )
        return Proof(reading, found) if found else None

    def answer(self, query: ParsedQuery, proof: Proof, answer_format: Format) -> bytes | None:
        """The whole answer to a query that has been proven to be cheap; None where there is none, as a worker can explain."""
        output = _Output(self._answer_bytes)
        several = sum(isinstance(each, Pattern) for each in proof.reading.elements) > 1
        planner = self._planner if several else self._no_planner  # which has nothing to order
        try:
            evaluate(self._store, Question.of(query, answer_format, None, None), output, planner)
            return output.finish()
        except (QueryError, OSError):
            return None


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


class _Output:
    """The file object that the engine writes an answer to."""

    def __init__(self, limit: int) -> None:
        self._limit, self._parts, self._size, self._xml = limit, list[bytes](), 0, False

    def announce(self, form: Form, answer_format: Format, *, xml: bool) -> None:
        self._xml = xml

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._size > self._limit:
            raise OSError("the answer is too large")
        self._parts.append(data)
        return len(data)

    def flush(self) -> None:
        """Nothing to do."""

    def finish(self) -> bytes:
        """All that was written."""
        body = b"".join(self._parts)
        return clean_xml(body) if self._xml else body
