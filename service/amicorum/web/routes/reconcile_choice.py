"""/reconcile/…: what helps a person to choose by hand: suggestions, fly-outs, previews, the properties that can be fetched."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from amicorum.errors import NotKnown
from amicorum.features.reconciliation import answers
from amicorum.features.reconciliation.answers import Json
from amicorum.features.reconciliation.definition import ask_definition
from amicorum.features.reconciliation.vocabulary import find_property, find_type
from amicorum.linking.records import KINDS, Record
from amicorum.web.pages.reconciliation import make_preview, make_words
from amicorum.web.responses import document
from amicorum.web.responses.jsonp import Callback, send_json
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["reconciliation"])

SUGGESTIONS = 10
_FRAMED = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors *"
"""The policy of a preview: other sites show it in a frame; it has no script and no form."""

Identifier = Annotated[str, Query(alias="id", max_length=500, description="Identifier of a thing in this service, or its IRI.")]
Prefix = Annotated[str, Query(max_length=200, description="What was typed.")]
OfType = Annotated[str, Query(alias="type", max_length=500, description="Identifier of a type.")]
Cursor = Annotated[int, Query(ge=0, le=10_000, description="Suggestions to pass over.")]


@router.get("/reconcile/view", summary="To the page of a thing")
async def view(state: StateNeeded, identifier: Identifier) -> RedirectResponse:
    """303 to the thing's own address here; identifiers have slashes, which not every proxy lets pass in a path."""
    record = await _find(state, identifier)
    return RedirectResponse(state.links.absolute((state.links.thing(record.key) or "").removeprefix(state.links.prefix).lstrip("/")), 303)


@router.get("/reconcile/preview", response_class=Response, summary="A thing in a small page, for a frame")
async def preview(state: StateNeeded, request: Request, identifier: Identifier) -> Response:
    """What helps to tell it from its namesakes."""
    record = await _find(state, identifier)

    async def render(headers: document.Headers) -> Response:
        framed = {**headers, "Content-Security-Policy": _FRAMED}
        shown = await make_preview(state, request, record)
        return state.templates.answer("preview.html", request=request, headers=framed, shown=shown)

    return await document.respond(state, request, page=render)


@router.get("/reconcile/suggest/entity", response_class=Response, summary="Things whose names begin so")
async def suggest_entity(
    state: StateNeeded, request: Request, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = "", of: OfType = ""
) -> Response:
    """Suggestions for a person who chooses a thing by hand."""
    wanted = find_type(of) if of else None

    async def write() -> Json:
        words = await make_words(state, request)
        reconciler = await state.reconciliation.get(state.release)
        kinds = [wanted.kind] if wanted else KINDS
        hits = words.presenter.index.search(prefix, kinds, limit=SUGGESTIONS, offset=cursor).hits
        return {"result": [answers.write_suggestion(hit.iri, reconciler.get(hit.iri), words) for hit in hits]}

    return await send_json(state, request, callback, write)


@router.get("/reconcile/suggest/type", response_class=Response, summary="Types whose names begin so")
async def suggest_type(state: StateNeeded, request: Request, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = "") -> Response:
    """Classes, and the kinds of institutions and places."""

    async def write() -> Json:
        words = await make_words(state, request)
        reconciler = await state.reconciliation.get(state.release)
        return {"result": answers.suggest_types(prefix, reconciler, words, SUGGESTIONS + cursor)[cursor:]}

    return await send_json(state, request, callback, write)


@router.get("/reconcile/suggest/property", response_class=Response, summary="Properties whose names begin so")
async def suggest_property(
    state: StateNeeded, request: Request, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = ""
) -> Response:
    """What can be given as a hint or fetched."""

    async def write() -> Json:
        words = await make_words(state, request)
        return {"result": answers.suggest_properties(prefix, words, SUGGESTIONS + cursor)[cursor:]}

    return await send_json(state, request, callback, write)


@router.get("/reconcile/flyout/entity", response_class=Response, summary="A thing in a few lines of HTML")
async def fly_out_entity(state: StateNeeded, request: Request, identifier: Identifier, callback: Callback = "") -> Response:
    """For a suggestion that the pointer rests on."""
    record = await _find(state, identifier)

    async def write() -> Json:
        return {
            "id": identifier,
            "html": state.templates.render("_preview.html", request, shown=await make_preview(state, request, record)),
        }

    return await send_json(state, request, callback, write)


@router.get("/reconcile/flyout/{what}", response_class=Response, summary="A type or a property in a few lines of HTML")
async def fly_out(state: StateNeeded, request: Request, what: str, identifier: Identifier, callback: Callback = "") -> Response:
    """Its name and definition; `what` is `type` or `property`."""
    found = {"type": find_type, "property": find_property}.get(what, lambda _: None)(identifier)
    if found is None:
        raise NotKnown(identifier)

    async def write() -> Json:
        words = await make_words(state, request)
        definition, lang = words.presenter.language.pick(await ask_definition(state.engine, found.iri))
        values = {"name": words.presenter.name(found.iri), "definition": definition, "lang": lang, "iri": found.iri}
        return {"id": identifier, "html": state.templates.render("_flyout.html", request, **values)}

    return await send_json(state, request, callback, write)


@router.get("/reconcile/properties", response_class=Response, summary="The properties that can be fetched for things of a type")
async def propose(
    state: StateNeeded,
    request: Request,
    of: OfType = "",
    limit: Annotated[int, Query(ge=0, le=1000)] = 0,
    callback: Callback = "",
) -> Response:
    """The proposals of a data extension."""

    async def write() -> Json:
        words = await make_words(state, request)
        found: Json = {"properties": answers.propose_properties(find_type(of) if of else None, words, limit)}
        return found | ({"type": of} if of else {}) | ({"limit": limit} if limit else {})

    return await send_json(state, request, callback, write)


async def _find(state: AppState, identifier: str) -> Record:
    """A thing by its identifier. Raises `NotKnown`."""
    if record := (await state.reconciliation.get(state.release)).get(identifier):
        return record
    raise NotKnown(identifier)
