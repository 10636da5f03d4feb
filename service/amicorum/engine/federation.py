"""SERVICE clauses that name an allowed endpoint: asked before the query runs, then replaced by the rows that came, as VALUES.

What a SERVICE clause finds does not depend on the rest of the query, which is only joined with it (SPARQL 1.1 Federated Query,
section 2.4), so rows asked for beforehand are the same rows. The engines never see SERVICE, and workers need no network. We connect to
addresses of the settings alone: what a query says is compared with them, never used.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import uuid4

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from amicorum.engine.admission import CUT, Slot
from amicorum.engine.http_client import SparqlClient
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.query_type import names_service
from amicorum.engine.sparql.results import DepthCheck
from amicorum.engine.sparql.service_clauses import ServiceClause, replace_clauses
from amicorum.errors import BadQuery, Busy, EngineFailed, LimitReached, NoFormat, QueryError, Refused, TooLarge
from amicorum.rdf import iris
from amicorum.rdf.formats import JSON_RESULTS
from amicorum.settings import Settings

_UNIT = "{ }"
"""One solution without values, which is what a failure means where the clause is SILENT. Virtuoso cannot read `VALUES () { () }`."""
_SHARE = 0.5
"""How much of the query's time its endpoints, asked side by side, may use: the rest is for the query itself."""


@dataclass(slots=True)
class _Allowance:
    """What the answers to all clauses of a query may still bring together."""

    rows: int
    size: int

    def take_bytes(self, count: int) -> None:
        """Take note of bytes that came. Raises `LimitReached` where they are more than is left."""
        self.size -= count
        if self.size < 0:
            raise LimitReached("The answers to SERVICE are larger than the service_bytes allowed.", limit="service_bytes")

    def take_rows(self, count: int) -> None:
        """Take note of rows that came. Raises `LimitReached` where they are more than are left."""
        self.rows -= count
        if self.rows < 0:
            raise LimitReached("The answers to SERVICE have more than the service_rows allowed.", limit="service_rows")


class Federation:
    """Asks the endpoints that the settings allow: those of one query side by side."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = SparqlClient((settings.workers + settings.service_workers) * settings.service_requests)

    def find(self, query: ParsedQuery) -> Sequence[ServiceClause]:
        """The query's SERVICE clauses, all of them allowed. Raises `Refused`, `TooLarge` or `BadQuery` where one is not."""
        if not query.names_service:
            return ()
        _ = query.form  # an update is told that it is one
        settings = self._settings
        if not settings.service_targets:
            raise Refused("SERVICE is not allowed here: this service asks no other endpoint.")
        count = sum(token.upper == "SERVICE" for token in query.tokens)
        if count > settings.service_requests:
            message = f"The query has {count} SERVICE clauses; at most {settings.service_requests} are allowed."
            raise TooLarge(message, limit="service_requests")
        clauses = query.service_clauses
        for clause in clauses:
            if clause.endpoint not in settings.service_targets:
                allowed = ", ".join(f"<{each}>" for each in settings.service_targets)
                raise Refused(f"SERVICE <{clause.endpoint}> is not allowed here. Allowed are, written exactly so: {allowed}.")
        if names_service(replace_clauses(query.text, clauses, [_UNIT] * len(clauses))):
            raise Refused("The query holds what could be read as one more SERVICE clause: write it plainly, without escapes.")
        return clauses

    async def fill(self, text: str, clauses: Sequence[ServiceClause], slot: Slot, seconds: float) -> tuple[str, float]:
        """The query with rows in the place of its clauses, and the seconds that are left for it.

        Raises what an engine raises; a failure of the endpoint is none where the clause is SILENT, but a limit of ours is.
        """
        if not clauses:
            return text, seconds
        now = asyncio.get_running_loop().time
        began = now()
        allowance = _Allowance(self._settings.service_rows, self._settings.service_bytes)
        tasks = [asyncio.create_task(self._fill_one(clause, allowance, seconds * _SHARE)) for clause in clauses]

        def cancel() -> None:
            for task in tasks:
                task.cancel()

        slot.on_preempted = cancel
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            if slot.preempted:
                raise Busy(CUT, retry_after=10, client=True)
            blocks = [task.result() for task in sorted(tasks, key=_has_not_failed)]
        finally:
            slot.on_preempted = None
            cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return replace_clauses(text, clauses, blocks), began + seconds - now()

    async def _fill_one(self, clause: ServiceClause, allowance: _Allowance, seconds: float) -> str:
        """What stands in the place of a clause."""
        try:
            async with asyncio.timeout(seconds):
                return await self._ask(clause, allowance)
        except TimeoutError as error:
            failure: QueryError = EngineFailed(f"no answer in {_SHARE:.0%} of the time for the query (query_seconds)", timeout=True)
            failure.__cause__ = error
        except (BadQuery, Busy, EngineFailed, NoFormat) as error:
            failure = error
        if clause.silent:
            return _UNIT
        raise _tell(clause, failure) from failure

    async def _ask(self, clause: ServiceClause, allowance: _Allowance) -> str:
        """What the endpoint answers, as a VALUES block."""
        endpoint = next(each for each in self._settings.service_targets if each == clause.endpoint)
        # One row too many shows that there are more; the endpoint need not make the rest.
        text = f"{clause.query}\nLIMIT {self._settings.service_rows + 1}"
        exchange = self._client.ask(endpoint, text, (), (), JSON_RESULTS, seconds=None)
        body, depth = bytearray(), DepthCheck()
        try:
            await exchange.open()
            while block := await exchange.read():
                allowance.take_bytes(len(block))
                if depth.is_deep(block):
                    raise EngineFailed("what it sent cannot be read as rows")
                body += block
        finally:
            await exchange.close()
        table = await asyncio.to_thread(_read_rows, bytes(body), clause.variables)
        if table is None:
            raise EngineFailed("what it sent cannot be read as rows")
        names, solutions = table
        allowance.take_rows(len(solutions))
        block_text = await asyncio.to_thread(_write_values, names, solutions)
        if names_service(block_text):
            raise EngineFailed("what it sent could be read as one more SERVICE clause")
        return block_text

    async def close(self) -> None:
        """Close the connections. Safe to call twice."""
        await self._client.close()


