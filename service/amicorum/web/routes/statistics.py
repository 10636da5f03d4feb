"""/statistics: figures of the release as charts and tables, each with the query behind it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from amicorum.features.statistics import ask_statistics
from amicorum.rdf.namespaces import PREFIXES
from amicorum.web.pages import views
from amicorum.web.pages.nodes import find_meant
from amicorum.web.pages.statistics import make_chart, make_table
from amicorum.web.pages.thing import make_presenter
from amicorum.web.pages.views import View
from amicorum.web.state import StateNeeded

router = APIRouter(tags=["network"])


@router.get("/statistics", response_class=Response, summary="Agreements by year, area, country, type, status and sources")
@router.get("/statistics.{suffix}", include_in_schema=False)
async def show_statistics(
    state: StateNeeded,
    request: Request,
    country: Annotated[str, Query(max_length=200, description="Only with partners in this country: `LTU`, `country/LTU`, or a name.")] = "",
) -> Response:
    """Each figure is the answer to one SPARQL query. As JSON, and as CSV by `?table=` (`years`, `areas`, `countries` …)."""

    async def build() -> View:
        presenter = await make_presenter(state, request)
        network = await state.network()
        meant = find_meant(presenter, network, f"country/{country}" if len(country) == 3 and country.isupper() else country)
        known = meant.key.startswith("country/")
        statistics = await ask_statistics(state.engine, PREFIXES["country"] + meant.key[8:] if known else "")
        tables = {name: make_table(presenter, figure) for name, figure in statistics.figures.items()}
        last = int(state.release.manifest.date[:4])
        codes = sorted({node.country for node in network.nodes.values() if node.country})
        names = sorted(((presenter.language.country(code), code) for code in codes), key=lambda each: each[0].casefold())
        return View(
            presenter=presenter,
            tables=tables,
            values={
                "meant": meant,
                "known": known,
                "country": meant.key[8:] if known else "",
                "countries": names,
                "agreements": statistics.agreements,
                "charts": [make_chart(presenter, statistics, name, table, last) for name, table in tables.items()],
            },
            about={
                "country": meant.key[8:] if known else "",
                "agreements": statistics.agreements,
                "left_out": {name: figure.left_out for name, figure in statistics.figures.items() if figure.left_out is not None},
                "queries": {name: figure.query for name, figure in statistics.figures.items()},
            },
        )

    return await views.respond(state, request, "statistics", build)
