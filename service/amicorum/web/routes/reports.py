"""/disagreements and /report: where sources differ, and what should be looked at again."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from amicorum.errors import BadQuery
from amicorum.features.gaps import ask_gaps
from amicorum.features.trust import AGAINST_LISTS, DISAGREEMENTS, LISTS, SECTIONS, ask, read_query, write_quickstatements
from amicorum.rdf.formats import Format, Kind
from amicorum.web.pages import views
from amicorum.web.pages.reports import ADVICE, make_gap_table, make_table
from amicorum.web.pages.thing import make_presenter
from amicorum.web.pages.views import View
from amicorum.web.responses import document
from amicorum.web.state import StateNeeded

router = APIRouter(tags=["network"])

QUICKSTATEMENTS = Format("quickstatements", "text/plain", "txt", Kind.RESULTS, "https://www.wikidata.org/wiki/Help:QuickStatements")


@router.get("/disagreements", response_class=Response, summary="Statements on which sources contradict each other, side by side")
@router.get("/disagreements.{suffix}", include_in_schema=False)
async def show_disagreements(
    state: StateNeeded,
    request: Request,
    about: Annotated[str, Query(max_length=300, alias="property", description="Only on this: `occurred`, `type`, `legalKind` …")] = "",
) -> Response:
    """Both statements with their sources, and what the curators decided. Also as JSON and CSV."""

    async def build() -> View:
        presenter = await make_presenter(state, request)
        found = await ask(state.engine, DISAGREEMENTS)
        names = {row["property"].value: _short(row["property"].value) for row in found}
        rows = [row for row in found if about in ("", names[row["property"].value])]
        choices = sorted({(short, presenter.name(iri).text) for iri, short in names.items()}, key=lambda each: each[1])
        return View(
            presenter=presenter,
            tables={DISAGREEMENTS: make_table(presenter, DISAGREEMENTS, rows)},
            values={"about": about, "choices": choices, "query": read_query(DISAGREEMENTS)},
            about={"property": about},
        )

    return await views.respond(state, request, "disagreements", build)


@router.get("/report", response_class=Response, summary="What should be looked at again: contradictions, single voices, old readings, gaps")
@router.get("/report.{suffix}", include_in_schema=False)
async def show_report(
    state: StateNeeded,
    request: Request,
    on: Annotated[str, Query(max_length=10, description="The day for which reviews are due; that of the release by default.")] = "",
) -> Response:
    """Each section is a table; as JSON, and as CSV by `?table=` (`one-sided`, `reviews`, `institutions-without-seat` …)."""
    day = _read_day(on or state.release.manifest.date)

    async def build() -> View:
        presenter = await make_presenter(state, request)
        listed = await ask(state.engine, LISTS)
        names = [*SECTIONS, *(AGAINST_LISTS if listed else ())]
        found = await asyncio.gather(*(ask(state.engine, name, day) for name in names))
        sections = {name: make_table(presenter, name, rows) for name, rows in zip(names, found, strict=True)}
        gaps = {gap.key: make_gap_table(presenter, gap) for gap in await ask_gaps(state.engine)}
        advice = {name: presenter.language.gettext(ADVICE[name]) for name in sections}
        queries = {name: read_query(name) for name in sections}
        return View(
            presenter=presenter,
            tables=sections | gaps,
            values={"sections": list(sections), "gaps": list(gaps), "advice": advice, "queries": queries, "listed": listed, "on": day},
            about={"on": day.isoformat()},
        )

    return await views.respond(state, request, "report", build)


@router.get("/report/wikidata.txt", response_class=Response, summary="What Wikidata lacks of our twinnings, as QuickStatements")
async def write_statements(state: StateNeeded, request: Request) -> Response:
    """For an editor of Wikidata, each with a reference. 404 where the release has no graph of Wikidata's partner cities."""
    if not await ask(state.engine, LISTS):
        raise HTTPException(404, "this release has no list of twin towns to compare with")

    async def data(_: Format) -> str:
        return write_quickstatements(await ask(state.engine, AGAINST_LISTS[0]), date.fromisoformat(state.release.manifest.date))

    return await document.respond(state, request, data=data, offers=[QUICKSTATEMENTS])


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadQuery(f"“{text}” is no day: write it as 2026-11-28") from None


def _short(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
