"""The remote engine: the port over any SPARQL 1.1 endpoint, which may be slow, lie, break off or send us elsewhere."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Sequence
from dataclasses import replace
from typing import cast

from pyoxigraph import Literal, NamedNode

from amicorum.engine.admission import CUT, Admission, AdmissionController, Slot
from amicorum.engine.federation import Federation
from amicorum.engine.http_client import Exchange, SparqlClient
from amicorum.engine.placed_answer import PlacedAnswer
from amicorum.engine.port import Answer, Form, Query, Stats
from amicorum.engine.preparation import Preparation
from amicorum.engine.rows import rows
from amicorum.engine.shared.places import SharedPlaces
from amicorum.engine.sparql.endpoint_query import drop_dataset, give_base
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.rewriting import rewrite
from amicorum.engine.virtuoso.adaptation import adapt, adapt_dataset
from amicorum.engine.virtuoso.answers import SOURCES, repair, write_truth
from amicorum.errors import Busy, EngineFailed, LimitReached
from amicorum.rdf import formats, iris
from amicorum.rdf.formats import Format
from amicorum.rdf.queries import load_query
from amicorum.settings import Settings

_CONTAINED = {formats.TRIG: formats.TURTLE, formats.NQUADS: formats.NTRIPLES}
"""What to ask for where not every engine has the format: triples in the one are the same triples in the other."""


class RemoteAnswer(PlacedAnswer):
    """The `Answer` of an endpoint, read block by block as the client takes it; only the endpoint's own time counts."""

    def __init__(
        self,
        form: Form,
        answer_format: Format,
        exchange: Exchange,
        admission: Admission,
        slot: Slot,
        *,
        limit: int,
        virtuoso: bool,
    ) -> None:
        super().__init__(admission, slot, form, answer_format)
        self._exchange, self._limit = exchange, limit
        self.on_close: Callable[[], None] = lambda: None
        blocks = self._read_blocks()
        self._blocks = self._write_truth(blocks) if form is Form.ASK else repair(blocks, answer_format) if virtuoso else blocks
        self._first = b""
        self._size = 0
        self._failed = True
        slot.on_preempted = exchange.abort

    async def begin(self) -> None:
        """Send the request and read the first block. Whatever goes wrong, everything is given back."""
        try:
            try:
                await self._exchange.open()
            except EngineFailed as error:
                raise self._explain(error) from error
            self._first = await anext(self._blocks, b"")
        except BaseException:
            await self.close()
            raise

    async def chunks(self) -> AsyncIterator[bytes]:
        """The serialised answer. Raises a `QueryError` when it must stop before its end."""
        yield self._first
        async for block in self._blocks:
            yield block
        self._failed = False

    async def close(self) -> None:
        """End the exchange and give the slot back. Safe to call twice."""
        try:
            await self._exchange.close()
            await self._blocks.aclose()  # with what it holds, where it was left half way
        finally:
            self._leave(failed=self._failed)
            self.on_close()

    async def _write_truth(self, blocks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        yield write_truth(b"".join([block async for block in blocks]), self._format)

    async def _read_blocks(self) -> AsyncGenerator[bytes, None]:
        while True:
            try:
                block = await self._exchange.read()
            except EngineFailed as error:
                raise self._explain(error) from error
            if not block:
                return
            self._size += len(block)
            if self._size > self._limit:
                raise LimitReached(f"The answer is larger than the {self._limit} bytes allowed.", limit="answer_bytes")
            yield block

    def _explain(self, error: EngineFailed) -> Busy | EngineFailed:
        """An exchange that ended because its slot was taken back did not fail."""
        return Busy(CUT, retry_after=10, client=True) if self._slot.preempted else error


class RemoteEngine:
    """Answers queries by asking the endpoint at an address. `graphs` are the release's, where it is known; others there are not ours.

    With `shared`, slots are those of the process that started this one and asked the endpoint what it holds.
    """

    def __init__(
        self,
        settings: Settings,
        endpoint: str,
        *,
        release: str = "",
        graphs: Collection[str] | None = None,
        shared: SharedPlaces | None = None,
    ) -> None:
        self._settings, self._endpoint, self._shared = settings, endpoint, shared
        self.workers = None
        self.admission: Admission = shared or AdmissionController(settings)
        self._federation = Federation(settings)
        self._preparation = Preparation(settings, self._federation)
        self._client = SparqlClient(settings.workers + settings.service_workers)
        self._open: set[RemoteAnswer] = set()
        self._ours, self._hidden = graphs, frozenset({settings.engine_union} - {""})
        self._stats = Stats("remote", release, 0, {})

    async def start(self) -> None:
        """Ask the endpoint what it holds. Raises a `QueryError` where it does not answer."""
        if self._shared is not None:
            self._stats = self._shared.stats
            return
        text = load_query(__package__, "count-graphs")
        counts = [(row.get("graph"), int(cast("Literal", row["statements"]).value)) for row in await rows(self, text)]
        found = {graph.value: count for graph, count in counts if isinstance(graph, NamedNode)}
        if self._hidden and self._ours is not None:
            self._hidden |= found.keys() - set(self._ours)
        graphs = {graph: count for graph, count in found.items() if graph not in self._hidden}
        self._stats = replace(self._stats, triples=sum(count for graph, count in counts if graph is None), graphs=graphs)

    def ask_now(self, query: Query) -> Answer | None:
        """None: an endpoint elsewhere has to be waited for."""
        return None

    async def ask(self, query: Query) -> Answer:
        """Run the query up to its first bytes; see the port for what it raises."""
        settings = self._settings
        parsed, clauses, wanted, seconds = self._preparation.prepare(query)
        form = parsed.form
        virtuoso = bool(settings.engine_union)
        expected = formats.JSON_RESULTS if form is Form.ASK else _CONTAINED.get(wanted, SOURCES.get(wanted, wanted) if virtuoso else wanted)
        slot = await self.admission.enter(query.client, query.priority)
        try:
            if clauses:
                text, seconds = await self._federation.fill(parsed.text, clauses, slot, seconds)
                parsed = ParsedQuery(text)
            exchange = self._client.ask(self._endpoint, *self._choose_dataset(parsed, query), expected, seconds)
        except BaseException:
            self.admission.leave(slot)
            raise
        limit = settings.answer_bytes
        answer = RemoteAnswer(form, wanted, exchange, self.admission, slot, limit=limit, virtuoso=virtuoso)
        self._open.add(answer)
        answer.on_close = lambda: self._open.discard(answer)
        await answer.begin()
        return answer

    def _choose_dataset(self, parsed: ParsedQuery, query: Query) -> tuple[str, Sequence[str], Sequence[str]]:
        """The query with the graphs to name in the request. Where the request names some, the query's own do not count.

        Not every engine knows that rule, nor has a default graph in which a statement of two sources stands once.
        """
        union = self._settings.engine_union
        edits = [*give_base(parsed, iris.BASE), *(adapt(parsed) if union else ())]
        if query.default_graphs is not None or query.named_graphs is not None:
            return rewrite(parsed.text, [*edits, *drop_dataset(parsed)]), query.default_graphs or (), query.named_graphs or ()
        if not union or parsed.dataset_clauses:
            return rewrite(parsed.text, edits), (), ()
        # The union is a named graph there, but none of ours: a query over named graphs must not see it.
        more, named = adapt_dataset(parsed, self._stats.graphs, self._hidden)
        return rewrite(parsed.text, [*edits, *more]), (union,), named

    def stats(self) -> Stats:
        """What the endpoint held at the start, and how many ask it now."""
        admission = self.admission
        workers = self._settings.workers + self._settings.service_workers
        return replace(self._stats, workers=workers, busy=admission.busy, waiting=admission.waiting)

    async def close(self) -> None:
        """End every exchange. Safe to call twice."""
        await self._federation.close()
        for answer in list(self._open):
            await answer.close()
        await self._client.close()
