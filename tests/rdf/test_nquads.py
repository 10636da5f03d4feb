"""Statements read by lines come in the order in which they would be sorted as statements."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from amicorum.rdf.canonical import label_blank_nodes, sort_for_reading, sort_nquads, sort_store, sort_triples
from amicorum.rdf.dataset import with_union
from amicorum.rdf.nquads import load_with_union, parse_by_graph, parse_union, split_line
from amicorum.rdf.terms import RDF

IRIS = [NamedNode(f"https://example.org/{name}") for name in ("a", "ab", "a/b", "a#b", "a-b", "é")]
NODES = st.one_of(st.sampled_from(IRIS), st.integers(0, 12).map(lambda n: BlankNode(f"b{n}")))
TEXTS = st.text('a"\\\n\r\t _:<>.é', max_size=5)
VALUES = st.one_of(
    NODES,
    TEXTS.map(Literal),
    st.builds(lambda text, language: Literal(text, language=language), TEXTS, st.sampled_from(["en", "en-gb"])),
    st.builds(lambda text, kind: Literal(text, datatype=kind), TEXTS, st.sampled_from(IRIS)),
)
QUADS = st.lists(st.builds(Quad, NODES, st.sampled_from([*IRIS, RDF.type]), VALUES, st.sampled_from(IRIS)), max_size=25)


@given(QUADS)
def test_the_orders_of_lines_are_those_of_statements(quads: list[Quad]) -> None:
    labelled = set(label_blank_nodes(quads))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.nq"
        path.write_bytes(sort_nquads(labelled))
        assert list(parse_by_graph(path)) == sort_for_reading(labelled)
        assert list(parse_union(path)) == sort_triples(quad.triple for quad in labelled)


@given(QUADS)
def test_a_store_is_written_as_its_statements_are(quads: list[Quad]) -> None:
    store = Store()
    store.extend(with_union(quads))
    assert b"".join(sort_store(store)) == sort_nquads(label_blank_nodes(quads))


@given(QUADS)
def test_a_line_is_divided_into_its_terms(quads: list[Quad]) -> None:
    for quad in quads:
        terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        assert split_line(sort_nquads([quad])) == tuple(str(term).encode() for term in terms)


@given(QUADS)
def test_a_file_is_loaded_with_the_union_of_its_graphs(quads: list[Quad]) -> None:
    labelled = label_blank_nodes(quads)
    loaded, expected = Store(), Store()
    expected.extend(with_union(labelled))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.nq"
        path.write_bytes(sort_nquads(labelled))
        counts = load_with_union(loaded, path)
    assert set(loaded) == set(expected)
    assert counts == (len(set(labelled)), len({quad.triple for quad in labelled}))


def test_lines_longer_than_what_is_read_at_once_are_loaded_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amicorum.rdf.nquads.BLOCK", 100)
    quads = [Quad(IRIS[0], IRIS[1], Literal("x" * size), IRIS[2]) for size in range(0, 1000, 7)]
    path = tmp_path / "data.nq"
    path.write_bytes(sort_nquads(quads))
    store = Store()
    assert load_with_union(store, path) == (len(quads), len(quads))
    assert set(store) == set(with_union(quads))
