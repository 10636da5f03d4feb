"""One SELECT query to an endpoint elsewhere, through SPARQLWrapper: politely, within a time; nothing is believed that is no answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError

import stamina
from SPARQLWrapper import JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from amicorum.errors import Busy, EngineFailed, LimitReached

ATTEMPTS = 5
LONGEST_REQUEST = 120.0
"""Seconds for one request; Wikidata stops a query after 60."""
LARGEST_ANSWER = 64 * 2**20
_BLOCK = 64 * 1024
_PATIENCE = 5.0
"""Seconds to wait where a busy endpoint does not say how long."""

Row = dict[str, Mapping[str, str]]
"""A row of an answer in the SPARQL 1.1 Query Results JSON Format (its section 3.2.2): `type`, `value`, `xml:lang` by variable."""


class Deadline:
    """When all must be done."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds, self._clock = seconds, clock
        self._end = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds left; raises `LimitReached` where there are none."""
        if (left := self._end - self._clock()) <= 0:
            raise LimitReached(f"the {self.seconds:g} seconds of --deadline are over", limit="deadline")
        return left


class _Later(Exception):
    """The endpoint is busy (`seconds`: how long it asks to wait), or broke off."""

    def __init__(self, words: str, seconds: float | None = None) -> None:
        super().__init__(words)
        self.seconds = seconds


class Client(NamedTuple):
    """An endpoint, and who asks it."""

    endpoint: str
    agent: str
    attempts: int = ATTEMPTS

    def ask(self, query: str, deadline: Deadline) -> list[Row]:
        """The rows of a SELECT query; asked again where the endpoint is busy or breaks off.

        Raises `Busy` where it stays so or asks to wait longer than the deadline allows, `LimitReached` at the deadline, `EngineFailed` for
        everything else that is no answer.
        """

        def wait(error: Exception) -> bool | float:
            if not isinstance(error, _Later):
                return False
            if error.seconds is None:
                return True
            return error.seconds if error.seconds < deadline.left else False

        try:
            for attempt in stamina.retry_context(on=wait, attempts=self.attempts, timeout=deadline.left):
                with attempt:
                    return self._ask_once(query, deadline)
        except _Later as error:
            deadline.left  # noqa: B018 - says so where the time is over
            if error.seconds is not None:
                raise Busy(
                    f"{self.endpoint} is busy and asks to wait {error.seconds:g} seconds", retry_after=round(error.seconds)
                ) from error
            raise EngineFailed(str(error)) from error
        raise AssertionError("no attempt was made")

    def _ask_once(self, query: str, deadline: Deadline) -> list[Row]:
        wrapper = SPARQLWrapper(self.endpoint, returnFormat=JSON, agent=self.agent)
        wrapper.setQuery(query)
        wrapper.setMethod(POST)
        wrapper.setTimeout(max(1, round(min(LONGEST_REQUEST, deadline.left))))
        try:
            response = wrapper.query().response
            with response:
                body = _read(response, deadline)
                headers = response.headers
        except HTTPError as error:
            error.close()
            if error.code in (429, 502, 503, 504):
                raise _Later(
                    f"{self.endpoint} answered with status {error.code}", read_wait(error.headers.get("retry-after", ""))
                ) from error
            raise EngineFailed(f"{self.endpoint} answered with status {error.code}") from error
        except SPARQLWrapperException as error:
            raise EngineFailed(f"{self.endpoint} refused the query: {error.msg}") from error
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", None) or str(error) or type(error).__name__
            raise _Later(f"{self.endpoint} cannot be reached or broke off: {reason}") from error
        except ValueError as error:  # what urllib makes of an address that is none
            raise EngineFailed(f"{self.endpoint} is no address of an endpoint: {error}") from error
        rows = self._parse(body)
        if (most := headers.get("x-sparql-maxrows", "")).isdigit() and len(rows) >= int(most):
            raise EngineFailed(f"{self.endpoint} gives {most} rows at most: ask for fewer things at once with --batch")
        return rows

    def _parse(self, body: bytes) -> list[Row]:
        try:
            rows: list[Any] = json.loads(body)["results"]["bindings"]
            return [{name: {str(k): str(v) for k, v in cell.items()} for name, cell in row.items()} for row in rows]
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            begin = body[:60].decode("utf-8", "replace").strip()
            raise EngineFailed(f"{self.endpoint} answered with something other than rows of a SELECT query: {begin!r} …") from error


def read_wait(text: str, now: datetime | None = None) -> float:
    """The seconds that a Retry-After asks to wait (RFC 9110, section 10.2.3): a number, or a date."""
    if text.strip().isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return _PATIENCE
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())


def _read(response: Any, deadline: Deadline) -> bytes:
    """The body, which a slow server may send drop by drop."""
    blocks, size = [], 0
    while block := response.read1(_BLOCK):
        deadline.left  # noqa: B018 - raises where the time is over
        size += len(block)
        if size > LARGEST_ANSWER:
            raise EngineFailed(f"the answer is larger than {LARGEST_ANSWER >> 20} MiB: ask for fewer things at once with --batch")
        blocks.append(block)
    if getattr(response, "length", None):
        raise _Later("the endpoint broke off in the middle of an answer")
    return b"".join(blocks)
