"""/compare: two institutions, cities or countries side by side."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from amicorum.features.network.comparison import compare
from amicorum.web.pages import views
from amicorum.web.pages.charts import draw_years
from amicorum.web.pages.comparison import make_tables
from amicorum.web.pages.nodes import address_of, find_meant
from amicorum.web.pages.statistics import FIRST_YEAR, Chart, draw_bars
from amicorum.web.pages.tables import Table
from amicorum.web.pages.thing import make_presenter
from amicorum.web.pages.views import View
from amicorum.web.state import StateNeeded

router = APIRouter(tags=["network"])


@router.get("/compare", response_class=Response, summary="Two institutions, cities or countries: shared partners, areas, years")
@router.get("/compare.{suffix}", include_in_schema=False)
async def show_comparison(
    state: StateNeeded,
    request: Request,
    a: Annotated[str, Query(max_length=200, description="`institution/ckp`, `city/krakow`, `country/POL`, or a name.")] = "",
    b: Annotated[str, Query(max_length=200, description="In the same way.")] = "",
) -> Response:
    """A city stands for all that is in it, and so does a country. Also as JSON, and as CSV by `?table=` (`shared`, `areas` …)."""

    async def build() -> View:
        presenter = await make_presenter(state, request)
        network = await state.network()
        sides = [find_meant(presenter, network, text) for text in (a, b)]
        asked = all(side.key for side in sides)
        tables: dict[str, Table] = {"overview": Table("", [], [])}
        values: dict[str, object] = {"sides": list(zip("ab", sides, strict=True)), "asked": asked, "address_of": address_of}
        if asked:
            found = await asyncio.to_thread(compare, network, sides[0].key, sides[1].key)
            tables = make_tables(presenter, network, found)
            last = int(state.release.manifest.date[:4])
            largest = max((number for side in found.sides for number in side.years.values()), default=0)
            names = [column.heading for column in tables["years"].columns[1:]]
            values["years"] = [
                Chart(
                    name="years",
                    heading=name,
                    query="",
                    left_out="",
                    series=(name,),
                    bars=(),
                    years=draw_years({k: (v,) for k, v in side.years.items()}, FIRST_YEAR, last, largest),
                )
                for name, side in zip(names, found.sides, strict=True)
            ]
            values["areas"] = draw_bars("areas", tables["areas"])
        return View(presenter=presenter, tables=tables, values=values, about={"a": sides[0].key, "b": sides[1].key})

    return await views.respond(state, request, "compare", build)
