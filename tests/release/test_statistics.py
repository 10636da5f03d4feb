"""Statistics of a release: equal to what counting queries find, with maxima that count each named graph."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from amicorum.errors import ReleaseError
from amicorum.rdf.canonical import sort_nquads
from amicorum.rdf.terms import RDF
from amicorum.release.statistics import DatasetStatistics, Property, measure, measure_quads, read_statistics

TERMS = [NamedNode(f"http://e/{name}") for name in ("a", "ab", "a-b", "b")]
OBJECTS = [*TERMS, Literal("a"), Literal("a", language="en"), Literal("a b <c> .\n"), Literal("ä" * 9)]
QUADS = st.sets(
    st.builds(Quad, st.sampled_from(TERMS), st.sampled_from([*TERMS[:2], RDF.type]), st.sampled_from(OBJECTS), st.sampled_from(TERMS))
)


@given(QUADS)
def test_the_numbers_are_those_of_counting_one_by_one(quads: set[Quad]) -> None:
    found = measure(sort_nquads(quads).splitlines(keepends=True))
    assert found == measure_quads(quads)
    assert found.quads == len(quads)
    for verb in {quad.predicate for quad in quads}:
        mine = [quad for quad in quads if quad.predicate == verb]
        assert found.properties[verb.value] == Property(
            len({quad.triple for quad in mine}),
            len({quad.subject for quad in mine}),
            len({quad.object for quad in mine}),
            max(Counter(quad.subject for quad in mine).values()),
            max(Counter(quad.object for quad in mine).values()),
        )
    classes = Counter(t.object.value for t in {q.triple for q in quads if q.predicate == RDF.type} if isinstance(t.object, NamedNode))
    assert found.classes == classes
    assert found.most_of_subject == max(Counter(quad.subject for quad in quads).values(), default=0)
    assert found.most_of_object == max(Counter(quad.object for quad in quads).values(), default=0)
    assert found.longest_term == max((len(str(term).encode()) for q in quads for term in (q.subject, q.object)), default=0)


def test_they_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    found = measure_quads(parse(path=Path(__file__).with_name("tiny.trig"), format=RdfFormat.TRIG))
    found.write(tmp_path)
    assert read_statistics(tmp_path) == found == DatasetStatistics.unpack(found.pack())


@pytest.mark.parametrize("content", [b"", b"[]", b'{"properties": 1}', b'{"properties": {}, "other": 1}', b'{"properties": {"a": {}}}'])
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "statistics.json").write_bytes(content)
    with pytest.raises(ReleaseError, match=r"statistics\.json cannot be read"):
        read_statistics(tmp_path)
