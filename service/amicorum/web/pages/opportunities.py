"""Make the tables of /opportunities: institutions to work with, and twinned cities without cooperating institutions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from amicorum.features.network.model import Link, Network
from amicorum.features.network.opportunities import CityPair, Opportunity
from amicorum.rdf import iris
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.links import areas_cell, partnerships_cell, say_when, sources_cell, sources_column
from amicorum.web.pages.nodes import address_of
from amicorum.web.pages.tables import Cell, Column, Holds, Table

TYPES = "institution-types"


def table_institutions(presenter: Presenter, network: Network, found: Sequence[Opportunity]) -> Table:
    """Institutions with the reasons for each, the best first."""
    gettext = presenter.language.gettext
    return Table(
        gettext("Institutions in twin cities"),
        [
            Column("rank", gettext("Rank"), Holds.NUMBER),
            Column("institution", gettext("Institution"), Holds.THINGS),
            Column("city", gettext("City"), Holds.THINGS),
            Column("points", gettext("Points"), Holds.NUMBER),
            Column("same_areas", gettext("Works on the same"), Holds.THINGS),
            Column("wider_areas", gettext("Works on something near"), Holds.THINGS),
            Column("same_types", gettext("Of the same type"), Holds.THINGS),
            Column("common_partners", gettext("Common partners"), Holds.THINGS),
            Column("partners", gettext("Partners"), Holds.NUMBER),
            Column("website", gettext("Website")),
            *_twinning_columns(presenter),
        ],
        [
            (
                rank,
                (address_of(each.institution),),
                (address_of(each.city),),
                each.points,
                areas_cell(each.same_areas),
                areas_cell(each.wider_areas),
                tuple(iris.concept(TYPES, kind) for kind in each.same_types),
                tuple(map(address_of, each.common_partners)),
                each.partnerships,
                network.nodes[each.institution].homepage,
                *_twinnings(presenter, each.twinnings),
            )
            for rank, each in enumerate(found, 1)
        ],
    )


def table_pairs(presenter: Presenter, found: Sequence[CityPair]) -> Table:
    """Pairs of cities with the institutions of each that have partners elsewhere."""
    gettext = presenter.language.gettext
    return Table(
        gettext("Twinned cities without cooperating institutions"),
        [
            Column("rank", gettext("Rank"), Holds.NUMBER),
            Column("city", gettext("City"), Holds.THINGS),
            Column("twin", gettext("Twin city"), Holds.THINGS),
            Column("institutions", gettext("Institutions with partners elsewhere"), Holds.NUMBER),
            Column("institutions_of_twin", gettext("The same in the twin city"), Holds.NUMBER),
            Column("areas", gettext("Areas in common"), Holds.THINGS),
            *_twinning_columns(presenter),
        ],
        [
            (
                rank,
                (address_of(each.cities[0]),),
                (address_of(each.cities[1]),),
                *map(len, each.institutions),
                areas_cell(each.areas),
                *_twinnings(presenter, each.twinnings),
            )
            for rank, each in enumerate(found, 1)
        ],
    )


def table_partners(presenter: Presenter, links: Iterable[tuple[str, Link]]) -> Table:
    """Who is a partner already."""
    gettext = presenter.language.gettext
    return Table(
        gettext("Partners already"),
        [
            Column("partner", gettext("Partner"), Holds.THINGS),
            Column("partnership", gettext("Partnership"), Holds.THINGS),
            Column("since", gettext("When")),
            Column("areas", gettext("Areas"), Holds.THINGS),
            sources_column(presenter),
        ],
        [
            (
                (address_of(other),),
                (link.iri,),
                say_when(presenter, link),
                areas_cell(link.areas),
                sources_cell(link),
            )
            for other, link in links
        ],
    )


def _twinning_columns(presenter: Presenter) -> tuple[Column, ...]:
    gettext = presenter.language.gettext
    return (
        Column("twinnings", gettext("Twinning"), Holds.THINGS),
        Column("since", gettext("Twinned since")),
        sources_column(presenter),
    )


def _twinnings(presenter: Presenter, links: Sequence[Link]) -> tuple[Cell, ...]:
    return partnerships_cell(*links), say_when(presenter, *links), sources_cell(*links)
