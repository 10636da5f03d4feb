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
BOOLEAN = XSD + "boolean"
SENT = f"""
{{ "head": {{ "link": [], "vars": ["a", "b"] }},
  "results": {{ "distinct": false, "ordered": true, "bindings": [
    {{ "a": {{ "type": "uri", "value": "urn:x" }}\t, "b": {{ "type": "literal", "value": "a\\tb\\"c" }}}},
    {{ "a": {{ "type": "typed-literal", "datatype": "{BOOLEAN}", "value": "1" }},
      "b": {{"type": "literal", "xml:lang": "en", "value": "}}"}}}},
    {{ "a": {{ "type": "typed-literal", "datatype": "{BOOLEAN}", "value": "0" }}\t, "b": {{ "type": "bnode", "value": "nodeID://b1" }}}},
    {{ "a": {{ "type": "typed-literal", "datatype": "{XSD}integer", "value": "1" }}}},
    {{ "a": {{ "type": "literal", "value": "\\"type\\": \\"typed-literal\\"" }}}} ] }} }}"""
ROWS = [
    {"a": {"type": "uri", "value": "urn:x"}, "b": {"type": "literal", "value": 'a\tb"c'}},
    {"a": {"type": "literal", "datatype": BOOLEAN, "value": "true"}, "b": {"type": "literal", "xml:lang": "en", "value": "}"}},
    {"a": {"type": "literal", "datatype": BOOLEAN, "value": "false"}, "b": {"type": "bnode", "value": "b1"}},
    {"a": {"type": "literal", "datatype": XSD + "integer", "value": "1"}},
    {"a": {"type": "literal", "value": '"type": "typed-literal"'}},
]


def mend(blocks: Iterable[bytes], answer_format: Format) -> bytes:
    async def send() -> AsyncIterator[bytes]:
        for block in blocks:
            yield block

    async def receive() -> bytes:
        return b"".join([part async for part in repair(send(), answer_format)])

    return asyncio.run(receive())


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 21, 100, 10_000])
def test_json_is_put_right(size: int) -> None:
    body = SENT.encode()
    mended = mend((body[at : at + size] for at in range(0, len(body), size)), formats.JSON_RESULTS)
    assert json.loads(mended)["results"]["bindings"] == ROWS


@pytest.mark.parametrize("size", [7, 700, 70_000])
def test_a_long_value_is_kept(size: int) -> None:
    row = {"type": "literal", "value": "x" * 3000 + '"type": "typed-literal"' + "y" * 3000}
    body = json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": [{"a": row}]}}).encode()
    assert mend((body[at : at + size] for at in range(0, len(body), size)), formats.JSON_RESULTS) == body


def test_csv_and_tsv_are_written_from_json() -> None:
    assert mend([SENT.encode()], formats.CSV_RESULTS).split(b"\r\n")[:3] == [b"a,b", b'urn:x,"a\tb""c"', b"true,}"]
    assert mend([SENT.encode()], formats.TSV_RESULTS).split(b"\n")[:3] == [b"?a\t?b", b'<urn:x>\t"a\\tb\\"c"', b'true\t"}"@en']


DEEP = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":' + b'{"type":"triple","value":{"object":' * 100_000


@pytest.mark.parametrize("body", [b"", b"no JSON", DEEP])
def test_what_is_no_table_is_a_failure(body: bytes) -> None:
    with pytest.raises(EngineFailed, match="cannot be read as rows"):
        mend([body], formats.CSV_RESULTS)


def test_what_is_no_truth_value_is_a_failure() -> None:
    with pytest.raises(EngineFailed, match="no truth value"):
        write_truth(DEEP, formats.JSON_RESULTS)


def test_other_formats_pass() -> None:
    assert mend([b'"type": "typed-', b'literal"'], formats.XML_RESULTS) == b'"type": "typed-literal"'
