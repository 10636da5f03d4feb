"""Opportunities in a small network whose answers are known."""

from __future__ import annotations

from dataclasses import replace

from amicorum.features.network.model import Link, Network, Node
from amicorum.features.network.opportunities import find_city_pairs, find_opportunities, find_partners, find_twins

AREAS = {"youth-theatre": "theatre", "street-theatre": "theatre"}


def house(key: str, city: str, *, kind: str = "institution", types: tuple[str, ...] = ("library",), named: bool = True) -> Node:
    return Node(key, kind, types, "POL", city, named=named)


def twinning(one: str, other: str, *statuses: str) -> Link:
    return Link(f"{one}-{other}", (f"city/{one}", f"city/{other}"), "twinning", statuses=statuses)


def work(one: str, other: str, *areas: str, statuses: tuple[str, ...] = ()) -> Link:
    return Link(f"{one}-{other}", (one, other), "institutional", areas=areas, statuses=statuses)


NODES = [
    *(Node(f"city/{each}", "city", ("city",), country, each) for each, country in (("a", "POL"), ("b", "LTU"), ("c", "UKR"), ("d", "DEU"))),
    house("me", "a"),
    house("friend", "b"),
    house("same", "b", types=("museum",)),
    house("near", "b"),
    house("other", "b"),
    house("unnamed", "b", named=False),
    house("ministry", "b", kind="authority"),
    house("far", "c"),
    house("elsewhere", "d"),
]
LINKS = (
    twinning("a", "b", "signed"),
    twinning("a", "c", "announced"),
    twinning("a", "d", "signed"),
    work("me", "friend", "youth-theatre", "digital"),
    *(work(each, "elsewhere", "digital") for each in ("same", "unnamed", "ministry", "far")),
    work("near", "elsewhere", "street-theatre"),
    work("other", "elsewhere", "sport"),
    work("friend", "same", "sport"),
)
NETWORK = Network({node.key: node for node in NODES}, LINKS, AREAS)


def test_twins_are_those_whose_twinning_stands() -> None:
    assert list(find_twins(NETWORK, "city/a")) == ["city/b", "city/d"]
    ended = replace(LINKS[0], statuses=("signed", "terminated"))
    assert list(find_twins(Network(NETWORK.nodes, (ended,)), "city/a")) == []


def test_who_works_on_the_same_and_is_no_partner() -> None:
    found = find_opportunities(NETWORK, "me", "city/b")
    assert [each.institution for each in found] == ["same", "near"]
    same, near = found
    assert (same.same_areas, same.wider_areas, same.common_partners, same.same_types) == (("digital",), (), ("friend",), ())
    assert (near.same_areas, near.wider_areas, near.common_partners, near.same_types) == ((), ("theatre",), (), ("library",))
    assert (same.points, near.points) == (3, 2)
    assert [link.key for link in same.twinnings] == ["a-b"]


def test_what_was_only_announced_makes_no_partner() -> None:
    links = tuple(replace(link, statuses=("announced",)) if link.key == "me-friend" else link for link in LINKS)
    assert find_opportunities(Network(NETWORK.nodes, links, AREAS), "me", "city/b") == [], "its areas do not count either"
    more = work("me", "elsewhere", "digital", "sport")
    found = find_opportunities(Network(NETWORK.nodes, (*links, more), AREAS), "me", "city/b")
    assert {each.institution: each.common_partners for each in found} == {"same": ("elsewhere",), "friend": (), "other": ("elsewhere",)}


def test_partners_of_an_institution() -> None:
    assert [other for other, _ in find_partners(NETWORK, "me")] == ["friend"]
    assert [other for other, _ in find_partners(NETWORK, "elsewhere", "city/b")] == ["same", "unnamed", "ministry", "near", "other"]
    assert find_partners(NETWORK, "me", "city/d") == []


def test_a_journey_is_to_a_city_or_a_country() -> None:
    everywhere = [each.institution for each in find_opportunities(NETWORK, "me")]
    assert everywhere == ["elsewhere", "same", "near"]
    assert [each.institution for each in find_opportunities(NETWORK, "me", "country/LTU")] == ["same", "near"]
    assert find_opportunities(NETWORK, "me", "city/c") == []


def test_twinned_cities_without_cooperating_institutions() -> None:
    (pair,) = find_city_pairs(NETWORK, "city/a")
    assert pair.cities == ("city/a", "city/d")
    assert pair.institutions == (("me",), ("elsewhere",))
    assert pair.areas == ("digital", "theatre")
    assert [each.cities for each in find_city_pairs(NETWORK)] == [("city/a", "city/d")]
    assert [each.cities for each in find_city_pairs(NETWORK, "city/d")] == [("city/d", "city/a")]


def test_only_what_came_about_counts_as_cooperation() -> None:
    together = replace(work("me", "elsewhere", "digital"), key="new")
    assert find_city_pairs(Network(NETWORK.nodes, (*LINKS, together), AREAS)) == []
    announced = replace(together, statuses=("announced",))
    assert len(find_city_pairs(Network(NETWORK.nodes, (*LINKS, announced), AREAS))) == 1
