"""RDF files as programs really write them, and those that no parser should be given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from amicorum.errors import SourceError
from amicorum.ingest.documents import read_document

TURTLE = "<http://a> <http://b> <http://c> ."
QUAD = Quad(NamedNode("http://a"), NamedNode("http://b"), NamedNode("http://c"), DefaultGraph())
OURS = "https://w3id.org/amicorum/context.jsonld"
CONTEXTS = {OURS: json.dumps({"@context": {"b": {"@id": "http://b", "@type": "@id"}}})}
RDF_XML = (
    '<!DOCTYPE rdf:RDF [{entities}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://">'
    '<rdf:Description rdf:about="http://a"><x:b rdf:resource="{value}"/></rdf:Description></rdf:RDF>'
)


def read(folder: Path, name: str, content: bytes) -> tuple[Quad, ...]:
    path = folder / name
    path.write_bytes(content)
    return read_document(path, file=name, contexts=CONTEXTS).quads


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize(
    ("name", "text"), [("a.ttl", TURTLE), ("a.nq", TURTLE), ("a.jsonld", '{"@id": "http://a", "http://b": {"@id": "http://c"}}')]
)
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, name: str, text: str, encoding: str) -> None:
    assert read(tmp_path, name, text.encode(encoding)) == (QUAD,)


@pytest.mark.parametrize(
    ("content", "words", "place"),
    [(b"\xff\xfe<", "mark of UTF-16", (0, 0)), (TURTLE.encode() + b"\n# \xb1", "not UTF-8", (2, 3))],
)
def test_bytes_that_are_no_text_are_told_with_their_place(tmp_path: Path, content: bytes, words: str, place: tuple[int, int]) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        read(tmp_path, "a.ttl", content)
    assert (caught.value.line, caught.value.column) == place


def test_our_own_context_is_known(tmp_path: Path) -> None:
    document = {"@context": OURS, "@id": "http://a", "b": "http://c"}
    assert read(tmp_path, "a.jsonld", json.dumps(document).encode()) == (QUAD,)


def test_another_context_is_refused_by_name_and_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=f"https://schema.org is not fetched.*known: {OURS}") as caught:
        read(tmp_path, "a.jsonld", b'{\n"@context": "https://schema.org", "name": "x"}')
    assert caught.value.line == 2


def test_deep_json_is_refused_where_it_is_too_deep(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="200 deep") as caught:
        read(tmp_path, "a.jsonld", b'{"http://b":\n' * 5000 + b"1" + b"}" * 5000)
    assert caught.value.line == 201


def test_brackets_in_texts_do_not_count(tmp_path: Path) -> None:
    text = '{"@id": "http://a", "http://b": {"@id": "http://c"}, "http://d": "%s"}' % ("[" * 5000)
    assert QUAD in read(tmp_path, "a.jsonld", text.encode())


def test_an_entity_of_entities_is_refused_by_name_and_line(tmp_path: Path) -> None:
    bomb = '<!ENTITY a "aaaaaaaaaa">\n<!ENTITY b "&a;&a;&a;&a;">'
    with pytest.raises(SourceError, match="entity b is made of other entities") as caught:
        read(tmp_path, "a.rdf", RDF_XML.format(entities=bomb, value="http://&b;").encode())
    assert caught.value.line == 2


def test_a_plain_entity_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a.rdf", RDF_XML.format(entities='<!ENTITY c "http://c">', value="&c;").encode()) == (QUAD,)
