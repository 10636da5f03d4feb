"""/search and /suggest: people's search over names of all times and languages, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from amicorum.errors import BadQuery
from amicorum.features.search.index import Found, Hit
from amicorum.features.search.names import Standing
from amicorum.linking.folding import fold
from amicorum.rdf import formats
from amicorum.rdf.entity_kinds import SEARCHABLE
from amicorum.rdf.formats import Format, Kind
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import document
from amicorum.web.responses.document import write_json
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["search"])

PAGE_SIZE = 20
MOST = 100
SUGGESTIONS = 8
SUGGESTION_FORMAT = Format(
    "suggestions",
    "application/x-suggestions+json",
    "json",
    Kind.RESULTS,
    "https://github.com/dewitt/opensearch",
    aliases=("application/json",),
)

Text = Annotated[str, Query(max_length=200, description="What to look for, in any spelling.")]
Kinds = Annotated[Sequence[str], Query(alias="type", description=f"Kinds of things: {', '.join(SEARCHABLE)}. None means all.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Hits on a page.")]
Offset = Annotated[int, Query(ge=0, le=10_000, description="Hits to pass over.")]


@router.get("/search", response_class=Response, summary="Find things by any of their names, or by an identifier")
async def search(
    state: StateNeeded, request: Request, q: Text = "", kinds: Kinds = (), limit: Limit = PAGE_SIZE, offset: Offset = 0
) -> Response:  # fmt: skip
    """Labels, earlier and other names, identifiers; case, diacritics, script and slips of the pen do not matter."""
    kinds = [each for each in kinds if each]
    _check(kinds)
    presenter = await make_presenter(state, request)

    async def render(headers: document.Headers) -> Response:
        found = presenter.index.search(q, kinds, limit=limit, offset=offset)
        return state.templates.answer(
            "search.html",
            request=request,
            headers=headers,
            presenter=presenter,
            text=q,
            chosen=kinds,
            found=found,
            hits=[(hit, presenter.what_and_where(hit.iri, hit.kind), _shows_otherwise(presenter, hit, q)) for hit in found.hits],
            filters=[(each, _address(state, request, q, [each]), found.kinds[each]) for each in found.kinds],
            everything=_address(state, request, q, []),
            previous=_address(state, request, q, kinds, max(offset - limit, 0), limit) if offset else "",
            next=_address(state, request, q, kinds, offset + limit, limit) if offset + limit < found.total else "",
        )

    async def write(_: Format) -> bytes:
        found = presenter.index.search(q, kinds, limit=limit, offset=offset)
        return write_json(_as_data(state, replace(presenter, links=state.links), q, found, offset))

    return await document.respond(state, request, page=render, data=write, offers=[formats.JSON])


@router.get("/suggest", response_class=Response, summary="Suggestions while somebody types (OpenSearch)")
async def suggest(state: StateNeeded, request: Request, q: Text = "", kinds: Kinds = ()) -> Response:  # fmt: skip
    """Four lists, as OpenSearch has it: the text, names, what they are, addresses."""
    _check(kinds)
    presenter = await make_presenter(state, request)

    async def write(_: Format) -> bytes:
        hits = presenter.index.search(q, kinds, limit=SUGGESTIONS).hits
        names = [presenter.name(hit.iri).text for hit in hits]
        return write_json([q, names, [hit.kind for hit in hits], [hit.iri for hit in hits]])

    return await document.respond(state, request, data=write, offers=[SUGGESTION_FORMAT], localized=True)


@router.get("/opensearch.xml", response_class=Response, summary="For browsers: how to search here (OpenSearch)")
async def describe_search(state: StateNeeded, request: Request) -> Response:
    """The description that a browser takes up."""
    text = state.templates.render("opensearch.xml", request)
    return Response(text, headers={"Vary": "Accept-Language"}, media_type="application/opensearchdescription+xml")


def _check(kinds: Sequence[str]) -> None:
    if unknown := [each for each in kinds if each not in SEARCHABLE]:
        raise BadQuery(f"there is no kind of thing named {', '.join(unknown)}; there are: {', '.join(SEARCHABLE)}")


def _as_data(state: AppState, presenter: Presenter, text: str, found: Found, offset: int) -> dict[str, object]:
    return {
        "query": text,
        "total": found.total,
        "offset": offset,
        "kinds": dict(found.kinds),
        "hits": [
            {
                "id": hit.iri,
                "type": hit.kind,
                "name": presenter.name(hit.iri).text,
                "description": _describe(presenter, hit),
                "matched": {"text": hit.name.text, "language": hit.name.language, "kind": hit.name.standing.name.lower()},
                "score": round(hit.score, 1),
                "document": state.links.absolute((presenter.href(hit.iri) or "").removeprefix(state.links.prefix)),
            }
            for hit in found.hits
        ],
    }


def _describe(presenter: Presenter, hit: Hit) -> str:
    """What it is and where: `public library · Kraków, Poland`."""
    parts = (", ".join(each.text for each in words) for words in presenter.what_and_where(hit.iri, hit.kind))
    return " · ".join(part for part in parts if part)


def _shows_otherwise(presenter: Presenter, hit: Hit, text: str) -> bool:
    """Whether the page's own name of a thing does not tell why it was found: another one was, and the text is not in it."""
    shown = presenter.name(hit.iri).text
    if hit.name.standing is Standing.PREFERRED and hit.name.language in ("", presenter.language.code):
        return False
    return hit.name.text != shown and fold(text) not in fold(shown) and not hit.iri.endswith(f"/{hit.name.text}")


def _address(state: AppState, request: Request, text: str, kinds: Sequence[str], offset: int = 0, limit: int = PAGE_SIZE) -> str:
    """This search again, with other filters or another page."""
    parameters = {"q": text, "type": kinds[0] if kinds else "", "lang": request.query_params.get("lang", "")}
    parameters |= {"offset": str(offset) if offset else "", "limit": str(limit) if limit != PAGE_SIZE else ""}
    return state.links.path("search", **{name: value for name, value in parameters.items() if value})
