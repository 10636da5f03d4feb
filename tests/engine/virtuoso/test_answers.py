"""Virtuoso's answers put right, however they are cut into blocks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable

import pytest

from amicorum.engine.virtuoso.answers import repair, write_truth
from amicorum.errors import EngineFailed
from amicorum.rdf import formats
from amicorum.rdf.formats import Format

XSD = "http://www.w3.org/2001/XMLSchema#"
HEAD = '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/><variable name="b"/></head><results>\n'
END = "</results></sparql>"
SENT = f"""{HEAD}
  <result>
   <binding name="a"><uri>urn:x</uri></binding>
   <binding name="b"><literal>a\tb"c</literal></binding>
  </result>
  <result>
   <binding name="a"><literal datatype="{XSD}boolean">true</literal></binding>
   <binding name="b"><literal xml:lang="en">&lt;bnode&gt;nodeID://</literal></binding>
  </result>
  <result>
   <binding name="b"><bnode>nodeID://b1</bnode></binding>
  </result>
 {END}"""
ROWS = [
    {"a": {"type": "uri", "value": "urn:x"}, "b": {"type": "literal", "value": 'a\tb"c'}},
    {
        "a": {"type": "literal", "datatype": XSD + "boolean", "value": "true"},
        "b": {"type": "literal", "xml:lang": "en", "value": "<bnode>nodeID://"},
    },
    {"b": {"type": "bnode", "value": "b1"}},
]
TRIPLE = "<triple><subject><uri>urn:a</uri></subject><predicate><uri>urn:a</uri></predicate><object>"


def mend(blocks: Iterable[bytes], answer_format: Format) -> bytes:
    async def send() -> AsyncIterator[bytes]:
        for block in blocks:
            yield block

    async def receive() -> bytes:
        return b"".join([part async for part in repair(send(), answer_format)])

    return asyncio.run(receive())


def cut(text: str, size: int) -> Iterable[bytes]:
    body = text.encode()
    return (body[at : at + size] for at in range(0, len(body), size))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 21, 100, 10_000])
def test_json_is_written_from_xml(size: int) -> None:
    assert json.loads(mend(cut(SENT, size), formats.JSON_RESULTS))["results"]["bindings"] == ROWS


def test_csv_and_tsv_are_written_from_xml() -> None:
    assert mend(cut(SENT, 7), formats.CSV_RESULTS).split(b"\r\n")[:3] == [b"a,b", b'urn:x,"a\tb""c"', b"true,<bnode>nodeID://"]
    assert mend(cut(SENT, 7), formats.TSV_RESULTS).split(b"\n")[:3] == [
        b"?a\t?b",
        b'<urn:x>\t"a\\tb\\"c"',
        b'true\t"<bnode>nodeID://"@en',
    ]


def test_a_long_value_is_kept() -> None:
    text = f'{HEAD}<result><binding name="a"><literal>{"x" * 100_000}</literal></binding></result>{END}'
    assert mend(cut(text, 1000), formats.CSV_RESULTS) == b"a,b\r\n" + b"x" * 100_000 + b",\r\n"


@pytest.mark.parametrize("size", [1, 50, 1_000_000])
@pytest.mark.parametrize("text", ["", "no XML", HEAD, f'{HEAD}<result><binding name="a">{TRIPLE * 100_000}'])
def test_what_is_no_table_is_a_failure(text: str, size: int) -> None:
    with pytest.raises(EngineFailed, match="cannot be read as rows"):
        mend(cut(text[: size * 10_000], size), formats.CSV_RESULTS)


def test_what_is_no_truth_value_is_a_failure() -> None:
    deep = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":' + b'{"type":"triple","value":{"object":' * 100_000
    with pytest.raises(EngineFailed, match="no truth value"):
        write_truth(deep, formats.JSON_RESULTS)


def test_other_formats_pass() -> None:
    assert mend([b"<bnode>node", b"ID://b1"], formats.XML_RESULTS) == b"<bnode>nodeID://b1"
