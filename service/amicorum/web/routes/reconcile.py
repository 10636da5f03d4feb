"""/reconcile: the W3C Reconciliation Service API 0.2, by which OpenRefine and others match the rows of a table with our things."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from amicorum import __version__
from amicorum.errors import BadQuery, NotKnown
from amicorum.features.reconciliation import answers
from amicorum.features.reconciliation.answers import Json
from amicorum.features.reconciliation.batch import read_batch, read_extension, read_single
from amicorum.features.reconciliation.definition import ask_definition
from amicorum.features.reconciliation.extension import extend, list_settings
from amicorum.features.reconciliation.vocabulary import CLASSES, PROPERTIES, find_property, find_type
from amicorum.linking.identifiers import OWN
from amicorum.linking.records import KINDS, Record
from amicorum.rdf import formats, iris
from amicorum.web.html.presenter import Presenter, Wording
from amicorum.web.http.negotiation import wants_page
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import document
from amicorum.web.responses.document import write_json
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["reconciliation"])

SUGGESTIONS = 10
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,4}")
_NAMES = 6
"""Other names that a preview shows."""
_FRAMED = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors *"
"""The policy of a preview: other sites show it in a frame; it has no script and no form."""

Callback = Annotated[str, Query(description="Name of a JavaScript function to call with the answer (JSONP).")]
Identifier = Annotated[str, Query(alias="id", max_length=500, description="Identifier of a thing in this service, or its IRI.")]
Prefix = Annotated[str, Query(max_length=200, description="What was typed.")]
OfType = Annotated[str, Query(alias="type", max_length=500, description="Identifier of a type.")]
Cursor = Annotated[int, Query(ge=0, le=10_000, description="Suggestions to pass over.")]


@dataclass(frozen=True, slots=True)
class _Words:
    """What things are called in the language of the client."""

    presenter: Presenter

    def name(self, iri: str) -> str:
        return self.presenter.name(iri).text

    def country(self, code: str) -> str:
        return str(self.presenter.language.locale.territories.get(code, code))

    def message(self, text: str) -> str:
        return self.presenter.language.gettext(text)


@dataclass(frozen=True, slots=True)
class _Preview:
    """What helps to tell a thing from its namesakes."""

    name: Wording
    description: str
    others: list[Wording]
    identifiers: list[tuple[str, str]]
    href: str


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
    return await _send(state, request, callback, _make_answer(state, queries, query, extension))


@router.post("/reconcile", response_class=Response, summary="Answer a batch of queries, or a data extension request")
async def reconcile_posted(state: StateNeeded, request: Request) -> Response:
    """A form with the field `queries` (or `query`, or `extend`)."""
    async with request.form(max_files=0, max_fields=20, max_part_size=state.settings.body_bytes) as sent:
        fields = {name: value for name, value in sent.items() if not isinstance(value, UploadFile)}
    queries, query, extension = (str(fields.get(name, "")) for name in ("queries", "query", "extend"))
    if not (queries or query or extension):
        raise BadQuery("send a form with the field `queries` or `extend`, each in JSON")
    callback = str(fields.get("callback", "")) or request.query_params.get("callback", "")
    return await _send(state, request, callback, _make_answer(state, queries, query, extension))


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
        shown = await _preview(state, request, record)
        return state.templates.answer("preview.html", request=request, headers=framed, shown=shown)

    return await document.respond(state, request, page=render)


@router.get("/reconcile/suggest/entity", response_class=Response, summary="Things whose names begin so")
async def suggest_entity(
    state: StateNeeded, request: Request, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = "", of: OfType = ""
) -> Response:
    """Suggestions for a person who chooses a thing by hand."""
    wanted = find_type(of) if of else None

    async def write(words: _Words) -> Json:
        reconciler = await state.reconciliation.get(state.release)
        kinds = [wanted.kind] if wanted else KINDS
        hits = words.presenter.index.search(prefix, kinds, limit=SUGGESTIONS, offset=cursor).hits
        return {"result": [answers.write_suggestion(hit.iri, reconciler.get(hit.iri), words) for hit in hits]}

    return await _send(state, request, callback, write)


@router.get("/reconcile/suggest/type", response_class=Response, summary="Types whose names begin so")
async def suggest_type(state: StateNeeded, request: Request, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = "") -> Response:
    """Classes, and the kinds of institutions and places."""

    async def write(words: _Words) -> Json:
        reconciler = await state.reconciliation.get(state.release)
        return {"result": answers.suggest_types(prefix, reconciler, words, SUGGESTIONS + cursor)[cursor:]}

    return await _send(state, request, callback, write)


@router.get("/reconcile/suggest/property", response_class=Response, summary="Properties whose names begin so")
async def suggest_property(
    state: StateNeeded, request: Request, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = ""
) -> Response:
    """What can be given as a hint or fetched."""

    async def write(words: _Words) -> Json:
        return {"result": answers.suggest_properties(prefix, words, SUGGESTIONS + cursor)[cursor:]}

    return await _send(state, request, callback, write)


@router.get("/reconcile/flyout/entity", response_class=Response, summary="A thing in a few lines of HTML")
async def fly_out_entity(state: StateNeeded, request: Request, identifier: Identifier, callback: Callback = "") -> Response:
    """For a suggestion that the pointer rests on."""
    record = await _find(state, identifier)

    async def write(_: _Words) -> Json:
        return {"id": identifier, "html": state.templates.render("_preview.html", request, shown=await _preview(state, request, record))}

    return await _send(state, request, callback, write)


@router.get("/reconcile/flyout/{what}", response_class=Response, summary="A type or a property in a few lines of HTML")
async def fly_out(state: StateNeeded, request: Request, what: str, identifier: Identifier, callback: Callback = "") -> Response:
    """Its name and definition; `what` is `type` or `property`."""
    found = {"type": find_type, "property": find_property}.get(what, lambda _: None)(identifier)
    if found is None:
        raise NotKnown(identifier)

    async def write(words: _Words) -> Json:
        definition, lang = words.presenter.language.pick(await ask_definition(state.engine, found.iri))
        values = {"name": words.presenter.name(found.iri), "definition": definition, "lang": lang, "iri": found.iri}
        return {"id": identifier, "html": state.templates.render("_flyout.html", request, **values)}

    return await _send(state, request, callback, write)


@router.get("/reconcile/properties", response_class=Response, summary="The properties that can be fetched for things of a type")
async def propose(
    state: StateNeeded,
    request: Request,
    of: OfType = "",
    limit: Annotated[int, Query(ge=0, le=1000)] = 0,
    callback: Callback = "",
) -> Response:
    """The proposals of a data extension."""

    async def write(words: _Words) -> Json:
        found: Json = {"properties": answers.propose_properties(find_type(of) if of else None, words, limit)}
        return found | ({"type": of} if of else {}) | ({"limit": limit} if limit else {})

    return await _send(state, request, callback, write)


MakeAnswer = Callable[[_Words], Awaitable[Json]]


def _make_answer(state: AppState, queries: str, query: str, extension: str) -> MakeAnswer:
    """What a request to the service's own address asks for."""
    settings = state.settings
    if queries:
        batch = read_batch(queries, settings.reconcile_batch)

        async def answer(words: _Words) -> Json:
            found = await state.reconciliation.answer(state.release, batch)
            return {key: {"result": [answers.write_candidate(each, words) for each in candidates]} for key, candidates in found.items()}
    elif query:
        single = read_single(query)

        async def answer(words: _Words) -> Json:
            found = await state.reconciliation.answer(state.release, {"q": single})
            return {"result": [answers.write_candidate(each, words) for each in found["q"]]}
    elif extension:
        asked = read_extension(extension, settings.reconcile_batch)

        async def answer(words: _Words) -> Json:
            return await extend(state.engine, await state.reconciliation.get(state.release), asked, words)
    else:

        async def answer(words: _Words) -> Json:
            return answers.write_manifest(state.links.absolute, words, __version__, list_settings(words))

    return answer


