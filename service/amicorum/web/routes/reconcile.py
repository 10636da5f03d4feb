"""/reconcile: the W3C Reconciliation Service API 0.2, by which OpenRefine and others match the rows of a table with our things."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from amicorum import __version__
from amicorum.errors import BadQuery
from amicorum.features.reconciliation import answers
from amicorum.features.reconciliation.answers import Json
from amicorum.features.reconciliation.batch import read_batch, read_extension, read_single
from amicorum.features.reconciliation.extension import extend, list_settings
from amicorum.features.reconciliation.vocabulary import CLASSES, PROPERTIES
from amicorum.rdf import formats
from amicorum.web.http.negotiation import wants_page
from amicorum.web.pages.reconciliation import make_words
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import document
from amicorum.web.responses.jsonp import Callback, MakeAnswer, send_json
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["reconciliation"])


@router.get("/reconcile", response_class=Response, summary="The manifest of the service; with `queries` or `extend` their answer")
async def reconcile(
    state: StateNeeded,
    request: Request,
    queries: Annotated[str, Query(description="A batch of queries, as JSON.")] = "",
    query: Annotated[str, Query(description="One query: a text, or JSON.")] = "",
    extension: Annotated[str, Query(alias="extend", description="A data extension request, as JSON.")] = "",
    callback: Callback = "",
) -> Response:
    """Without parameters: the manifest for a program, the page about the service for a browser."""
    if not (queries or query or extension or callback) and wants_page(
        request.headers.get("accept", ""), request.query_params.get("format"), [formats.JSON]
    ):
        return await show_about(state, request)
    return await send_json(state, request, callback, _make_answer(state, request, queries, query, extension))


@router.post("/reconcile", response_class=Response, summary="Answer a batch of queries, or a data extension request")
async def reconcile_posted(state: StateNeeded, request: Request) -> Response:
    """A form with the field `queries` (or `query`, or `extend`)."""
    async with request.form(max_files=0, max_fields=20, max_part_size=state.settings.body_bytes) as sent:
        fields = {name: value for name, value in sent.items() if not isinstance(value, UploadFile)}
    queries, query, extension = (str(fields.get(name, "")) for name in ("queries", "query", "extend"))
    if not (queries or query or extension):
        raise BadQuery("send a form with the field `queries` or `extend`, each in JSON")
    callback = str(fields.get("callback", "")) or request.query_params.get("callback", "")
    return await send_json(state, request, callback, _make_answer(state, request, queries, query, extension))


@router.get("/reconcile/about", response_class=Response, summary="How to reconcile a table with this service")
async def show_about(state: StateNeeded, request: Request) -> Response:
    """The page about the service: its address, types, properties, and what a score is made of."""

    async def render(headers: document.Headers) -> Response:
        presenter = await make_presenter(state, request)
        reconciler = await state.reconciliation.get(state.release)
        return state.templates.answer(
            "reconcile.html",
            request=request,
            headers=headers,
            service=state.links.absolute("reconcile"),
            classes=[(each, presenter.name(each.iri)) for each in CLASSES],
            concepts=[(each, presenter.name(each.iri)) for each in reconciler.list_types()],
            properties=[(each, presenter.name(each.iri)) for each in PROPERTIES],
            most=state.settings.reconcile_batch,
        )

    return await document.respond(state, request, page=render)


def _make_answer(state: AppState, request: Request, queries: str, query: str, extension: str) -> MakeAnswer:
    """What a request to the service's own address asks for."""
    most = state.settings.reconcile_batch
    if queries or query:
        batch = read_batch(queries, most) if queries else {"": read_single(query)}

        async def answer() -> Json:
            words = await make_words(state, request)
            found = await state.reconciliation.answer(state.release, batch)
            results: Json = {
                key: {"result": [answers.write_candidate(each, words) for each in candidates]} for key, candidates in found.items()
            }
            return results if queries else results[""]
    elif extension:
        asked = read_extension(extension, most)

        async def answer() -> Json:
            reconciler = await state.reconciliation.get(state.release)
            return await extend(state.engine, reconciler, asked, await make_words(state, request))
    else:

        async def answer() -> Json:
            words = await make_words(state, request)
            return answers.write_manifest(state.links.absolute, words, __version__, list_settings(words))

    return answer
