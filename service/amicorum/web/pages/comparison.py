"""Make the tables of /compare."""

from __future__ import annotations

from collections.abc import Sequence

from amicorum.features.network.comparison import Comparison, Side, find_ends
from amicorum.features.network.model import Network
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.links import areas_cell, partnerships_cell, say_when, sources_cell, sources_column
from amicorum.web.pages.nodes import address_of, node_name
from amicorum.web.pages.tables import Cell, Column, Holds, Table


def make_tables(presenter: Presenter, network: Network, found: Comparison) -> dict[str, Table]:
    """In brief, what joins the two, shared partners, areas, years."""
    gettext = presenter.language.gettext
    names = [node_name(presenter, side.key).text for side in found.sides]
    return {
        "overview": _table_overview(presenter, network, found, names),
        "between": Table(
            gettext("What joins them"),
            [
                Column("partner", names[0], Holds.THINGS),
                Column("other", names[1], Holds.THINGS),
                Column("partnership", gettext("Partnership"), Holds.THINGS),
                Column("when", gettext("When")),
                sources_column(presenter),
            ],
            [
                (
                    (address_of(ends[0]),),
                    (address_of(ends[1]),),
                    (link.iri,),
                    say_when(presenter, link),
                    sources_cell(link),
                )
                for link in found.between
                if (ends := find_ends(network, link, *(side.key for side in found.sides)))
            ],
        ),
        "shared": Table(
            gettext("Partners of both"),
            [
                Column("partner", gettext("Partner"), Holds.THINGS),
                Column("with_a", gettext("with %(name)s", name=names[0]), Holds.THINGS),
                Column("when_a", gettext("When")),
                Column("with_b", gettext("with %(name)s", name=names[1]), Holds.THINGS),
                Column("when_b", gettext("When")),
                sources_column(presenter),
            ],
            [
                (
                    (address_of(key),),
                    *(cell for links in both for cell in (partnerships_cell(*links), say_when(presenter, *links))),
                    sources_cell(*both[0], *both[1]),
                )
                for key in found.shared
                if (both := [side.partners[key] for side in found.sides])
            ],
        ),
        "areas": Table(
            gettext("Areas of cooperation"),
            [Column("area", gettext("Area"), Holds.THINGS), *_columns(names)],
            [(areas_cell([area]), *(side.areas[area] for side in found.sides)) for area in _order_areas(found.sides)],
        ),
        "years": Table(
            gettext("Years of beginning"),
            [Column("year", gettext("Year"), Holds.NUMBER), *_columns(names)],
            [
                (year, *(side.years[year] for side in found.sides))
                for year in sorted({year for side in found.sides for year in side.years})
            ],
        ),
    }  # fmt: skip


def _table_overview(presenter: Presenter, network: Network, found: Comparison, names: Sequence[str]) -> Table:
    gettext = presenter.language.gettext

    def countries(side: Side) -> int:
        return len({network.nodes[key].country for key in side.partners} - {""})

    measures = [
        (gettext("Partnerships"), [side.partnerships for side in found.sides]),
        (gettext("Partners"), [len(side.partners) for side in found.sides]),
        (gettext("Partners of both"), [len(found.shared)] * 2),
        (gettext("Countries of partners"), [countries(side) for side in found.sides]),
        (gettext("Partnerships without a known year of beginning"), [side.undated for side in found.sides]),
    ]
    rows: list[tuple[Cell, ...]] = [(words, *numbers) for words, numbers in measures]
    return Table(gettext("In brief"), [Column("measure", gettext("Measure")), *_columns(names)], rows)


def _columns(names: Sequence[str]) -> list[Column]:
    return [Column(key, name, Holds.NUMBER) for key, name in zip(("a", "b"), names, strict=True)]


def _order_areas(sides: tuple[Side, Side]) -> list[str]:
    """Areas of both first, then by how many work on them."""
    first, second = (side.areas for side in sides)
    return sorted({*first, *second}, key=lambda area: (-min(first[area], second[area]), -first[area] - second[area], area))
