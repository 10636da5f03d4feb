"""Comparisons in a small network whose answers are known."""

from __future__ import annotations

from amicorum.features.network.comparison import compare, find_ends
from amicorum.features.network.model import Link, Network, Node
from amicorum.features.network.periods import NOT_KNOWN, Window

NODES = [
    *(Node(f"city/{city}", "city", ("city",), country, city) for city, country in (("a", "POL"), ("b", "LTU"), ("c", "UKR"))),
    Node("one", "institution", country="POL", city="a"),
    Node("two", "institution", country="LTU", city="b"),
    Node("both", "institution", country="UKR", city="c"),
    Node("near", "institution", country="POL", city="a"),
]


def link(one: str, other: str, year: str = "", *, key: str = "", areas: tuple[str, ...] = (), statuses: tuple[str, ...] = ()) -> Link:
    begin = Window(f"{year}-01-01", f"{year}-12-31") if year else NOT_KNOWN
    return Link(key or f"{one}-{other}", (one, other), "institutional", areas=areas, statuses=statuses, begin=begin)


LINKS = (
    link("one", "both", "2001", areas=("theatre",)),
    link("two", "both", "2002", areas=("dance",)),
    link("one", "two", "2003", areas=("theatre", "dance")),
    link("one", "near"),
    link("city/a", "city/c", "1990", key="three"),
    link("city/a", "city/b", "1990", key="three"),
    link("city/b", "city/c", "1990", key="three"),
    link("near", "two", "2020", statuses=("announced",)),
)
NETWORK = Network({node.key: node for node in NODES}, LINKS, {"theatre": "arts", "dance": "arts"})


def test_two_institutions() -> None:
    found = compare(NETWORK, "one", "two")
    assert [each.key for each in found.between] == ["one-two"]
    assert found.shared == ("both",)
    one, two = found.sides
    assert (set(one.partners), set(two.partners)) == ({"both", "two", "near"}, {"both", "one"})
    assert one.areas == {"theatre": 2, "dance": 1, "arts": 2}
    assert (one.years, one.partnerships, one.undated) == ({2001: 1, 2003: 1}, 3, 1)


def test_a_city_stands_for_all_in_it() -> None:
    found = compare(NETWORK, "city/a", "city/b")
    assert [each.key for each in found.between] == ["one-two", "three"]
    assert set(found.shared) == {"both", "city/c"}
    here = found.sides[0]
    assert "near" not in here.partners, "that is in the city itself"
    assert here.partnerships == 4, "a partnership of three is one, and one inside counts"
    assert here.years == {1990: 1, 2001: 1, 2003: 1}


def test_countries_are_compared_as_their_cities_are() -> None:
    assert compare(NETWORK, "country/POL", "country/LTU").shared == compare(NETWORK, "city/a", "city/b").shared


def test_either_way_round_it_is_the_same() -> None:
    there, back = compare(NETWORK, "one", "city/b"), compare(NETWORK, "city/b", "one")
    assert there.sides == back.sides[::-1]
    assert (there.between, set(there.shared)) == (back.between, set(back.shared))


def test_the_ends_of_what_joins_the_two_are_told_apart() -> None:
    for one, other, ends in (
        ("city/a", "city/b", [("one", "two"), ("city/a", "city/b")]),
        ("city/b", "city/a", [("two", "one"), ("city/b", "city/a")]),
        ("country/POL", "near", [("one", "near")]),
    ):
        assert [find_ends(NETWORK, link, one, other) for link in compare(NETWORK, one, other).between] == ends
