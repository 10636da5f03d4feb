"""What the nodes of the event stream say, format by format, without a service."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from amicorum.features.changes.event_stream import LDES, TREE, describe_release, describe_root, read_page, write_node
from amicorum.rdf import formats
from amicorum.rdf.formats import Format
from amicorum.release.dumps import pack
from amicorum.release.history.entries import Entry
from amicorum.release.history.members import GENERATED, STREAM

ROOT = "https://data.example/amicorum/ldes"
IDS = ("0123456789abcdef", "fedcba9876543210")
ENTRIES = [
    Entry(
        number=number, id=id_, date="2026-11-23", published=datetime(2026, 11, 23, second=number, tzinfo=UTC), triples=9, graphs=2, pages=2
    )
    for number, id_ in enumerate(IDS, start=1)
]


def relations(triples: list[Triple]) -> set[tuple[str, str, str, str]]:
    """Where each relation leads, from which node, of which kind and value."""
    found = set()
    for node, relation in ((t.subject, t.object) for t in triples if t.predicate == TREE.relation):
        said = {t.predicate: t.object for t in triples if t.subject == relation}
        assert said[TREE.path] == GENERATED
        kind = next(str(value) for term, value in said.items() if str(term).endswith("#type>"))
        value = said[TREE.value]
        assert isinstance(value, Literal)
        found.add((str(node)[1:-1], str(said[TREE.node])[1:-1], kind.rpartition("#")[2].rstrip(">"), value.value))
    return found


def test_the_root_leads_to_each_release_by_its_time() -> None:
    triples = describe_root(ROOT, ENTRIES)
    assert relations(triples) == {
        (ROOT, f"{ROOT}/{number}-{id_}", kind, f"2026-11-23T00:00:0{number}Z")
        for number, id_ in enumerate(IDS, start=1)
        for kind in ("GreaterThanOrEqualToRelation", "LessThanOrEqualToRelation")
    }
    assert [t.object for t in triples if t.predicate == TREE.view] == [NamedNode(ROOT)]
    assert not [t for t in triples if t.predicate == LDES.immutable]


def test_a_release_leads_to_its_pages_and_never_changes() -> None:
    triples = describe_release(ROOT, ENTRIES[0])
    node = f"{ROOT}/1-{IDS[0]}"
    assert {(start, target) for start, target, _, _ in relations(triples)} == {(node, f"{node}/1"), (node, f"{node}/2")}
    assert Triple(NamedNode(node), LDES.immutable, Literal(True)) in triples


def test_a_release_in_which_nothing_changed_leads_nowhere() -> None:
    assert relations(describe_release(ROOT, ENTRIES[0].model_copy(update={"pages": 0}))) == set()


@pytest.mark.parametrize(
    ("form", "graphs"),
    [(formats.TRIG, 2), (formats.NQUADS, 2), (formats.JSONLD, 2), (formats.TURTLE, 1), (formats.NTRIPLES, 1)],
    ids=lambda value: value.name if isinstance(value, Format) else None,
)
def test_a_page_tells_who_says_what_where_the_format_can(tmp_path: Path, form: Format, graphs: int) -> None:
    member = "<https://w3id.org/amicorum/ldes/1-0/1#id/city/a>"
    lines = [f"{STREAM} <https://w3id.org/tree#member> {member} .", f'{member} <http://example.org/p> "x" <http://example.org/g> .']
    (tmp_path / "1.nq.gz").write_bytes(pack("\n".join(lines).encode()))
    written = write_node(read_page(ROOT, "1-0", "1", tmp_path / "1.nq.gz"), form)
    quads = list(parse(written, format=RdfFormat.from_media_type(form.media_type)))
    assert len({quad.graph_name for quad in quads}) == graphs
    assert {"x"} == {quad.object.value for quad in quads if str(quad.subject) == member}
    assert Triple(NamedNode(f"{ROOT}/1-0/1"), LDES.immutable, Literal(True)) in {quad.triple for quad in quads}
