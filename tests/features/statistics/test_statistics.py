"""The figures of the small world, counted once more without SPARQL."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from pyoxigraph import NamedNode, Store
from tests.web.fakes import FakeEngine

from amicorum.features.statistics import FIGURES, Figure, Statistics, ask_statistics
from amicorum.rdf.namespaces import AMI
from amicorum.release.release import Release, load

POLAND = "http://publications.europa.eu/resource/authority/country/POL"


def ask(release: Release, country: str = "") -> Statistics:
    async def run() -> Statistics:
        engine = FakeEngine(release)
        await engine.start()
        return await ask_statistics(engine, country)

    return asyncio.run(run())


@pytest.fixture(scope="module")
def statistics(world_release: Release) -> Statistics:
    return ask(world_release)


@pytest.fixture(scope="module")
def store(world_release: Release) -> Store:
    return load(world_release)


def values(store: Store, term: NamedNode) -> set[tuple[str, str]]:
    """What agreements of partnerships say by a property."""
    agreements = {quad.object for quad in store.quads_for_pattern(None, AMI.establishedBy, None)}
    return {(str(quad.subject), str(quad.object)) for quad in store.quads_for_pattern(None, term, None) if quad.subject in agreements}


def numbers(figure: Figure, key: str, number: str = "agreements") -> dict[str, int]:
    return {str(row[key]): int(row[number].value) for row in figure.rows}


def test_all_figures(statistics: Statistics) -> None:
    assert list(statistics.figures) == list(FIGURES)
    assert statistics.agreements > 5
    assert all(figure.rows for figure in statistics.figures.values())


@pytest.mark.parametrize(("name", "key", "term"), [("areas", "area", AMI.coversArea), ("statuses", "status", AMI.status)])
def test_how_many_name_each_value(statistics: Statistics, store: Store, name: str, key: str, term: NamedNode) -> None:
    said = values(store, term)
    figure = statistics.figures[name]
    assert numbers(figure, key) == Counter(value for _, value in said)
    assert figure.left_out == statistics.agreements - len({agreement for agreement, _ in said})


def test_years_and_what_they_leave_out_are_all(statistics: Statistics) -> None:
    years = statistics.figures["years"]
    dated = sum(int(row[key].value) for row in years.rows for key in ("institutions", "cities"))
    assert years.left_out is not None
    assert dated + years.left_out == statistics.agreements
    assert numbers(years, "year", "institutions")[str(next(row["year"] for row in years.rows if row["year"].value == "2018"))] >= 1


def test_every_agreement_has_some_number_of_sources(statistics: Statistics) -> None:
    assert sum(numbers(statistics.figures["sources"], "sources").values()) == statistics.agreements


def test_one_country(world_release: Release, statistics: Statistics) -> None:
    poland = ask(world_release, POLAND)
    assert 0 < poland.agreements <= statistics.agreements
    assert all(POLAND in (row["one"].value, row["other"].value) for row in poland.figures["countries"].rows)
    assert all(f"<{POLAND}>" in figure.query for figure in poland.figures.values())
    nowhere = ask(world_release, POLAND + "X")
    assert nowhere.agreements == 0
    assert all(not figure.rows for figure in nowhere.figures.values())


def test_the_queries_as_shown_give_the_figures_again(store: Store, world_release: Release) -> None:
    for figure in ask(world_release, POLAND).figures.values():
        found = store.query(figure.query)
        assert [{name.value: row[name] for name in found.variables} for row in found] == figure.rows  # type: ignore[union-attr]  # a SELECT
