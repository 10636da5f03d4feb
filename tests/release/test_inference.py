"""Rules run in the order of their file names, each over what the ones before it derived."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from amicorum.errors import ReleaseError
from amicorum.release.inference import GRAPH, derive

A, B, P = (NamedNode(f"https://example.org/{name}") for name in "abp")


@pytest.fixture
def store() -> Store:
    store = Store()
    store.extend([Quad(A, P, B), Quad(A, P, B, A)])
    return store


def write(folder: Path, **rules: str) -> list[Path]:
    for name, text in rules.items():
        (folder / f"{name}.rq").write_text("PREFIX : <https://example.org/> " + text)
    return sorted(folder.iterdir(), reverse=True)


def test_a_rule_sees_what_an_earlier_one_derived(store: Store, tmp_path: Path) -> None:
    rules = write(tmp_path, r10="CONSTRUCT { ?b :p ?a } WHERE { ?a :p ?b }", r20="CONSTRUCT { ?a :p ?a } WHERE { ?a :p/:p ?a }")
    assert derive(store, rules) == 3
    found = {quad.triple for quad in store.quads_for_pattern(None, None, None, GRAPH)}
    assert {(triple.subject, triple.object) for triple in found} == {(B, A), (A, A), (B, B)}
    assert {quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())} == found | {Triple(A, P, B)}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("CONSTRUCT { ?a :p [] } WHERE { ?a :p ?b }", "blank nodes"),
        ("SELECT ?a WHERE { ?a :p ?b }", "not a CONSTRUCT"),
        ("CONSTRUCT { ?a :p }", "not SPARQL"),
    ],
)
def test_refuses_a_rule_that_cannot_be_published(store: Store, tmp_path: Path, rule: str, message: str) -> None:
    with pytest.raises(ReleaseError, match=f"rule r.rq.*{message}"):
        derive(store, write(tmp_path, r=rule))
