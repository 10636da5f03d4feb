"""Chains over small networks whose answers are known, and over the network of the small world."""

from __future__ import annotations

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amicorum.features.network.model import Link, Network, Node
from amicorum.features.network.paths import DETOUR, Conditions, find_chains
from amicorum.features.network.periods import Window


def network(*pairs: str, **more: tuple[str, ...]) -> Network:
    """Nodes of one letter, joined as `ab` joins a with b; `ab=("announced",)` gives a link these statuses."""
    links = [Link(pair, (pair[0], pair[1]), "institutional", sources=("one",)) for pair in pairs]
    links += [Link(pair, (pair[0], pair[1]), "institutional", statuses=statuses) for pair, statuses in more.items()]
    return Network({key: Node(key, "institution") for link in links for key in link.ends}, tuple(links))


def words(found: Network, start: str, goal: str, conditions: Conditions | None = None, most: int = 50) -> list[str]:
    chains = find_chains(found, start, goal, conditions or Conditions(), most)
    assert all(step.links for chain in chains for step in chain)
    return [chain[0].source + "".join(step.target for step in chain) for chain in chains]


def test_the_shortest_come_first_then_those_one_step_longer() -> None:
    found = network("ab", "bd", "ac", "cd", "ce", "ed", "af", "fg", "gh", "hd")
    assert words(found, "a", "d") == ["abd", "acd", "aced"]
    assert words(found, "a", "d", most=1) == ["abd"]


@pytest.mark.parametrize(("start", "goal"), [("a", "a"), ("a", "z"), ("z", "a"), ("a", "c")])
def test_no_chain(start: str, goal: str) -> None:
    assert words(network("ab", "cd"), start, goal) == []


def test_what_was_only_announced_joins_nobody() -> None:
    assert words(network("ab", bc=("announced",)), "a", "c") == []
    assert words(network("ab", bc=("announced", "signed")), "a", "c") == ["abc"]


def test_of_equally_long_chains_the_best_attested_comes_first() -> None:
    weak = (Link("ab", ("a", "b"), "twinning", sources=("1",)), Link("bd", ("b", "d"), "twinning", sources=("1", "2")))
    strong = (Link("ac", ("a", "c"), "twinning", sources=("1", "2")), Link("cd", ("c", "d"), "twinning", sources=("1", "2")))
    found = Network({key: Node(key, "city") for key in "abcd"}, weak + strong)
    assert words(found, "a", "d") == ["acd", "abd"]


def test_conditions() -> None:
    begun = Window("2000-01-01", "2000-12-31")
    links = (
        Link("ab", ("a", "b"), "twinning", begin=begun),
        Link("bc", ("b", "c"), "institutional", begin=begun, end=Window("2010-01-01", "2010-12-31")),
    )
    found = Network({key: Node(key, "institution") for key in "abc"}, links)
    assert words(found, "a", "c") == ["abc"]
    assert words(found, "a", "c", Conditions(kind="twinning")) == []
    listed = Network(found.nodes, (links[0], Link("bc", ("b", "c"), "listed")))
    assert words(listed, "a", "c") == ["abc"]
    assert words(listed, "a", "c", Conditions(kind="agreed")) == []
    assert words(found, "a", "c", Conditions(kind="agreed")) == ["abc"]
    assert words(found, "a", "c", Conditions(year=2005)) == ["abc"]
    assert words(found, "a", "c", Conditions(year=2015)) == []


def test_over_the_city_only_where_asked() -> None:
    nodes = {
        "institution/a": Node("institution/a", "institution", city="x"),
        "institution/b": Node("institution/b", "institution", city="x"),
        "city/x": Node("city/x", "city", city="x"),
        "city/y": Node("city/y", "city", city="y"),
    }
    found = Network(nodes, (Link("xy", ("city/x", "city/y"), "twinning"), Link("ab", ("institution/a", "institution/b"), "institutional")))
    assert find_chains(found, "institution/a", "city/y", Conditions(), 9) == []
    chain, *_ = find_chains(found, "institution/a", "city/y", Conditions(places=True), 9)
    assert [(step.source, step.target, len(step.links)) for step in chain] == [
        ("institution/a", "city/x", 0),
        ("city/x", "city/y", 1),
    ]


@given(st.sets(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).filter(lambda pair: pair[0] < pair[1]), min_size=1))
def test_the_chains_are_those_that_trying_all_finds(pairs: set[tuple[str, str]]) -> None:
    found = network(*sorted(map("".join, pairs)))
    expected = try_all(pairs, "a", "b")
    shortest = min(map(len, expected), default=0)
    assert set(words(found, "a", "b", most=10_000)) == {word for word in expected if len(word) <= shortest + DETOUR}


def try_all(pairs: set[tuple[str, str]], start: str, goal: str) -> set[str]:
    """Every chain without a repeated node."""
    joined = pairs | {(second, first) for first, second in pairs}
    whole: set[str] = set()
    waiting = deque([start])
    while waiting:
        word = waiting.popleft()
        for first, second in joined:
            if first == word[-1] and second not in word:
                (whole.add if second == goal else waiting.append)(word + second)
    return whole
