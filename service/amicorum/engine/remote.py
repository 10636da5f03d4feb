"""The remote engine: the port over any SPARQL 1.1 endpoint, which may be slow, lie, break off or send us elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import resources
from typing import ParamSpec, TypeVar, cast

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from amicorum.engine.admission import CUT, AdmissionController, Slot
from amicorum.engine.federation import Federation
from amicorum.engine.http_client import HttpClient, make_request
from amicorum.engine.port import Answer, Form, Query, Stats
from amicorum.engine.rows import rows
from amicorum.engine.sparql.bindings import bind
from amicorum.engine.sparql.dataset_clauses import drop_dataset, give_base, hide_graphs
from amicorum.engine.sparql.query_limits import check_limits
from amicorum.engine.sparql.query_type import choose_format, find_form, has_word
from amicorum.engine.sparql.tokens import read_tokens
from amicorum.engine.virtuoso import spread_constants
from amicorum.errors import Busy, EngineFailed, LimitReached
from amicorum.rdf import formats, iris
from amicorum.rdf.formats import Format
from amicorum.settings import Settings

_BLOCK_BYTES = 64 * 1024
_CONTAINED = {formats.TRIG: formats.TURTLE, formats.NQUADS: formats.NTRIPLES}
"""What to ask for where not every engine has the format: triples in the one are the same triples in the other."""
_ASK_COLUMN = "__ASK_RETVAL"
"""The column in which Virtuoso tells the truth."""

P = ParamSpec("P")
T = TypeVar("T")


class RemoteAnswer:
    """The `Answer` of an endpoint, read block by block as the client takes it; only the endpoint's own time counts."""

    def __init__(
        self,
        form: Form,
        answer_format: Format,
        client: HttpClient,
        threads: ThreadPoolExecutor,
        admission: AdmissionController,
        slot: Slot,
    ) -> None:
        self._form, self._format = form, answer_format
        self._exchange, self._threads, self._admission, self._slot = client, threads, admission, slot
        self.on_close: Callable[[], None] = lambda: None
        self._first = b""
        self._size = self._limit = 0
        self._seconds = 0.0
        self._busy: asyncio.Future[object] | None = None
        self._failed = True

    @property
    def form(self) -> Form:
        return self._form

    @property
    def format(self) -> Format:
        return self._format

    async def begin(self, expected: Format, *, seconds: float, limit: int) -> None:
        """Send the request and read the first block. Whatever goes wrong, everything is given back."""
        self._seconds, self._limit = seconds, limit
        try:
            await self._run(self._exchange.open, expected)
            self._first = await self._read()
            if self._form is Form.ASK:
                self._first = _write_truth(self._first, self._format)
        except BaseException:
            await self.close()
            raise

    async def chunks(self) -> AsyncIterator[bytes]:
        """The serialised answer. Raises a `QueryError` when it must stop before its end."""
        yield self._first
        while self._form is not Form.ASK and (block := await self._read()):
            yield block
        self._failed = False

    async def close(self) -> None:
        """End the exchange and give the slot back. Safe to call twice."""
        if self._busy is not None and not self._busy.done():
            self._exchange.abort()
            self._busy.add_done_callback(lambda _: self._exchange.close())
        else:
            self._exchange.close()
        self._admission.leave(self._slot, failed=self._failed)
        self.on_close()

    def preempt(self) -> None:
        """End the exchange because its slot is taken back."""
        self._exchange.abort()

    async def _read(self) -> bytes:
        block = await self._run(self._exchange.read, _BLOCK_BYTES)
        self._size += len(block)
        if self._size > self._limit:
            raise LimitReached(f"The answer is larger than the {self._limit} bytes allowed.", limit="answer_bytes")
        return block

    async def _run(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do a step of the exchange in a thread, within what is left of the time."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        future = loop.run_in_executor(self._threads, lambda: step(*args, **kwargs))
        future.add_done_callback(_take_notice)
        self._busy = cast("asyncio.Future[object]", future)
        done, _ = await asyncio.wait({future}, timeout=max(self._seconds, 0.0))
        self._seconds -= loop.time() - began
        if not done:
            self._exchange.abort()
            raise EngineFailed("The engine took longer than a query may take (query_seconds).", timeout=True)
        if self._slot.preempted:
            raise Busy(CUT, retry_after=10, client=True)
        return future.result()


class RemoteEngine:
    """Answers queries by asking the endpoint at an address. `graphs` are the release's, where it is known; others there are not ours."""

    def __init__(self, settings: Settings, endpoint: str, *, release: str = "", graphs: Collection[str] | None = None) -> None:
        self._settings, self._endpoint = settings, endpoint
        self._admission = AdmissionController(settings)
        self._federation = Federation(settings)
        self._threads = ThreadPoolExecutor(settings.workers + settings.service_workers, thread_name_prefix="remote-engine")
        self._open: set[RemoteAnswer] = set()
        self._ours, self._hidden = graphs, frozenset({settings.engine_union} - {""})
        self._stats = Stats("remote", release, 0, {})

    async def start(self) -> None:
        """Ask the endpoint what it holds. Raises a `QueryError` where it does not answer."""
        text = resources.files(__package__).joinpath("count-graphs.rq").read_text(encoding="utf-8")
        counts = [(row.get("graph"), int(cast("Literal", row["statements"]).value)) for row in await rows(self, text)]
        found = {graph.value: count for graph, count in counts if isinstance(graph, NamedNode)}
        if self._hidden and self._ours is not None:
            self._hidden |= found.keys() - set(self._ours)
        graphs = {graph: count for graph, count in found.items() if graph not in self._hidden}
        self._stats = replace(self._stats, triples=sum(count for graph, count in counts if graph is None), graphs=graphs)

    async def ask(self, query: Query) -> Answer:
        """Run the query up to its first bytes; see the port for what it raises."""
        settings = self._settings
        text = bind(query.text, query.bindings)
        check_limits(text, settings)
        form = find_form(list(read_tokens(text)))
        clauses = self._federation.find(text)
        wanted = choose_format(form, query.results, query.graph)
        expected = formats.JSON_RESULTS if form is Form.ASK else _CONTAINED.get(wanted, wanted)
        seconds = min(query.timeout or settings.query_seconds, settings.query_seconds)
        slot = await self._admission.enter(query.client, query.priority)
        try:
            text, seconds = await self._federation.fill(text, clauses, slot, seconds)
        except BaseException:
            self._admission.leave(slot)
            raise
        request = make_request(self._endpoint, *self._choose_dataset(give_base(text, iris.BASE), query), form, expected)
        answer = RemoteAnswer(form, wanted, HttpClient(request, seconds), self._threads, self._admission, slot)
        slot.on_preempted = answer.preempt
        self._open.add(answer)
        answer.on_close = lambda: self._open.discard(answer)
        await answer.begin(expected, seconds=seconds, limit=settings.answer_bytes)
        return answer

    def _choose_dataset(self, text: str, query: Query) -> tuple[str, Sequence[str], Sequence[str]]:
        """The query with the graphs to name in the request. Where the request names some, the query's own do not count.

        Not every engine knows that rule, nor has a default graph in which a statement of two sources stands once.
        """
        if query.default_graphs is not None or query.named_graphs is not None:
            return drop_dataset(text), query.default_graphs or (), query.named_graphs or ()
        union = self._settings.engine_union
        if not union or has_word(text, "FROM"):
            return text, (), ()
        # The union is a named graph there, but none of ours: a query over named graphs must not see it.
        return hide_graphs(spread_constants(text), self._hidden), (union,), ()

    def stats(self) -> Stats:
        """What the endpoint held at the start, and how many ask it now."""
        admission = self._admission
        workers = self._settings.workers + self._settings.service_workers
        return replace(self._stats, workers=workers, busy=admission.busy, waiting=admission.waiting)

    async def close(self) -> None:
        """End every exchange. Safe to call twice."""
        self._federation.close()
        for answer in list(self._open):
            await answer.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _write_truth(body: bytes, answer_format: Format) -> bytes:
    """The answer to an ASK, written by us: CSV and TSV have no standard for it, and Virtuoso answers with a row where it is true."""
    try:
        found = parse_query_results(body, format=QueryResultsFormat.JSON)
        if isinstance(found, QuerySolutions):
            if [variable.value for variable in found.variables] != [_ASK_COLUMN]:
                raise EngineFailed("The engine answered with rows where a truth value was asked for.")
            truth = b"true" if any(True for _ in found) else b"false"
            found = parse_query_results(b'{"head":{},"boolean":%s}' % truth, format=QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise EngineFailed("The engine answered with what is no truth value.") from error
    return found.serialize(format=formats.RESULTS_SYNTAX[answer_format]) or b""


def _take_notice(future: asyncio.Future[T]) -> None:
    """Look at a step's outcome, also where nobody waits for it any more: asyncio complains of errors that nobody saw."""
    if not future.cancelled():
        future.exception()
