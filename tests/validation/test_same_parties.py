"""The shape `same-parties` finds the pairs of partnerships whose parties are the same, where there are two or more."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from amicorum.rdf.iris import NS, thing
from amicorum.rdf.terms import RDF
from amicorum.validation.dataset import load
from amicorum.validation.run import find_results
from amicorum.validation.shapes import Rule, Shapes, read_shapes

AGENTS = st.lists(st.integers(0, 4), min_size=1, max_size=5)
"""The agents of each party of a partnership; two parties may be of one agent."""


@cache
def read_rule() -> tuple[Rule, Shapes]:
    shapes = read_shapes(Path(__file__).parents[2] / "shapes")
    return next(rule for rule in shapes.rules if rule.name == "same-parties"), shapes


def write(number: int, agents: list[int]) -> list[Quad]:
    partnership = NamedNode(thing("partnership", str(number)))
    quads = [Quad(partnership, RDF.type, NamedNode(NS + "InstitutionalPartnership"))]
    for place, agent in enumerate(agents):
        party = NamedNode(thing("party", f"{number}-{place}"))
        quads.append(Quad(partnership, NamedNode(NS + "hasParty"), party))
        quads.append(Quad(party, NamedNode(NS + "partyAgent"), NamedNode(thing("institution", str(agent)))))
    return quads


@settings(max_examples=150, deadline=None)
@given(st.lists(AGENTS, max_size=7))
def test_finds_the_pairs_with_equal_sets(partnerships: list[list[int]]) -> None:
    dataset = load(quad for number, agents in enumerate(partnerships) for quad in write(number, agents))
    found = {(str(each.focus), str(each.value)) for each in find_results(*read_rule(), dataset, dataset.hierarchy())}
    sets = [frozenset(agents) for agents in partnerships]
    assert found == {
        (thing("partnership", str(one)), thing("partnership", str(other)))
        for one in range(len(sets))
        for other in range(len(sets))
        if one != other and sets[one] == sets[other] and len(partnerships[one]) > 1
    }
