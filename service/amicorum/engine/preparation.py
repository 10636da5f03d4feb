"""Prepare a query for an engine: bind its values, check its size, find its SERVICE clauses, choose the format of its answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from amicorum.engine.federation import Federation
from amicorum.engine.port import Query
from amicorum.engine.sparql.bindings import bind
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.query_limits import read_query
from amicorum.engine.sparql.query_type import choose_format
from amicorum.engine.sparql.service_clauses import ServiceClause
from amicorum.rdf.formats import Format
from amicorum.settings import Settings


class PreparedQuery(NamedTuple):
    """A query that may run."""

    parsed: ParsedQuery
    clauses: Sequence[ServiceClause]
    format: Format
    seconds: float
    """How long it may take."""


class Preparation:
    """Prepares queries. The one that came last is kept, so that it is cut into tokens once however often it is asked for."""

    def __init__(self, settings: Settings, federation: Federation) -> None:
        self._settings, self._federation = settings, federation
        self._last: tuple[Query, ParsedQuery] | None = None

    def read(self, query: Query) -> ParsedQuery:
        """The query with its values in place. Raises `BadQuery` or `TooLarge`."""
        if self._last is None or self._last[0] is not query:
            self._last = query, read_query(bind(query.text, query.bindings), self._settings)
        return self._last[1]

    def prepare(self, query: Query) -> PreparedQuery:
        """All that is known of the query before it runs. Raises `BadQuery`, `Refused`, `TooLarge` or `NoFormat` where it may not."""
        parsed = self.read(query)
        clauses = self._federation.find(parsed)
        answer_format = choose_format(parsed.form, query.results, query.graph)
        most = self._settings.query_seconds
        return PreparedQuery(parsed, clauses, answer_format, min(query.timeout or most, most))
