"""The embedded engine: the port over a pool of forked worker processes, with admission control for each query."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from time import monotonic

from amicorum.engine.admission import Admission, AdmissionController
from amicorum.engine.embedded.answer import EmbeddedAnswer
from amicorum.engine.embedded.answer_buffer import BufferQuota
from amicorum.engine.embedded.in_process import InProcessEvaluator, WholeAnswer
from amicorum.engine.embedded.ipc import Question
from amicorum.engine.embedded.loading import find_statistics, fits_memory, load_memory
from amicorum.engine.embedded.worker_options import WorkerOptions
from amicorum.engine.embedded.worker_pool import WorkerLost, WorkerPool, Workers
from amicorum.engine.federation import Federation
from amicorum.engine.port import Answer, Priority, Query, Stats
from amicorum.engine.preparation import Preparation
from amicorum.engine.shared.places import SharedPlaces
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.query_type import choose_format
from amicorum.errors import EngineFailed, QueryError, ReleaseError
from amicorum.rdf import formats
from amicorum.settings import Settings

log = logging.getLogger(__name__)

Row = Mapping[str, Mapping[str, str]]
"""A row of SPARQL JSON results."""
_COUNT_SECONDS = 120.0
_AGAIN_SECONDS = 1.0
"""How long a question may have run whose worker was ended from outside, to be asked again."""


class EmbeddedEngine:
    """Answers queries over the verified release in a folder, or over an N-Quads file; `triples` is how many statements there must be.

    With `shared`, slots and workers are those of the process that started this one and opened the release for all.
    """

    def __init__(self, settings: Settings, path: Path, *, triples: int | None = None, shared: SharedPlaces | None = None) -> None:
        self._settings, self._path, self._triples, self._shared = settings, path, triples, shared
        self.admission: Admission = shared or AdmissionController(settings)
        self._space = BufferQuota(settings.answers_bytes)
        self._federation = Federation(settings)
        self._preparation = Preparation(settings, self._federation)
        self.workers: Workers | None = None
        self._stats = Stats("embedded", "", 0, {})
        self._in_process: InProcessEvaluator | None = None
        self._preparing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the release and fork the workers. Raises `ReleaseError` where the release cannot be opened."""
        if self._shared is not None:
            self.workers, self._stats = self._shared, self._shared.stats
        else:
            await self._open_pool()
        if self._may_answer():
            self._preparing = asyncio.create_task(self._prepare())

    async def _open_pool(self) -> None:
        settings = self._settings
        pool = WorkerPool(self._options, size=self._options.workers, worker_queries=settings.worker_queries)
        self.workers = pool
        await pool.start()
        counts = await self._count(pool, "amicorum.engine", "count-graphs.rq")
        graphs = {row["graph"]["value"]: int(row["statements"]["value"]) for row in counts if "graph" in row}
        triples = sum(int(row["statements"]["value"]) for row in counts if "graph" not in row)
        self._stats = Stats("embedded", self._path.resolve().name, triples, graphs)
        if self._triples not in (None, self._stats.triples):  # a broken database opens as an empty one
            raise ReleaseError(f"{self._path} opens with {self._stats.triples} statements instead of {self._triples}")
        pool.tell(await asyncio.to_thread(find_statistics, self._path))

    def ask_now(self, query: Query) -> Answer | None:
        """The whole answer where the query is proven to be cheap; see the port."""
        evaluator = self._in_process
        if evaluator is None or query.default_graphs is not None or query.named_graphs is not None:
            return None
        try:
            parsed = self._preparation.read(query)
            answer_format = choose_format(parsed.form, query.results, query.graph)
        except QueryError:
            return None
        proof = evaluator.prove(parsed)
        if proof is None:
            return None
        slot = self.admission.enter_now(query.client, query.priority)
        if slot is None:
            return None
        try:
            body = evaluator.answer(parsed, proof, answer_format)
        finally:
            self.admission.leave(slot)
        return None if body is None else WholeAnswer(parsed.form, answer_format, body)

    async def ask(self, query: Query) -> Answer:
        """Run the query up to its first bytes; see the port for what it raises."""
        began = monotonic()
        asked = query
        # As often as there are workers: whoever ended one may have ended them all.
        for _ in range(self._settings.workers + self._settings.service_workers):
            try:
                return await self._ask(asked)
            except WorkerLost as lost:
                if lost.ran > _AGAIN_SECONDS:
                    raise
            # Retry only queries that had run briefly when their worker was killed from outside (the OOM killer, an operator): they are
            # unlikely to be the cause. A longer one may be, so it fails.
            left = (query.timeout or self._settings.query_seconds) - (monotonic() - began)
            asked = replace(query, timeout=max(left, _AGAIN_SECONDS))
        return await self._ask(asked)

    async def _ask(self, query: Query) -> Answer:
        settings = self._settings
        parsed, clauses, answer_format, seconds = self._preparation.prepare(query)
        slot = await self.admission.enter(query.client, query.priority)
        try:
            text, seconds = await self._federation.fill(parsed.text, clauses, slot, seconds)
            pool = self._serving()
            worker = await pool.take(slot)
        except BaseException:
            self.admission.leave(slot)
            raise
        question = Question.of(parsed, answer_format, query.default_graphs, query.named_graphs, text=text)
        answer = EmbeddedAnswer(pool, worker, self.admission, slot)
        await answer.begin(question, seconds=seconds, answer_seconds=settings.answer_seconds, space=self._space)
        return answer

    def stats(self) -> Stats:
        """What is served, and how busy the workers are."""
        now, settings = self._stats, self._settings
        return Stats(
            now.name,
            now.release,
            now.triples,
            now.graphs,
            workers=settings.workers + settings.service_workers,
            busy=self.admission.busy,
            waiting=self.admission.waiting,
            in_process=self._in_process is not None,
        )

    async def close(self) -> None:
        """Stop everything; running queries are aborted. Safe to call twice."""
        self._in_process = None
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.wait({self._preparing})
        await self._federation.close()
        pool, self.workers = self.workers, None
        if pool is not None:
            await pool.close()

    def _serving(self) -> Workers:
        if self.workers is None:
            raise EngineFailed("The engine is not started.")
        return self.workers

    @property
    def _options(self) -> WorkerOptions:
        settings = self._settings
        return WorkerOptions(
            str(self._path.resolve()),
            str(settings.cache.resolve()),
            memory=settings.memory,
            workers=settings.workers + settings.service_workers,
            query_memory=settings.query_memory,
            answer_bytes=settings.answer_bytes,
            planner=settings.planner,
            store=settings.store,
        )

    @property
    def _statements(self) -> int:
        """In named graphs and in the default graph."""
        return self._stats.triples + sum(self._stats.graphs.values())

    def _may_answer(self) -> bool:
        """Whether cheap queries are answered in this process: from memory alone, since nobody may wait for a disk here."""
        settings = self._settings
        copies = 1 if self._shared is None else settings.service_processes()
        return settings.in_process and settings.store != "disk" and fits_memory(self._statements, self._options, copies=copies)

    async def _prepare(self) -> None:
        """Load what cheap queries are answered from. Until then, and where it cannot be loaded, workers answer all."""
        settings = self._settings
        try:
            statistics = await asyncio.to_thread(find_statistics, self._path)
            store = await asyncio.to_thread(load_memory, self._path)
        except (ReleaseError, OSError, SyntaxError) as error:
            log.error("cheap queries go to workers, too: %s", error)
            return
        if len(store) != self._statements:
            log.error("cheap queries go to workers, too: %s loads with %s statements, not %s", self._path, len(store), self._statements)
            return
        self._in_process = InProcessEvaluator(store, statistics, planner=settings.planner, answer_bytes=settings.answer_bytes)

    async def _count(self, pool: WorkerPool, package: str, name: str) -> list[Row]:
        """The rows of a query of our own, asked while nobody else does."""
        text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
        slot = await self.admission.enter("", Priority.SERVICE)
        answer = EmbeddedAnswer(pool, await pool.take(slot), self.admission, slot)
        question = Question.of(ParsedQuery(text), formats.JSON_RESULTS, None, None)
        await answer.begin(question, seconds=_COUNT_SECONDS, answer_seconds=_COUNT_SECONDS, space=self._space)
        try:
            return list(json.loads(b"".join([chunk async for chunk in answer.chunks()]))["results"]["bindings"])
        finally:
            await answer.close()
