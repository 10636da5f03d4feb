"""The file of names tells whoever looks for things all that the dump would."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from amicorum.errors import ReleaseError
from amicorum.features.search.names import read_names
from amicorum.linking.records import read_records
from amicorum.release.names import NAME, PROPERTIES, read_named_things
from amicorum.release.release import Release, read_quads


def test_index_and_matcher_read_from_it_what_they_would_from_the_dump(world_release: Release) -> None:
    named = read_named_things(world_release)
    assert read_names(named.statements, named.links) == read_names(read_quads(world_release))
    assert read_records(named.statements, named.links) == read_records(read_quads(world_release))


def test_it_is_a_table_of_query_results_sorted_by_thing(world_release: Release) -> None:
    rows = parse_query_results(path=world_release.file(NAME), format=QueryResultsFormat.TSV)
    assert isinstance(rows, QuerySolutions)
    assert [variable.value for variable in rows.variables] == ["thing", "property", "value", "links"]
    lines = world_release.file(NAME).read_bytes().splitlines()[1:]
    assert lines == sorted(lines)
    assert {line.split(b"\t")[1].decode() for line in lines} <= {str(term) for term in PROPERTIES}


def test_a_text_may_hold_what_parts_the_cells(make_release: Callable[[str], Release]) -> None:
    name = 'a\tb\nc\r"d" \\ . <e> "@en'
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    release = make_release(f"<https://example.org/g> {{ <https://example.org/a> {label} {json.dumps(name)} }}")
    assert [(quad.predicate.value, quad.object.value) for quad in read_named_things(release).statements] == [(label[1:-1], name)]  # type: ignore[union-attr]  # a literal


def test_a_release_from_before_there_was_such_a_file_is_read_from_its_dump(world_release: Release) -> None:
    older = replace(world_release, checksums={name: each for name, each in world_release.checksums.items() if name != NAME})
    assert read_named_things(older) == read_named_things(world_release)


@pytest.mark.parametrize("content", ["", "?thing\t?property\n<http://a>\n", '?a\t?b\t?c\t?d\n"a"\t<http://b>\t1\t1\n', "{}"])
def test_a_file_that_is_something_else_is_a_fault_of_the_release(world_release: Release, tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)
    with pytest.raises(ReleaseError, match=NAME):
        read_named_things(replace(world_release, folder=tmp_path))
