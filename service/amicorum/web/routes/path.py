"""/path: how one institution or city is connected with another, as chains of partnerships."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from amicorum.features.network.paths import Conditions, Step, find_chains
from amicorum.rdf import iris
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages import views
from amicorum.web.pages.choices import name_value
from amicorum.web.pages.links import say_when, sources_cell, sources_column
from amicorum.web.pages.nodes import Meant, address_of, find_meant
from amicorum.web.pages.tables import Cell, Column, Holds, Table, things
from amicorum.web.pages.thing import make_presenter
from amicorum.web.pages.views import View
from amicorum.web.state import StateNeeded

router = APIRouter(tags=["network"])

MOST_CHAINS = 10
"""Chains in one answer."""

Name = Annotated[str, Query(max_length=200)]
Year = Annotated[str, Query(pattern=r"^(\d{1,4})?$", description="Only what was there in this year, or may have been.")]


@router.get("/path", response_class=Response, summary="Chains of partnerships between two institutions or cities")
@router.get("/path.{suffix}", include_in_schema=False)
async def show_path(
    state: StateNeeded,
    request: Request,
    from_: Annotated[str, Query(alias="from", max_length=200, description="`institution/ckp`, `city/krakow`, or a name.")] = "",
    to: Annotated[str, Query(max_length=200, description="In the same way.")] = "",
    kind: Annotated[str, Query(pattern="^(twinning|institutional|agreed)?$", description="`agreed`: no lists of others.")] = "",
    year: Year = "",
    places: Annotated[str, Query(max_length=10, description="`yes`: a step may also lead from an institution to its city and back.")] = "",
) -> Response:
    """The shortest chains and those one step longer, each step with its agreement and source; also `/path.json` and `/path.csv`."""
    conditions = Conditions(kind, int(year) if year else None, places == "yes")

    async def build() -> View:
        presenter = await make_presenter(state, request)
        network = await state.network()
        ends = [find_meant(presenter, network, text) for text in (from_, to)]
        asked = all(end.key in network.nodes for end in ends)
        chains = await asyncio.to_thread(find_chains, network, ends[0].key, ends[1].key, conditions, MOST_CHAINS + 1) if asked else []
        more, chains = len(chains) > MOST_CHAINS, chains[:MOST_CHAINS]
        return View(
            presenter=presenter,
            tables={"steps": _make_table(presenter, chains)},
            values={
                "fields": _list_fields(presenter, ends),
                "conditions": conditions,
                "asked": asked,
                "same": asked and ends[0].key == ends[1].key,
                "more": more,
                "chains": [[_Shown(presenter, step) for step in chain] for chain in chains],
                "address_of": address_of,
            },
            about={"from": ends[0].key, "to": ends[1].key, "chains": len(chains), "more": more},
        )

    return await views.respond(state, request, "path", build)


class _Shown:
    """A step as the page tells it."""

    def __init__(self, presenter: Presenter, step: Step) -> None:
        self.source, self.target = address_of(step.source), address_of(step.target)
        self.links = [
            (
                link.iri,
                name_value(presenter, "kind", link.kind),
                say_when(presenter, link),
                [iris.thing("agreement", each) for each in link.agreements],
                [name_value(presenter, "status", each) for each in link.statuses],
                sources_cell(link),
            )
            for link in step.links
        ]


def _list_fields(presenter: Presenter, ends: list[Meant]) -> list[tuple[str, str, Meant]]:
    gettext = presenter.language.gettext
    return [("from", gettext("From: institution or city"), ends[0]), ("to", gettext("To: institution or city"), ends[1])]


def _make_table(presenter: Presenter, chains: list[tuple[Step, ...]]) -> Table:
    gettext = presenter.language.gettext
    rows: list[tuple[Cell, ...]] = []
    for number, chain in enumerate(chains, 1):
        for place, step in enumerate(chain, 1):
            ends = (number, place, (address_of(step.source),), (address_of(step.target),))
            rows += [
                (
                    *ends,
                    (link.iri,),
                    things(iris.thing("agreement", each) for each in link.agreements),
                    say_when(presenter, link),
                    name_value(presenter, "kind", link.kind),
                    sources_cell(link),
                )
                for link in step.links
            ] or [(*ends, (), (), "", gettext("is there"), ())]
    return Table(
        gettext("All steps"),
        [
            Column("chain", gettext("Chain"), Holds.NUMBER),
            Column("step", gettext("Step"), Holds.NUMBER),
            Column("from", gettext("From"), Holds.THINGS),
            Column("to", gettext("To whom"), Holds.THINGS),
            Column("partnership", gettext("Partnership"), Holds.THINGS),
            Column("agreements", gettext("Agreements"), Holds.THINGS),
            Column("when", gettext("When")),
            Column("kind", gettext("Kind")),
            sources_column(presenter),
        ],
        rows,
    )
