"""What a release says has changed since the one before."""

from __future__ import annotations

import json
from collections.abc import Callable

from pyoxigraph import RdfFormat, parse

from amicorum.rdf.canonical import sort_nquads
from amicorum.release.history.changes import Change, compare
from amicorum.release.release import Release

PREFIXES = """
@prefix : <https://w3id.org/amicorum/id/city/> .
@prefix ami: <https://w3id.org/amicorum/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix g: <https://w3id.org/amicorum/graph/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def nquads(trig: str) -> list[bytes]:
    return sort_nquads(parse(PREFIXES + trig, format=RdfFormat.TRIG)).splitlines(keepends=True)


def city(name: str) -> str:
    return f"https://w3id.org/amicorum/id/city/{name}"


BEFORE = """
g:curated {
  :a a ami:City ; skos:prefLabel "A"@pl .
  :b a ami:City ; skos:prefLabel "B"@pl, "Bee"@en .
  :c a ami:City ; skos:prefLabel "C"@pl .
  :d a ami:City ; skos:prefLabel "D"@pl .
}
g:inferred { :a dct:title "old"@en . }
"""
AFTER = """
g:curated {
  :a a ami:City ; skos:prefLabel "A"@pl .
  :b a ami:City ; skos:prefLabel "B"@pl, "Be"@en, "Bė"@lt .
  :c dct:isReplacedBy :e .
  :e a ami:City ; skos:prefLabel "E"@pl .
}
g:inferred { :a dct:title "new"@en . }
"""


def test_tells_added_changed_and_withdrawn() -> None:
    changes = compare(nquads(BEFORE), nquads(AFTER), since="0123456789abcdef")
    assert changes.added == [Change(iri=city("e"), label="E", added=2)]
    assert changes.changed == [Change(iri=city("b"), label="Be", added=2, removed=1)]
    assert changes.withdrawn == [
        Change(iri=city("c"), label="C", added=1, removed=2, replaced_by=city("e")),
        Change(iri=city("d"), label="D", removed=2),
    ]


def test_nothing_changed_means_nothing_listed() -> None:
    changes = compare(nquads(BEFORE), nquads(BEFORE), since="0123456789abcdef")
    assert not [*changes.added, *changes.changed, *changes.withdrawn]


def test_the_first_release_adds_everything(make_release: Callable[[str], Release]) -> None:
    first = make_release(PREFIXES + BEFORE)
    second = make_release(PREFIXES + AFTER)
    said = [json.loads((each.folder / "changes.json").read_text()) for each in (first, second)]
    assert [each["since"] for each in said] == ["", first.id]
    assert [change["iri"] for change in said[0]["added"]] == [city(name) for name in "abcd"]
    assert [change["iri"] for change in said[1]["withdrawn"]] == [city("c"), city("d")]
