"""The port: what every engine does. A query in, bytes of one format out, bounded in time and size.

Adapters: `engine.embedded` (pyoxigraph in forked workers) and `engine.remote` (any SPARQL 1.1 endpoint). One contract
test suite holds for both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from amicorum.rdf.formats import Format

Term = NamedNode | BlankNode | Literal


class Form(StrEnum):
    """The four query forms (SPARQL 1.1 Query, section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


class Priority(StrEnum):
    """Who waits with whom: the public's queries never take the slots kept for the service's own pages."""

    PUBLIC = "public"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Query:
    """One question to an engine.

    `results` is the format for SELECT and ASK, `graph` the one for CONSTRUCT and DESCRIBE; None means that the client accepts
    none for that form, and the engine raises `NoFormat` when the query turns out to have it. `default_graphs` and
    `named_graphs` are the protocol's dataset (SPARQL 1.1 Protocol, section 2.1.4); None means that the request named none.
    `bindings` are values for variables of the query. `timeout` is in seconds and can only lower the engine's own.
    """

    text: str
    results: Format | None
    graph: Format | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    bindings: Mapping[str, Term] = field(default_factory=dict)
    timeout: float | None = None
    priority: Priority = Priority.PUBLIC
    client: str = ""


class Answer(Protocol):
    """An answer whose first bytes are there: errors before the first byte are raised by `ask`.

    Later errors abort the stream: the connection closes without the final chunk.
    """

    @property
    def form(self) -> Form: ...
    @property
    def format(self) -> Format: ...
    def chunks(self) -> AsyncIterator[bytes]:
        """The serialised answer. Raises a `QueryError` when it must stop before its end."""
        ...

    async def close(self) -> None:
        """Give back what the answer holds, and stop the query where it still runs. Safe to call twice."""
        ...


@dataclass(frozen=True, slots=True)
class Stats:
    """What an engine can tell of itself."""

    name: str
    release: str
    triples: int
    graphs: Mapping[str, int]
    """Triples in each named graph."""
    workers: int = 0
    busy: int = 0
    waiting: int = 0
    in_process: bool = False
    """Whether cheap queries are answered in this process."""


class Engine(Protocol):
    """Answers queries over one release (the embedded engine may switch to another between two queries)."""

    async def start(self) -> None: ...
    async def ask(self, query: Query) -> Answer:
        """Run the query up to its first bytes.

        Raises a `QueryError`: `BadQuery`, `Refused`, `TooLarge`, `NoFormat`, `LimitReached`, `Busy` or `EngineFailed`.
        """
        ...

    def ask_now(self, query: Query) -> Answer | None:
        """The whole answer where it is had without waiting, and so fast that nobody else has to wait for it meanwhile; None where not, or
        where it fails: then `ask`."""
        ...

    def stats(self) -> Stats: ...
    async def close(self) -> None:
        """Stop everything the engine started; running queries are aborted."""
        ...
