"""An engine that answers in this very process, and fails, waits or breaks off when a test tells it to."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat, Store, serialize

from amicorum.engine.port import Form, Query, Stats
from amicorum.engine.sparql.bindings import bind
from amicorum.errors import BadQuery, NoFormat, QueryError
from amicorum.rdf import iris
from amicorum.rdf.formats import Format
from amicorum.release.release import Release, load


class FakeAnswer:
    """Bytes in chunks, with the trouble that the engine was told to make."""

    def __init__(self, engine: FakeEngine, form: Form, written: Format, data: bytes) -> None:
        self.form, self.format = form, written
        self._engine, self._data = engine, data
        engine.open += 1

    async def chunks(self) -> AsyncIterator[bytes]:
        size = self._engine.chunk
        for number, start in enumerate(range(0, len(self._data), size)):
            if self._engine.break_after is not None and number >= self._engine.break_after:
                raise self._engine.trouble
            await asyncio.sleep(self._engine.drip)
            yield self._data[start : start + size]

    async def close(self) -> None:
        if self._data is not None:
            self._engine.open -= 1
            self._data = None  # type: ignore[assignment]  # closed: whoever reads on shall fail


class FakeEngine:
    """The port, over a store in memory."""

    def __init__(self, release: Release) -> None:
        self._release, self._store = release, Store()
        self.started = self.closed = False
        self.asked: list[Query] = []
        self.open = 0
        """Answers that were given and not closed."""
        self.fail: QueryError | None = None
        self.wait = 0.0
        """Seconds until an answer has its first bytes."""
        self.drip = 0.0
        """Seconds before each chunk."""
        self.chunk = 16 * 1024
        self.break_after: int | None = None
        """Chunks after which `trouble` is raised."""
        self.trouble: QueryError = QueryError("broken off")

    async def start(self) -> None:
        self._store = load(self._release)
        self.started = True

    def ask_now(self, query: Query) -> None:
        """Nothing: every query can be made to wait."""

    async def ask(self, query: Query) -> FakeAnswer:
        self.asked.append(query)
        if self.fail:
            raise self.fail
        await asyncio.sleep(self.wait)
        dataset: dict[str, list[NamedNode]] = {}
        if query.default_graphs is not None or query.named_graphs is not None:
            dataset = {
                "default_graph": [NamedNode(iri) for iri in query.default_graphs or ()],
                "named_graphs": [NamedNode(iri) for iri in query.named_graphs or ()],
            }
        try:
            results = self._store.query(
                bind(query.text, query.bindings),
                base_iri=iris.BASE,
                **dataset,  # type: ignore[arg-type]  # the stub wants the two spelt out
            )
        except SyntaxError as error:
            place = re.search(r" at (\d+):(\d+)", str(error))
            raise BadQuery(str(error), line=int(place[1]) if place else 0, column=int(place[2]) if place else 0) from error
        form = Form.CONSTRUCT if isinstance(results, QueryTriples) else Form.ASK if isinstance(results, QueryBoolean) else Form.SELECT
        chosen = query.graph if form is Form.CONSTRUCT else query.results
        if chosen is None:
            raise NoFormat("no format for this form of query")
        if isinstance(results, QueryTriples):
            data = serialize(results, format=RdfFormat.from_media_type(chosen.media_type)) or b""
        else:
            kind = QueryResultsFormat.from_media_type(chosen.media_type)
            assert kind is not None
            data = results.serialize(format=kind) or b""
        return FakeAnswer(self, form, chosen, data)

    def stats(self) -> Stats:
        manifest = self._release.manifest
        return Stats("fake", manifest.id, manifest.triples, manifest.graphs, workers=1, busy=self.open)

    async def close(self) -> None:
        self.closed = True