async def _send(state: AppState, request: Request, callback: str, make: MakeAnswer) -> Response:
    """An answer as JSON, or as a call of the function that the client named. Raises `BadQuery` for what is no name of one."""
    if callback and not _CALLBACK.fullmatch(callback):
        raise BadQuery("callback must be the name of a JavaScript function")
    language = state.templates.language(request).code
    headers = {"Vary": "Accept-Language", "Cache-Control": "no-store"}
    if request.method in ("GET", "HEAD"):
        tag = document.tag_of(state, request, "json", language)
        headers = document.make_headers(state, tag, localized=True)
        if unchanged := document.known(request, tag, headers):
            return unchanged
    body = write_json(await make(_Words(await make_presenter(state, request))))
    if not callback:
        return Response(body, headers=headers, media_type="application/json")
    script = b"/**/" + callback.encode() + b"(" + body.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029") + b");"
    return Response(script, headers=headers, media_type="application/javascript")


async def _find(state: AppState, identifier: str) -> Record:
    """A thing by its identifier. Raises `NotKnown`."""
    if record := (await state.reconciliation.get(state.release)).get(identifier):
        return record
    raise NotKnown(identifier)


async def _preview(state: AppState, request: Request, record: Record) -> _Preview:
    presenter = await make_presenter(state, request)
    name = presenter.name(record.key)
    identifiers = sorted((each.scheme, each.value) for each in record.identifiers if each.scheme != OWN)
    return _Preview(
        name,
        answers.describe(record, _Words(presenter)),
        [Wording(text, language) for text, language in record.names.items() if text != name.text][:_NAMES],
        [(presenter.name(iris.concept("identifier-schemes", scheme)).text, value) for scheme, value in identifiers],
        state.links.absolute((presenter.href(record.key) or "").removeprefix(state.links.prefix).partition("?")[0]),
    )
