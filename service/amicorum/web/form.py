"""The query form: a page that asks, shows examples and limits, and lays an answer out as a table. It works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from amicorum.engine.port import Query
from amicorum.errors import BadQuery, LimitReached, NoFormat, QueryError, Refused
from amicorum.features.questions import read_questions
from amicorum.rdf import formats
from amicorum.web import problems
from amicorum.web.description import limits
from amicorum.web.documents import SHORT
from amicorum.web.leaves import make_reader
from amicorum.web.protocol import Asked
from amicorum.web.site import Site, client_key
from amicorum.web.table import Table, read_table
from amicorum.web.themes import group_questions

NAMES = {"json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV"} | SHORT
"""What people call the formats of answers."""

DEFAULT_QUERY = """# Who signed what with whom: ten agreements
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>

SELECT ?agreement ?title WHERE {
  ?agreement a ami:Agreement ; dcterms:title ?title .
  FILTER (lang(?title) = "en")
} LIMIT 10
"""


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
    questions = group_questions(read_questions(site.release), site.pages.language(request))
    lasting = f"public, max-age={site.settings.cache_seconds}"
    return site.pages.answer(
        "sparql.html",
        request=request,
        status=problems.kind_of(shown.error).status if shown.error else 200,
        headers={"Cache-Control": "no-store" if shown.error else lasting},
        shown=shown,
        questions=questions,
        names=NAMES,
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
            table = await read_table(await make_reader(site, request), answer)
        finally:
            await answer.close()
    except (BadQuery, Refused, LimitReached, NoFormat) as error:
        return show_form(site, request, Shown(text, asked, error=error))
    downloads = formats.RESULTS if answer.format is formats.TSV_RESULTS else formats.GRAPHS
    return show_form(site, request, Shown(text, asked, table=table, downloads=downloads))
