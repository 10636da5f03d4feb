"""Each rule derives, from a small graph, exactly the statements beside it; titles see the schemes as well, as in a build."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad, QueryTriples, Store, Triple

from amicorum.release.inference import FUNCTIONS

RULES = sorted((Path(__file__).parents[2] / "ontology" / "rules").glob("*.rq"))
ReadTurtle = Callable[[str], set[Triple]]
CASES = Path(__file__).parent / "rules"


def derived(store: Store, rule: Path) -> list[str]:
    answer = store.query(rule.read_text(encoding="utf-8"), custom_functions=dict(FUNCTIONS))
    assert isinstance(answer, QueryTriples)
    return sorted(str(triple) for triple in answer)


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_rule_derives_what_is_expected(rule: Path, schemes: Store, read_turtle: ReadTurtle) -> None:
    given = read_turtle((CASES / f"{rule.stem}.given.ttl").read_text(encoding="utf-8"))
    store = Store()
    store.extend(schemes)
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in given)
    expected = read_turtle((CASES / f"{rule.stem}.expected.ttl").read_text(encoding="utf-8"))
    assert derived(store, rule) == sorted(str(triple) for triple in expected)


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_rule_derives_nothing_from_nothing(rule: Path, schemes: Store) -> None:
    assert derived(schemes, rule) == []


def test_title_shows_each_list_of_parties_where_sources_disagree_and_the_longest_where_they_do_not(schemes: Store) -> None:
    store = Store()
    store.extend(schemes)
    store.update("""
        BASE <https://w3id.org/amicorum/>
        PREFIX ami: <https://w3id.org/amicorum/ns#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        INSERT DATA {
          <a> skos:prefLabel "Kraków"@en . <b> skos:prefLabel "Baranya Region"@en . <c> skos:prefLabel "Pécs"@en .
          GRAPH <one> {
            <p1> ami:establishedBy <disputed>, <agreed> ; ami:hasParty <x>, <y> .
            <x> ami:partyAgent <a> . <y> ami:partyAgent <b> .
          }
          GRAPH <two> { <p2> ami:establishedBy <disputed> ; ami:hasParty <x>, <z> . <x> ami:partyAgent <a> . <z> ami:partyAgent <c> }
          GRAPH <three> {
            <p3> ami:establishedBy <agreed> ; ami:hasParty <x>, <y>, <z> .
            <x> ami:partyAgent <a> . <y> ami:partyAgent <b> . <z> ami:partyAgent <c> .
          }
        }""")
    store.bulk_extend([Quad(quad.subject, quad.predicate, quad.object) for quad in store])
    titles = [title for title in derived(store, RULES[-2]) if title.endswith("@en")]
    assert [title.split('"')[1] for title in titles] == [
        "Agreement: Baranya Region – Kraków – Pécs",
        "Agreement: Baranya Region – Kraków / Kraków – Pécs",
    ]


def test_cases_are_the_rules() -> None:
    assert {path.name.split(".")[0] for path in CASES.glob("*.ttl")} == {path.stem for path in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_rule_opens_with_words_and_sorted_prefixes(rule: Path) -> None:
    text = rule.read_text(encoding="utf-8")
    assert re.match(r"^# [A-Z].*\.\n", text)
    prefixes = re.findall(r"^PREFIX (\w+):", text, flags=re.MULTILINE)
    assert prefixes == sorted(prefixes)
    assert [name for name in prefixes if not re.search(rf"\b{name}:\w", text)] == []
