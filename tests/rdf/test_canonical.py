"""Equal data, equal bytes: whatever the order and the blank node labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from amicorum.errors import ReleaseError
from amicorum.rdf.canonical import label_blank_nodes, sort_for_reading, sort_nquads, write_readable

IRIS = [NamedNode(f"https://example.org/{n}") for n in range(4)]
NODES = st.one_of(st.sampled_from(IRIS), st.integers(0, 5).map(lambda n: BlankNode(f"b{n}")))
QUADS = st.lists(st.builds(Quad, NODES, st.sampled_from(IRIS), NODES, st.sampled_from(IRIS)), max_size=12)


@given(QUADS, st.randoms(), st.permutations(range(6)))
def test_bytes_do_not_depend_on_order_or_labels(quads: list[Quad], random: st.DataObject, renamed: list[int]) -> None:
    def rename(term: object) -> object:
        return BlankNode(f"other{renamed[int(term.value[1:])]}") if isinstance(term, BlankNode) else term

    other = [Quad(rename(q.subject), q.predicate, rename(q.object), q.graph_name) for q in quads]  # type: ignore[arg-type]  # terms stay terms
    random.shuffle(other)  # type: ignore[attr-defined]  # hypothesis types its Random as data
    assert sort_nquads(label_blank_nodes(quads)) == sort_nquads(label_blank_nodes(other))


def test_nquads_are_sorted_by_bytes_and_each_line_stands_once() -> None:
    graph = IRIS[0]
    quads = [Quad(IRIS[n], IRIS[1], Literal("ż"), graph) for n in (3, 1, 2, 1)]
    lines = sort_nquads(quads).splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == 3


def test_reading_order_has_graphs_together_and_types_first() -> None:
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = [Quad(IRIS[2], IRIS[0], IRIS[0], IRIS[1]), Quad(IRIS[2], kind, IRIS[3], IRIS[1]), Quad(IRIS[3], kind, IRIS[3], IRIS[0])]
    assert sort_for_reading(quads) == [quads[2], quads[1], quads[0]]


@pytest.mark.parametrize("form", [RdfFormat.TURTLE, RdfFormat.JSON_LD])
def test_readable_files_name_the_prefixes_in_use_and_say_the_same(form: RdfFormat) -> None:
    triples = [Triple(IRIS[0], IRIS[1], Literal("has unused: inside")), Triple(IRIS[0], IRIS[1], IRIS[2])]
    prefixes = {"z": "https://example.org/", "other": "https://example.net/"} | {f"p{n}": f"https://example.com/{n}/" for n in range(20)}
    text = write_readable(triples, form, prefixes).decode()
    assert {quad.triple for quad in parse(text, format=form)} == set(triples)
    assert [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")] == (["z:"] if form == RdfFormat.TURTLE else [])


def test_a_prefix_is_found_wherever_the_blocks_end_in_which_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    triples = [Triple(IRIS[n], NamedNode("https://example.net/p"), Literal("x" * n)) for n in range(4)]
    prefixes = {"other": "https://example.net/", "z": "https://example.org/", "never": "https://example.com/"}
    text = write_readable(triples, RdfFormat.TURTLE, prefixes)
    for size in range(1, 40):
        monkeypatch.setattr("amicorum.rdf.canonical._BLOCK", size)
        assert write_readable(triples, RdfFormat.TURTLE, prefixes) == text
    assert text.startswith(b"@prefix other: <https://example.net/> .\n@prefix z: <https://example.org/> .\nz:0")


def test_refuses_more_blank_nodes_than_can_be_labelled_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amicorum.rdf.canonical.BLANK_NODES", 2)
    quads = [Quad(BlankNode(f"b{n}"), IRIS[0], IRIS[1], IRIS[2]) for n in range(3)]
    assert len(label_blank_nodes(quads[:2])) == 2
    with pytest.raises(ReleaseError, match="3 blank nodes, more than 2"):
        label_blank_nodes(quads)
