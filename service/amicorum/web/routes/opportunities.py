"""/opportunities: whom an institution could write to in twin cities, and which twinnings have no institutions behind them yet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from amicorum.features.network.opportunities import find_city_pairs, find_opportunities, find_partners, find_twins
from amicorum.web.pages import views
from amicorum.web.pages.nodes import address_of, find_meant
from amicorum.web.pages.opportunities import table_institutions, table_pairs, table_partners
from amicorum.web.pages.tables import Table
from amicorum.web.pages.thing import make_presenter
from amicorum.web.pages.views import View
from amicorum.web.state import StateNeeded

router = APIRouter(tags=["network"])


@router.get("/opportunities", response_class=Response, summary="With whom an institution could work; twinnings without institutions")
@router.get("/opportunities.{suffix}", include_in_schema=False)
async def show_opportunities(
    state: StateNeeded,
    request: Request,
    institution: Annotated[str, Query(max_length=200, description="`institution/ckp`, or a name.")] = "",
    to: Annotated[str, Query(max_length=200, description="Only in this city or country: `city/vilnius`, `country/LTU`, or a name.")] = "",
    city: Annotated[str, Query(max_length=200, description="Twinnings of this city alone.")] = "",
) -> Response:
    """Ranked, with the reasons; without an institution, the pairs of twinned cities. Also as `/opportunities.json`, `.csv`."""

    async def build() -> View:
        presenter = await make_presenter(state, request)
        network = await state.network()
        house, goal, place = (find_meant(presenter, network, text) for text in (institution, to, city))
        node, home = network.nodes.get(house.key), network.nodes.get(place.key)
        tables: dict[str, Table] = {}
        known = node is not None and node.kind == "institution" and (goal.key or not goal.text)
        found = find_opportunities(network, house.key, goal.key) if known else []
        if known:
            tables["institutions"] = table_institutions(presenter, network, found)
            tables["partners"] = table_partners(presenter, find_partners(network, house.key, goal.key))
        if not known or home is not None:
            pairs = find_city_pairs(network, place.key) if not (institution or city) or (home and home.kind == "city") else []
            tables["pairs"] = table_pairs(presenter, pairs)
        twins = [each for each in find_twins(network, f"city/{node.city}") if each] if known and node else []
        return View(
            presenter=presenter,
            tables=tables,
            values={
                "house": house,
                "goal": goal,
                "place": place,
                "known": known,
                "wrong": bool((house.key and not known and node is not None) or (place.key and (home is None or home.kind != "city"))),
                "found": found,
                "twins": twins,
                "twinned": goal.key in twins or not goal.key.startswith("city/"),
                "address_of": address_of,
            },
            about={"institution": house.key, "to": goal.key, "city": place.key},
        )

    return await views.respond(state, request, "opportunities", build)
