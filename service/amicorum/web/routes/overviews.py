"""/questions, /graph, /scheme, /terms: what there is to ask and with which terms, which named graphs and which concept schemes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from amicorum.features.overviews import list_graphs, list_schemes, list_terms
from amicorum.features.questions import read_questions
from amicorum.rdf import formats
from amicorum.rdf.formats import Format
from amicorum.rdf.namespaces import PREFIXES
from amicorum.web.html.question_groups import group_questions
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import document
from amicorum.web.responses.document import write_json
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["overviews"])


@router.get("/questions", response_class=Response, summary="The questions that the graph is built to answer, by theme")
async def show_questions(state: StateNeeded, request: Request) -> Response:
    """Each with the query that asks it, and how to read the answer; as JSON with the text of the query."""
    questions = read_questions(state.release)

    async def render(headers: document.Headers) -> Response:
        groups = group_questions(questions, state.templates.language(request))
        return state.templates.answer("questions.html", request=request, headers=headers, groups=groups)

    async def write(_: Format) -> bytes:
        return write_json(
            [
                {"id": each.key, "question": dict(each.words), "advice": dict(each.advice), "note": each.note, "query": each.query}
                for each in questions
            ]
        )

    return await document.respond(state, request, page=render, data=write, offers=[formats.JSON])


@router.get("/graph", response_class=Response, summary="The named graphs, with their sources and sizes")
async def show_graphs(state: StateNeeded, request: Request) -> Response:
    """Our own graphs, then one for each source."""
    own, said = list_graphs(state.release.manifest.graphs)

    async def render(headers: document.Headers) -> Response:
        presenter = await make_presenter(state, request)
        return state.templates.answer("graphs.html", request=request, headers=headers, presenter=presenter, own=own, said=said)

    async def write(_: Format) -> bytes:
        return write_json([{"graph": each.iri, "statements": each.statements, "source": each.document} for each in (*own, *said)])

    return await document.respond(state, request, page=render, data=write, offers=[formats.JSON])


@router.get("/scheme", response_class=Response, summary="The concept schemes, with how many concepts each has")
async def show_schemes(state: StateNeeded, request: Request) -> Response:
    """The controlled lists that statements use."""

    async def render(headers: document.Headers) -> Response:
        presenter = await make_presenter(state, request)
        schemes = await list_schemes(state.engine)
        return state.templates.answer("schemes.html", request=request, headers=headers, presenter=presenter, schemes=schemes)

    async def write(_: Format) -> bytes:
        return write_json([{"scheme": each.iri, "concepts": each.concepts} for each in await list_schemes(state.engine)])

    return await document.respond(state, request, page=render, data=write, offers=[formats.JSON])


@router.get("/terms", response_class=Response, summary="The terms to write queries with: prefixes, classes, properties and concepts")
async def show_terms(state: StateNeeded, request: Request) -> Response:
    """Each with its name in the language of the request, and how often the graph uses it. What the query editor completes by."""
    presenter = await make_presenter(state, request)

    async def write(_: Format) -> bytes:
        terms = await list_terms(state.engine)
        named = [{"iri": each.iri, "kind": each.kind, "label": presenter.name(each.iri).text, "uses": each.uses} for each in terms]
        return write_json({"prefixes": dict(PREFIXES), "terms": named})

    return await document.respond(state, request, data=write, offers=[formats.JSON], localized=True)


@router.get("/docs", include_in_schema=False)
async def find_reference(state: StateNeeded) -> RedirectResponse:
    """Where people look for the reference of an interface first."""
    return _redirect(state, "api")


def _redirect(state: AppState, path: str) -> RedirectResponse:
    return RedirectResponse(state.links.absolute(path), 308, {"Cache-Control": f"public, max-age={state.settings.cache_seconds}"})
