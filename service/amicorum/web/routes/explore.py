"""/explore: a selection from the network of partnerships, for people as pictures and a table, for programs as JSON and CSV."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from amicorum.features.network.model import Network
from amicorum.features.network.selection import FACETS, Found, Selection, select
from amicorum.rdf import formats
from amicorum.rdf.formats import Format
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.choices import list_choices
from amicorum.web.pages.network import NetworkData, list_rows, write_network, write_table
from amicorum.web.pages.nodes import find_nodes, node_name
from amicorum.web.pages.thing import make_presenter
from amicorum.web.pages.views import OFFERS, ViewAddresses, read_suffix
from amicorum.web.responses import document
from amicorum.web.state import StateNeeded

router = APIRouter(tags=["network"])

MOST_LINKS = 50_000
"""Links in one JSON answer."""
ROWS = 50
"""Rows of the table on a page."""
FACES = ("network", "map", "timeline")


def _read_selection(
    of: Annotated[
        Sequence[str],
        Query(max_length=50, description="One side: `city/krakow` (with all in it), `institution/ckp`, `country/POL`, or a name."),
    ] = (),
    with_: Annotated[Sequence[str], Query(alias="with", max_length=50, description="The other side, in the same way.")] = (),
    country: Annotated[Sequence[str], Query(max_length=300, description="Countries of either side, by their codes (`LTU`).")] = (),
    types: Annotated[
        Sequence[str], Query(alias="type", max_length=300, description="Types of either side: `library`, `museum`, `city` …")
    ] = (),
    area: Annotated[Sequence[str], Query(max_length=300, description="Areas of cooperation, narrower ones included.")] = (),
    kind: Annotated[
        Sequence[str], Query(max_length=300, description="`twinning`, `institutional`, a type of agreement or a legal kind.")
    ] = (),
    status: Annotated[Sequence[str], Query(max_length=300, description="Statuses: `in-force`, `terminated` …")] = (),
    confidence: Annotated[Sequence[str], Query(max_length=300, description="How sure the curators are: `high`, `medium`, `low`.")] = (),
    source: Annotated[Sequence[str], Query(max_length=300, description="Sources by their keys.")] = (),
    collection: Annotated[Sequence[str], Query(max_length=300, description="Collections by their keys.")] = (),
    year: Annotated[str, Query(pattern=r"^(\d{1,4})?$", description="Only what was there in this year, or may have been.")] = "",
    certain: Annotated[str, Query(max_length=10, description="`yes`: without what may have been there.")] = "",
    expand: Annotated[Sequence[str], Query(max_length=200, description="Nodes of which every link is added.")] = (),
) -> Selection:
    lists = dict(zip(FACETS, (country, types, area, kind, status, confidence, source, collection), strict=True))
    return Selection(
        of=tuple(each for each in of if each.strip()),
        with_=tuple(each for each in with_ if each.strip()),
        chosen={name: frozenset(filter(None, values)) for name, values in lists.items() if any(values)},
        year=int(year) if year else None,
        certain=certain == "yes",
        expand=tuple(filter(None, expand)),
    )


Selected = Annotated[Selection, Depends(_read_selection)]


@router.get(
    "/explore",
    response_class=Response,
    summary="The network of partnerships: a selection as page, JSON or CSV",
    responses={200: {"model": NetworkData}},
)
@router.get("/explore.{suffix}", include_in_schema=False)
async def explore(
    state: StateNeeded,
    request: Request,
    chosen: Selected,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="Rows of the page's table to pass over.")] = 0,
) -> Response:
    """Everything is in the address. Any of the values of one parameter fits, every parameter must fit. Also as `/explore.json`, `.csv`."""

    async def find() -> tuple[Presenter, Network, Selection, Found, list[str]]:
        presenter = await make_presenter(state, request)
        network = await state.network()
        selection, unknown = await asyncio.to_thread(_resolve, presenter, network, chosen)
        return presenter, network, selection, await asyncio.to_thread(select, network, selection), unknown

    async def render(headers: document.Headers) -> Response:
        presenter, network, selection, found, unknown = await find()
        addresses = ViewAddresses(state, request, "explore")
        return state.templates.answer(
            "explore.html",
            request=request,
            headers=headers,
            presenter=presenter,
            selection=selection,
            sides=[
                (name, [(key, node_name(presenter, key)) for key in keys])
                for name, keys in (("of", selection.of), ("with", selection.with_))
            ],
            expanded=[(key, node_name(presenter, key)) for key in selection.expand],
            unknown=unknown,
            lists=list_choices(presenter, network, selection, found),
            face=_face(request),
            total=len(found.links),
            nodes=len(found.nodes),
            uncertain=sum(presence == "uncertain" for _, presence in found.links),
            rows=list_rows(presenter, network, found, offset, ROWS),
            offset=offset,
            previous=addresses.page(offset=str(max(offset - ROWS, 0) or "")) if offset else "",
            next=addresses.page(offset=str(offset + ROWS)) if offset + ROWS < len(found.links) else "",
            files=[(each, addresses.file(each)) for each in OFFERS],
            years=_years(network, state.release.manifest.date),
            release=state.release,
        )

    async def write(form: Format) -> bytes | str:
        presenter, network, selection, found, _ = await find()
        if form is formats.JSON:
            return await asyncio.to_thread(write_network, presenter, network, selection, found, state.release.id, MOST_LINKS)
        return await asyncio.to_thread(write_table, presenter, found)

    return await document.respond(state, request, page=render, data=write, offers=OFFERS, suffix=read_suffix(request))


def _resolve(presenter: Presenter, network: Network, selection: Selection) -> tuple[Selection, list[str]]:
    """The selection with keys where a reader wrote names, and the names that nothing has."""
    unknown: list[str] = []

    def find(texts: Iterable[str]) -> tuple[str, ...]:
        keys = []
        for text in texts:
            found = find_nodes(presenter, network, text)
            if not found:
                unknown.append(text)
            keys.append(found[0] if found else text)
        return tuple(dict.fromkeys(keys))

    of, with_ = find(selection.of), find(selection.with_)
    return Selection(
        of=of,
        with_=with_,
        chosen=selection.chosen,
        year=selection.year,
        certain=selection.certain,
        expand=tuple(key for key in selection.expand if key in network.nodes),
    ), unknown


def _face(request: Request) -> str:
    face = request.query_params.get("face", "")
    return face if face in FACES else FACES[0]


def _years(network: Network, today: str) -> tuple[int, int]:
    """The years worth looking through: from when a hundredth of all had begun (one pair is from 1245) to now."""
    begun = sorted(int(link.begin.first[:4]) for link in network.links if link.begin.first)
    return begun[len(begun) // 100] if begun else int(today[:4]), int(today[:4])
