"""SPARQL endpoints on this machine that answer, or misbehave."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from pyoxigraph import QueryResultsFormat, RdfFormat, Store, parse

from amicorum.engine.port import Engine

HERE = """
@prefix : <http://e/> .
:cracow :name "Kraków" ; :partner :leipzig, :vilnius .
:leipzig :name "Leipzig" . :vilnius :name "Vilnius" .
"""


THERE = """
@prefix : <http://e/> .
:leipzig :people 600000 ; :label "Leipzig"@de, "Lipsk"@pl ; :mayor [ :name "A \\\\u0022 } 'mayor'\\n" ] .
:cracow :people 800000 ; :twin :leipzig .
:vilnius :label "Vilnius\\tcity" .
"""


PREFIX = "PREFIX : <http://e/> "


Write = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Endpoint:
    """A SPARQL endpoint over some Turtle that also can misbehave, and what it was asked."""

    turtle: str
    misbehave: Write | None = None
    queries: list[str] = field(default_factory=list)
    address: str = ""
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    handling: set[asyncio.Task[None] | None] = field(default_factory=set)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.handling.add(asyncio.current_task())
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-length:"))
            self.queries.append(parse_qs((await reader.readexactly(length)).decode())["query"][0])
            await (self.misbehave or self._answer)(writer)
        except ConnectionError:
            self.gone.set()
        finally:
            writer.close()

    async def finish(self) -> None:
        """Wait until every request has had its answer, also one that has only just been accepted."""
        await asyncio.sleep(0.01)
        if running := {task for task in self.handling if task is not None}:
            await asyncio.wait(running, timeout=5.0)

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        store = Store()
        store.extend(parse(self.turtle, format=RdfFormat.TURTLE))
        writer.write(respond(store.query(self.queries[-1]).serialize(format=QueryResultsFormat.JSON) or b""))
        await writer.drain()


def respond(body: bytes, status: str = "200 OK", header: str = "Content-Type: application/sparql-results+json") -> bytes:
    return f"HTTP/1.1 {status}\r\nConnection: close\r\n{header}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def say(*parts: bytes, pause: float = 0.0) -> Write:
    async def write(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return write


def results(variables: list[str], *bindings: dict[str, object]) -> bytes:
    return respond(json.dumps({"head": {"vars": variables}, "results": {"bindings": bindings}}).encode())


StartHere = Callable[..., Awaitable[Engine]]
