"""Render the query form: the field, examples and limits, and an answer as a table. It works without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from fastapi import Request
from starlette.responses import Response

from amicorum.engine.port import Query
from amicorum.errors import BadQuery, LimitReached, NoFormat, QueryError, Refused
from amicorum.features.questions import Question, find_question, read_questions
from amicorum.rdf import formats
from amicorum.web.html.question_groups import group_questions
from amicorum.web.http.sparql_request import Asked
from amicorum.web.pages.answer_pictures import NOTHING, Offer, Picture, draw, find_offer
from amicorum.web.pages.result_table import Table, read_table
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import problem
from amicorum.web.state import AppState, client_key

DEFAULT_QUERY = """# Who signed what with whom: ten agreements
PREFIX ami: <https://w3id.org/amicorum/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?agreement ?label ?signed WHERE {
  ?agreement a ami:Agreement ; rdfs:label ?label ; ami:signedOn ?signed .
  FILTER (lang(?label) = "en")
}
ORDER BY DESC(?signed)
LIMIT 10
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the form beside the examples: the query, the question of ours that it asks, and its answer or why there is none."""

    query: str = DEFAULT_QUERY
    asked: Asked | None = None
    error: QueryError | None = None
    table: Table | None = None
    downloads: Sequence[formats.Format] = ()
    question: Question | None = None
    offer: Offer = NOTHING
    picture: Picture | None = None

    @property
    def address(self) -> dict[str, object]:
        """The parameters of the page of this answer, as a table."""
        asked = self.asked
        given = {
            "default-graph-uri": asked.default_graphs if asked else None,
            "named-graph-uri": asked.named_graphs if asked else None,
            "timeout": f"{asked.timeout:g}" if asked and asked.timeout else None,
        }
        return {"query": self.query, "format": "html", **{name: value for name, value in given.items() if value}}


def show_form(state: AppState, request: Request, shown: Shown) -> Response:
    """The page."""
    ours = read_questions(state.release)
    shown = replace(shown, question=find_question(ours, shown.query))
    questions = group_questions(ours, state.templates.language(request))
    lasting = f"public, max-age={state.settings.cache_seconds}"
    return state.templates.answer(
        "sparql.html",
        request=request,
        status=problem.kind_of(shown.error).status if shown.error else 200,
        headers={"Cache-Control": "no-store" if shown.error else lasting},
        shown=shown,
        questions=questions,
        limits=list(state.settings.client_limits()),
        release=state.release,
        today=datetime.now(UTC).date().isoformat(),
    )


async def show_answer(state: AppState, request: Request, asked: Asked, text: str) -> Response:
    """The form with the answer to a query: rows and triples as a table, a truth value as a word."""
    query = Query(
        text=text,
        results=formats.TSV_RESULTS,
        graph=formats.NTRIPLES,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout=asked.timeout,
        client=client_key(request.scope),
    )
    try:
        answer = await state.engine.ask(query)
        try:
            presenter = await make_presenter(state, request)
            table = await read_table(presenter, answer)
        finally:
            await answer.close()
    except (BadQuery, Refused, LimitReached, NoFormat) as error:
        return show_form(state, request, Shown(text, asked, error=error))
    downloads = formats.RESULTS if answer.format is formats.TSV_RESULTS else formats.GRAPHS
    offer = find_offer(table)
    picture, view = None, request.query_params.get("view", "")
    if view in offer.pictures:
        picture = draw(presenter, await state.network(), table, offer, view, request.query_params)
    return show_form(state, request, Shown(text, asked, table=table, downloads=downloads, offer=offer, picture=picture))
