"""One answer of the embedded engine: takes what the worker writes as fast as it comes, so that a slow client never holds a worker."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from amicorum.engine.admission import CUT, Admission, Slot
from amicorum.engine.embedded import ipc
from amicorum.engine.embedded.answer_buffer import AnswerBuffer, BufferQuota
from amicorum.engine.embedded.ipc import FRAME_BYTES, Frame, Question
from amicorum.engine.embedded.worker_pool import Worker, WorkerLost, Workers
from amicorum.engine.placed_answer import PlacedAnswer
from amicorum.engine.port import Form
from amicorum.errors import Busy, EngineFailed, LimitReached, QueryError
from amicorum.rdf import formats
from amicorum.rdf.formats import Format

_DEAD = (asyncio.IncompleteReadError, ConnectionError)


class EmbeddedAnswer(PlacedAnswer):
    """The `Answer` of a worker. Holds the worker and the slot until the worker is done, and gives them back exactly once."""

    def __init__(self, pool: Workers, worker: Worker, admission: Admission, slot: Slot) -> None:
        super().__init__(admission, slot, Form.ASK, formats.JSON_RESULTS)  # the worker tells which
        self._pool, self._worker = pool, worker
        self._held = True
        self._first = b""
        self._buffer: AnswerBuffer | None = None
        self._pump: asyncio.Task[None] | None = None
        self._arrived = asyncio.Event()
        self._failure: QueryError | None = None
        self._timer: asyncio.TimerHandle | None = None
        slot.on_preempted = lambda: pool.interrupt(worker)

    async def begin(self, question: Question, *, seconds: float, answer_seconds: float, space: BufferQuota) -> None:
        """Ask the worker and wait for the first bytes. Whatever goes wrong, the worker and the slot are given back."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        deadline = began + seconds
        try:
            async with asyncio.timeout_at(deadline):
                self._worker.writer.write(ipc.pack(Frame.QUESTION, question.pack()))
                head = json.loads(await self._read(Frame.HEAD))
                self._form, self._format = Form(head["form"]), _find_format(head["format"])
                self._first = await self._read(Frame.DATA)
        except QueryError:
            self._release(failed=True)
            raise
        except _DEAD as error:
            failure = await self._bury()
            if isinstance(failure, WorkerLost):
                failure.ran = loop.time() - began
            raise failure from error
        except TimeoutError as error:
            self._release(kill=True, failed=True)
            raise _too_long(seconds) from error
        except asyncio.CancelledError:
            self._release(kill=True, failed=True)
            raise
        if head["whole"]:
            self._release()
        else:
            self._buffer = AnswerBuffer(space)
            self._pump = asyncio.create_task(self._fetch(self._buffer, deadline, seconds))
            self._timer = loop.call_later(answer_seconds, self._expire, answer_seconds)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The serialised answer. Raises a `QueryError` when it must stop before its end."""
        yield self._first
        while self._buffer is not None:
            self._arrived.clear()
            if self._failure is not None:
                raise self._failure
            if data := self._buffer.take(FRAME_BYTES):
                yield data
            elif self._held:
                await self._arrived.wait()
            else:
                break

    async def close(self) -> None:
        """Give back what the answer holds; where the query still runs, it is ended."""
        if self._timer is not None:
            self._timer.cancel()
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        self._release(kill=True, failed=True)
        if self._buffer is not None:
            self._buffer.close()
            self._buffer = None

    async def _read(self, expected: Frame) -> bytes:
        frame, body = await ipc.read(self._worker.reader)
        if frame is Frame.FAILURE:
            raise ipc.unpack_error(body)
        if frame is not expected:
            raise EngineFailed("The worker does not keep to the protocol.")
        return body

    async def _fetch(self, buffer: AnswerBuffer, deadline: float, seconds: float) -> None:
        """Move the rest of the answer from the worker to the buffer."""
        try:
            async with asyncio.timeout_at(deadline):
                while True:
                    frame, body = await ipc.read(self._worker.reader)
                    if frame is Frame.END:
                        return self._release()
                    if frame is Frame.FAILURE:
                        raise ipc.unpack_error(body)
                    buffer.add(body)
                    self._arrived.set()
        except QueryError as error:
            self._failure = error
            self._release(kill=True, failed=True)
        except _DEAD:
            self._failure = await self._bury()
        except TimeoutError:
            self._failure = _too_long(seconds)
            self._release(kill=True, failed=True)
        finally:
            self._arrived.set()
        return None

    async def _bury(self) -> QueryError:
        """The worker is dead: say why, and have it replaced."""
        try:
            failure = await self._pool.explain(self._worker)
            return Busy(CUT, retry_after=10, client=True) if self._slot.preempted else failure
        finally:
            self._release(kill=True, failed=True)

    def _expire(self, seconds: float) -> None:
        self._failure = LimitReached(f"The answer was not received within {seconds:g} seconds.", limit="answer_seconds")
        if self._pump is not None:
            self._pump.cancel()
        self._release(kill=True, failed=True)
        if self._buffer is not None:
            self._buffer.close()
        self._arrived.set()

    def _release(self, *, kill: bool = False, failed: bool = False) -> None:
        if self._held:
            self._held = False
            if kill:
                self._pool.kill(self._worker)
            else:
                self._pool.give_back(self._worker)
            self._leave(failed=failed)


def _find_format(name: str) -> Format:
    found = formats.by_name(name)
    if found is None:
        raise EngineFailed(f"The worker names an unknown format: {name}")
    return found


def _too_long(seconds: float) -> LimitReached:
    return LimitReached(f"The query took longer than the {seconds:g} seconds allowed.", limit="query_seconds")
