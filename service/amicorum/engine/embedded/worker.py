"""A worker: answers one question after another over its socket until the socket closes or it is killed."""

from __future__ import annotations

import json
import socket

from pyoxigraph import Store

from amicorum.engine.embedded import ipc
from amicorum.engine.embedded.evaluation import evaluate
from amicorum.engine.embedded.ipc import FRAME_BYTES, Frame, Question
from amicorum.engine.embedded.xml_text import clean_xml
from amicorum.engine.planner.planner import Planner
from amicorum.engine.port import Form
from amicorum.errors import EngineFailed, LimitReached, NoFormat, QueryError
from amicorum.rdf.formats import Format
from amicorum.release.statistics import DatasetStatistics


def serve(connection: socket.socket, store: Store, planner: Planner, *, answer_bytes: int) -> None:
    """Answer until the other side closes the connection."""
    while (received := ipc.receive(connection)) is not None:
        frame, body = received
        if frame is Frame.STATISTICS:
            planner.statistics = DatasetStatistics.unpack(body)
            continue
        output = _Output(connection, answer_bytes)
        try:
            evaluate(store, Question.unpack(body), output, planner)
            output.finish()
        except QueryError as error:
            connection.sendall(ipc.pack(Frame.FAILURE, ipc.pack_error(error)))
        except OSError as error:
            failure = output.failure or EngineFailed(f"The engine could not answer: {error}")
            connection.sendall(ipc.pack(Frame.FAILURE, ipc.pack_error(failure)))


class _Output:
    """The file object that the engine writes an answer to: gathers, counts, and sends frames."""

    def __init__(self, connection: socket.socket, limit: int) -> None:
        self._connection, self._limit = connection, limit
        self._gathered = bytearray()
        self._head = b""
        self._announced = self._xml = False
        self._size = 0
        self.failure: QueryError | None = None

    def announce(self, form: Form, answer_format: Format, *, xml: bool) -> None:
        self._head, self._xml = json.dumps({"form": form, "format": answer_format.name}).encode(), xml

    def write(self, data: bytes) -> int:
        self._size += len(data)
        if self._size > self._limit:
            self.failure = LimitReached(f"The answer is larger than the {self._limit} bytes allowed.", limit="answer_bytes")
            raise OSError(str(self.failure))  # what the serialiser passes on
        self._gathered += data
        if len(self._gathered) >= FRAME_BYTES:
            self._send(last=False)
        return len(data)

    def flush(self) -> None:
        """Nothing to do: what is gathered goes out when there is enough of it, or at the end."""

    def finish(self) -> None:
        """Send what is left, and the end."""
        whole = not self._announced
        self._send(last=True)
        if not whole:
            self._connection.sendall(ipc.pack(Frame.END))

    def _send(self, *, last: bool) -> None:
        body = bytes(self._gathered)
        self._gathered.clear()
        if self._xml:
            # A character may lie across two frames: its first bytes wait for the rest.
            keep = 0 if last else next((n for n in (2, 1) if body[-n:] in (b"\xef", b"\xef\xbf")), 0)
            if keep:
                self._gathered += body[-keep:]
                body = body[:-keep]
            try:
                body = clean_xml(body)
            except NoFormat as error:
                self.failure = error
                raise OSError(str(error)) from error  # what the serialiser passes on
        head = b""
        if not self._announced:
            self._announced = True
            head = ipc.pack(Frame.HEAD, json.dumps({**json.loads(self._head), "whole": last}).encode())
        self._connection.sendall(head + ipc.pack(Frame.DATA, body))