def _has_not_failed(task: asyncio.Task[str]) -> bool:
    """Orders what failed before what did not, and so tells the first failure; the order is kept otherwise."""
    return not task.done() or task.cancelled() or task.exception() is None


def _write_values(names: Sequence[str], solutions: Sequence[Sequence[object]]) -> str:
    """Rows as SPARQL has them."""
    if not names and len(solutions) == 1:
        return _UNIT
    skolems = _Skolems()
    lines = ["(" + " ".join(skolems.write(term) for term in solution) + ")" for solution in solutions]
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(lines)} }}"


def _read_rows(body: bytes, variables: Collection[str]) -> tuple[list[str], list[list[object]]] | None:
    """The rows' columns and the rows; None where the body has none.

    Columns other than the variables are passed over: Virtuoso makes one up where a group has no variable. No exception leaves: it would
    take the library's object, which must end in the thread that made it, to another one.
    """
    try:
        found = parse_query_results(body, format=QueryResultsFormat.JSON)
        if not isinstance(found, QuerySolutions):
            return None
        names = [variable.value for variable in found.variables if variable.value in variables]
        return names, [[row[name] for name in names] for row in found]
    except (SyntaxError, ValueError):
        return None


class _Skolems:
    """Writes the terms of one answer; blank nodes, which VALUES cannot hold, become fresh IRIs (RDF 1.1 Concepts, section 3.5)."""

    def __init__(self) -> None:
        self._prefix = f"{iris.BASE}.well-known/genid/{uuid4().hex}"
        self._numbers: dict[str, int] = {}

    def write(self, term: object) -> str:
        """The term as SPARQL has it, and `UNDEF` for none."""
        if term is None:
            return "UNDEF"
        if isinstance(term, BlankNode):
            return f"<{self._prefix}-{self._numbers.setdefault(term.value, len(self._numbers))}>"
        if isinstance(term, NamedNode | Literal):
            return str(term)
        raise EngineFailed("it sent a triple as a value, which cannot be taken over")


def _tell(clause: ServiceClause, error: QueryError) -> QueryError:
    """The error with the endpoint's name."""
    message = f"SERVICE <{clause.endpoint}> failed: {error}"
    if isinstance(error, BadQuery):
        return BadQuery(message)
    if isinstance(error, Busy):
        return Busy(message, retry_after=error.retry_after)
    return EngineFailed(message, timeout=isinstance(error, EngineFailed) and error.timeout)
