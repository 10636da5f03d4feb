"""Virtuoso's answers put right: truth values, the JSON of an older draft, and CSV and TSV, which it writes otherwise than the standard."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from tempfile import TemporaryFile
from typing import IO

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from amicorum.engine.sparql.results import DepthCheck
from amicorum.errors import EngineFailed
from amicorum.rdf import formats
from amicorum.rdf.formats import Format

_ASK_COLUMN = "__ASK_RETVAL"
"""The column in which Virtuoso tells the truth."""
_FAULTS = re.compile(
    rb'"type": "(?P<type>typed-)literal"'
    rb'(?:, "datatype": "http://www\.w3\.org/2001/XMLSchema#boolean", "value": "(?P<truth>[01])")?'
    rb'|"type": "bnode", "value": "(?P<node>nodeID://)'
)
"""In JSON results: the word for a literal with a datatype, a truth value as a number, a label that is none. No string can hold these
bytes, for there a quotation mark follows a backslash.
"""
_BEGIN = b'"type": '
_LONGEST = 512

SOURCES: Mapping[Format, Format] = {formats.CSV_RESULTS: formats.JSON_RESULTS, formats.TSV_RESULTS: formats.JSON_RESULTS}
"""What to ask for where Virtuoso's own is not the format of the standard (SPARQL 1.1 Query Results CSV and TSV Formats)."""
_BLOCK_BYTES = 64 * 1024
_NO_ROWS = "The engine answered with what cannot be read as rows."


def write_truth(body: bytes, answer_format: Format) -> bytes:
    """The answer to an ASK, written by us: CSV and TSV have no standard for it, and Virtuoso answers with a row where it is true."""
    if DepthCheck().is_deep(body):
        raise EngineFailed("The engine answered with what is no truth value.")
    try:
        found = parse_query_results(body, format=QueryResultsFormat.JSON)
        if isinstance(found, QuerySolutions):
            if [variable.value for variable in found.variables] != [_ASK_COLUMN]:
                raise EngineFailed("The engine answered with rows where a truth value was asked for.")
            truth = b"true" if any(True for _ in found) else b"false"
            found = parse_query_results(b'{"head":{},"boolean":%s}' % truth, format=QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise EngineFailed("The engine answered with what is no truth value.") from error
    return found.serialize(format=formats.RESULTS_SYNTAX[answer_format]) or b""


class JsonRepair:
    """Puts JSON results right as they come, block by block. What is no fault passes unchanged."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, block: bytes) -> bytes:
        """What can be said after one more block; all that is left after an empty one."""
        body = self._kept + block
        end = _find_cut(body) if block else len(body)
        self._kept = body[end:]
        return _FAULTS.sub(_mend, body[:end])


def _find_cut(body: bytes) -> int:
    """Where to cut, so that no fault lies on both sides: none reaches over a brace or is longer than `_LONGEST`, and all begin alike."""
    if brace := body.rfind(b"}") + 1:
        return brace
    begin = body.rfind(_BEGIN)
    if begin > 0:
        return begin
    return len(body) - len(_BEGIN) if len(body) > _LONGEST else 0


def _mend(match: re.Match[bytes]) -> bytes:
    text = match[0]
    if match["node"]:
        return text.removesuffix(match["node"])
    if match["truth"]:
        text = text[:-2] + (b'true"' if match["truth"] == b"1" else b'false"')
    return text.replace(match["type"], b"", 1)


async def repair(blocks: AsyncIterator[bytes], answer_format: Format) -> AsyncIterator[bytes]:
    """The answer put right: JSON as it comes, CSV and TSV out of JSON that has come in whole, everything else unchanged.

    Raises `EngineFailed` where what should be JSON results is none.
    """
    if answer_format in SOURCES:
        with TemporaryFile() as source, TemporaryFile() as target:
            depth = DepthCheck()
            async for block in _repair_json(blocks):
                if depth.is_deep(block):
                    raise EngineFailed(_NO_ROWS)
                source.write(block)
            if not await asyncio.to_thread(_transcribe, source, target, answer_format):
                raise EngineFailed(_NO_ROWS)
            target.seek(0)
            while part := target.read(_BLOCK_BYTES):
                yield part
    else:
        async for block in _repair_json(blocks) if answer_format == formats.JSON_RESULTS else blocks:
            yield block


async def _repair_json(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    json = JsonRepair()
    async for block in blocks:
        if part := json.feed(block):
            yield part
    if part := json.feed(b""):
        yield part


def _transcribe(source: IO[bytes], target: IO[bytes], answer_format: Format) -> bool:
    """Write JSON results in another format; False where they are none.

    No exception leaves: it would take the library's object, which must end in the thread that made it, to another one.
    """
    source.seek(0)
    try:
        found = parse_query_results(source, format=QueryResultsFormat.JSON)
        found.serialize(target, format=formats.RESULTS_SYNTAX[answer_format])
    except (SyntaxError, ValueError):
        return False
    return True
