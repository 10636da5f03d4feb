"""The tables of /compare."""

from __future__ import annotations

from collections.abc import Sequence

from amicorum.features.network.comparison import Comparison, Side
from amicorum.features.network.model import Link, Network
from amicorum.rdf import iris
from amicorum.web.html.presenter import Presenter
from amicorum.web.pages.network import say_when
from amicorum.web.pages.nodes import address_of, node_name
from amicorum.web.pages.opportunities import AREAS
from amicorum.web.pages.tables import Cell, Column, Holds, Table, things


def make_tables(presenter: Presenter, network: Network, found: Comparison) -> dict[str, Table]:
    """In brief, what joins the two, shared partners, areas, years."""
    gettext = presenter.language.gettext
    names = [node_name(presenter, side.key).text for side in found.sides]
    return {
        "overview": _table_overview(presenter, network, found, names),
        "between": Table(
            gettext("What joins them"),
            [
                Column("partner", gettext("Partner"), Holds.THINGS),
                Column("other", gettext("With"), Holds.THINGS),
                Column("partnership", gettext("Partnership"), Holds.THINGS),
                Column("when", gettext("When")),
                Column("sources", gettext("Who says so"), Holds.GRAPHS),
            ],
            [
                (
                    (address_of(link.ends[0]),),
                    (address_of(link.ends[1]),),
                    (link.iri,),
                    say_when(presenter, link),
                    tuple(iris.source_graph(each) for each in link.sources),
                )
                for link in found.between
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
                Column("sources", gettext("Who says so"), Holds.GRAPHS),
            ],
            [
                (
                    (address_of(key),),
                    *_tell_links(presenter, found.sides[0].partners[key]),
                    *_tell_links(presenter, found.sides[1].partners[key]),
                    things(
                        iris.source_graph(each) for side in found.sides for link in side.partners[key] for each in link.sources
                    ),
                )
                for key in found.shared
            ],
        ),
        "areas": Table(
            gettext("Areas of cooperation"),
            [Column("area", gettext("Area"), Holds.THINGS), *_columns(names)],
            [((iris.concept(AREAS, area),), *(side.areas[area] for side in found.sides)) for area in _order_areas(found.sides)],
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


def _tell_links(presenter: Presenter, links: Sequence[Link]) -> tuple[tuple[str, ...], str]:
    return (
        things(link.iri for link in links),
        "; ".join(dict.fromkeys(say_when(presenter, link) for link in links)),
    )
