"""The protocol between the service and its workers: frames of one letter, a length and a body, so that a broken connection is never
taken for an end.

A worker may be told `STATISTICS`, and answers each `QUESTION`. An answer is `HEAD`, then `DATA` frames, then `END`; or at any point
`FAILURE`. A small answer has `whole` in its head and exactly one `DATA` frame. End of file anywhere else means that the worker died.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from amicorum.engine.port import Form
from amicorum.engine.sparql.parsed_query import ParsedQuery, Star
from amicorum.errors import BadQuery, Busy, EngineFailed, LimitReached, NoFormat, QueryError, Refused, TooLarge
from amicorum.rdf.formats import Format

_HEADER = struct.Struct(">cI")
FRAME_BYTES = 64 * 1024
"""How much of an answer a worker gathers before it sends it: until then, a failure is an error and not a broken stream."""


class Frame(Enum):
    """What a frame carries, by its first byte."""

    STATISTICS = b"C"
    QUESTION = b"Q"
    HEAD = b"H"
    DATA = b"D"
    END = b"E"
    FAILURE = b"X"


@dataclass(frozen=True, slots=True)
class Question:
    """One query as it is sent to a worker, with what its tokens told the service; the format by its name."""

    text: str
    form: Form
    answer_format: str
    prefixes: Mapping[str, str]
    star: Star | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None

    @classmethod
    def of(
        cls,
        query: ParsedQuery,
        answer_format: Format,
        default_graphs: tuple[str, ...] | None,
        named_graphs: tuple[str, ...] | None,
        *,
        text: str | None = None,
    ) -> Question:
        """The query to be answered in this format over these graphs; `text` has rows in the place of its SERVICE clauses."""
        text = query.text if text is None else text
        return cls(text, query.form, answer_format.name, query.prefixes, query.star, default_graphs, named_graphs)

    def pack(self) -> bytes:
        """The question as the body of a frame."""
        return json.dumps(
            (self.text, self.form, self.answer_format, self.prefixes, self.star, self.default_graphs, self.named_graphs)
        ).encode()

    @classmethod
    def unpack(cls, body: bytes) -> Question:
        """Read what `pack` wrote."""
        text, form, answer_format, prefixes, star, default_graphs, named_graphs = json.loads(body)
        return cls(
            text,
            Form(form),
            answer_format,
            prefixes,
            Star(star[0], tuple(star[1])) if star else None,
            None if default_graphs is None else tuple(default_graphs),
            None if named_graphs is None else tuple(named_graphs),
        )


_CARRIED: Mapping[str, tuple[type[QueryError], tuple[str, ...]]] = {
    "BadQuery": (BadQuery, ("line", "column")),
    "Refused": (Refused, ()),
    "TooLarge": (TooLarge, ("limit",)),
    "NoFormat": (NoFormat, ()),
    "LimitReached": (LimitReached, ("limit",)),
    "EngineFailed": (EngineFailed, ("timeout",)),
    "Busy": (Busy, ("retry_after", "client")),
}


def pack_error(error: QueryError) -> bytes:
    """An error as the body of a `FAILURE` frame."""
    name = type(error).__name__
    _, attributes = _CARRIED[name]
    return json.dumps({"error": name, "message": str(error), **{each: getattr(error, each) for each in attributes}}).encode()


def unpack_error(body: bytes) -> QueryError:
    """Read what `pack_error` wrote."""
    fields = json.loads(body)
    kind, attributes = _CARRIED[fields["error"]]
    return kind(fields["message"], **{each: fields[each] for each in attributes})


def pack(frame: Frame, body: bytes = b"") -> bytes:
    """A whole frame."""
    return _HEADER.pack(frame.value, len(body)) + body


def receive(connection: socket.socket) -> tuple[Frame, bytes] | None:
    """The next frame, in a worker, which may block; None at the end of file."""
    header = _receive_exactly(connection, _HEADER.size)
    if header is None:
        return None
    kind, length = _HEADER.unpack(header)
    body = _receive_exactly(connection, length)
    return None if body is None else (Frame(kind), body)


def _receive_exactly(connection: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


async def read(reader: asyncio.StreamReader) -> tuple[Frame, bytes]:
    """The next frame, in the service. Raises `asyncio.IncompleteReadError` or `ConnectionError` where the worker died."""
    kind, length = _HEADER.unpack(await reader.readexactly(_HEADER.size))
    return Frame(kind), await reader.readexactly(length) if length else b""
