"""The query form: a page that asks, shows examples and limits, and lays an answer out as a table. It works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from pyoxigraph import Triple as Quoted
from starlette.responses import Response

from amicorum import formats
from amicorum.engine.port import Answer, Form, Query
from amicorum.errors import BadQuery, LimitReached, NoFormat, QueryError, Refused
from amicorum.features.questions import read_questions
from amicorum.web import problems
from amicorum.web.description import limits
from amicorum.web.protocol import Asked
from amicorum.web.site import Site, client_key

SHOWN_BYTES = 512 * 1024
SHOWN_ROWS = 1000
"""What a page shows at most; everything is in the downloads."""

DEFAULT_QUERY = """# Who signed what with whom: ten agreements
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>

SELECT ?agreement ?title WHERE {
  ?agreement a ami:Agreement ; dcterms:title ?title .
  FILTER (lang(?title) = "en")
} LIMIT 10
"""

Value = NamedNode | BlankNode | Literal | Quoted | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in a table: its text, where it leads, its language or datatype."""

    text: str
    href: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """An answer as people read it; `verdict` for ASK."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    whole: bool
    verdict: bool | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the form beside the examples: the query, and its answer or why there is none."""

    query: str = DEFAULT_QUERY
    asked: Asked | None = None
    error: QueryError | None = None
    table: Table | None = None
    downloads: Sequence[formats.Format] = ()


def show_form(site: Site, request: Request, shown: Shown) -> Response:
    """The page."""
    lasting = f"public, max-age={site.settings.cache_seconds}"
    return site.pages.answer(
        "sparql.html",
        request=request,
        status=problems.kind_of(shown.error).status if shown.error else 200,
        headers={"Cache-Control": "no-store" if shown.error else lasting},
        shown=shown,
        examples=read_questions(site.release),
        limits=list(limits(site.settings)),
        release=site.release,
    )


async def show_answer(site: Site, request: Request, asked: Asked, text: str) -> Response:
    """The form with the answer to a query: rows and triples as a table, a truth value as a word."""
    query = Query(
        text,
        formats.TSV_RESULTS,
        formats.NTRIPLES,
        asked.default_graphs,
        asked.named_graphs,
        timeout=asked.timeout,
        client=client_key(request.scope),
    )
    try:
        answer = await site.engine.ask(query)
        try:
            table = await _read_table(site, answer)
        finally:
            await answer.close()
    except (BadQuery, Refused, LimitReached, NoFormat) as error:
        return show_form(site, request, Shown(text, asked, error=error))
    downloads = formats.RESULTS if answer.format is formats.TSV_RESULTS else formats.GRAPHS
    return show_form(site, request, Shown(text, asked, table=table, downloads=downloads))


async def _read_table(site: Site, answer: Answer) -> Table:
    data, whole = bytearray(), True
    async for chunk in answer.chunks():
        data += chunk
        if len(data) > SHOWN_BYTES or data.count(b"\n") > SHOWN_ROWS + 1:
            whole = False
            break
    if not whole:
        # Both formats have one row a line and no line breaks inside values, so a cut after a line leaves whole rows.
        lines = bytes(data).splitlines(keepends=True)[: SHOWN_ROWS + 1]
        data = bytearray(b"".join(line for line in lines if line.endswith(b"\n")))
    if answer.form in (Form.CONSTRUCT, Form.DESCRIBE):
        triples = parse(bytes(data), format=RdfFormat.N_TRIPLES)
        return Table(("subject", "predicate", "object"), [_cells(site, (t.subject, t.predicate, t.object)) for t in triples], whole)
    results = parse_query_results(bytes(data), format=QueryResultsFormat.TSV)
    if isinstance(results, QuerySolutions):
        columns = [variable.value for variable in results.variables]
        return Table(columns, [_cells(site, tuple(solution)) for solution in results], whole)
    return Table((), (), whole, verdict=bool(results))


def _cells(site: Site, values: Sequence[Value]) -> list[Cell]:
    return [_cell(site, value) for value in values]


def _cell(site: Site, value: Value) -> Cell:
    match value:
        case None:
            return Cell("")
        case NamedNode():
            return Cell(value.value, site.links.thing(value.value))
        case Literal():
            plain = value.datatype.value.endswith(("#string", "#langString"))
            return Cell(value.value, None, value.language or ("" if plain else value.datatype.value.rpartition("#")[2]))
        case _:
            return Cell(str(value))
