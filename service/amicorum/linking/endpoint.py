"""Rows of a list from a SPARQL endpoint, such as Wikidata's: politely, one request, again later where it asks for that."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import stamina

from amicorum.errors import Busy, EngineFailed

_RESULTS = "application/sparql-results+json"
_LONGEST_WAIT = 60.0


class _Later(Exception):
    """The endpoint asks to come again after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def ask_rows(endpoint: str, query: str, agent: str, *, seconds: float = 120.0, attempts: int = 4) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that a SELECT query has there, each by the names of its variables.

    Raises `Busy` where the endpoint stays busy, `EngineFailed` where it cannot be reached or answers with anything else.
    """
    try:
        data = _ask(endpoint, query, agent, seconds, attempts)
        for number, row in enumerate(data["results"]["bindings"], 1):
            yield number, {name: str(cell["value"]) for name, cell in row.items()}
    except _Later as error:
        raise Busy(f"{endpoint} is busy and asks to wait", retry_after=round(error.seconds)) from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise EngineFailed(f"{endpoint} cannot be reached: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise EngineFailed(f"{endpoint} answered with something other than rows of a SELECT query") from error


def _ask(endpoint: str, query: str, agent: str, seconds: float, attempts: int) -> dict[str, dict[str, list[dict[str, dict[str, str]]]]]:
    def wait(error: Exception) -> bool | float:
        return min(error.seconds, _LONGEST_WAIT) if isinstance(error, _Later) else isinstance(error, httpx2.TransportError)

    found: dict[str, dict[str, list[dict[str, dict[str, str]]]]] = {}
    for attempt in stamina.retry_context(on=wait, attempts=attempts, timeout=None):
        with attempt, httpx2.Client(timeout=seconds) as client:
            answer = client.post(endpoint, data={"query": query}, headers={"Accept": _RESULTS, "User-Agent": agent})
            if answer.status_code in (429, 503):
                raise _Later(_read_seconds(answer.headers.get("retry-after", "")))
            if answer.status_code != 200:
                raise EngineFailed(f"{endpoint} answered with status {answer.status_code}")
            found = answer.json()
    return found


def _read_seconds(text: str) -> float:
    return float(text) if text.isdigit() else 5.0
