"""Virtuoso's answers put right: rows are read from its XML, for its JSON is slow and of an old draft, and its TSV is none."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from tempfile import TemporaryFile
from typing import IO

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from amicorum.engine.sparql.results import DepthCheck
from amicorum.errors import EngineFailed
from amicorum.rdf import formats
from amicorum.rdf.formats import Format

SOURCES: Mapping[Format, Format] = dict.fromkeys((formats.JSON_RESULTS, formats.CSV_RESULTS, formats.TSV_RESULTS), formats.XML_RESULTS)
"""What to ask for in the place of a format that Virtuoso writes otherwise than the standard. Its XML tells truth values from numbers."""
_ASK_COLUMN = "__ASK_RETVAL"
"""The column in which Virtuoso tells the truth."""
_LABEL = b"<bnode>nodeID://"
"""How Virtuoso begins a blank node's label, which has no colon and no slash. No text holds these bytes, for there `<` is escaped."""
_TRIPLE = re.compile(rb"<[\w:.\-]*triple")
"""A triple as a value, which Virtuoso has none of: the library's reader would overflow the stack on many inside each other."""
_BLOCK_BYTES = 64 * 1024
_LONGEST_TAG = 64
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


async def repair(blocks: AsyncIterator[bytes], answer_format: Format) -> AsyncGenerator[bytes, None]:
    """The answer in its format, out of XML that has come in whole where that is another one.

    Raises `EngineFailed` where what should be rows is none.
    """
    if answer_format in SOURCES:
        with TemporaryFile() as source, TemporaryFile() as target:
            async for block in _mend_labels(blocks):
                source.write(block)
            if not _is_whole(source) or not await asyncio.to_thread(_transcribe, source, target, answer_format):
                raise EngineFailed(_NO_ROWS)
            target.seek(0)
            while part := target.read(_BLOCK_BYTES):
                yield part
    else:
        async for block in blocks:
            yield block


async def _mend_labels(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The XML with labels that can be read. Raises `EngineFailed` where it holds a triple as a value."""
    kept = b""
    async for block in blocks:
        body = kept + block
        end = body.rfind(b"<")  # where a tag may have been cut
        if end < 0 or len(body) - end > _LONGEST_TAG:
            end = len(body)
        if _TRIPLE.search(body):
            raise EngineFailed(_NO_ROWS)
        yield body[:end].replace(_LABEL, b"<bnode>")
        kept = body[end:]
    yield kept


def _is_whole(source: IO[bytes]) -> bool:
    """Whether the XML has its end: the library's reader takes what was broken off for a table with fewer rows."""
    size = source.seek(0, os.SEEK_END)
    source.seek(max(size - _LONGEST_TAG, 0))
    return source.read().rstrip().endswith(b"</sparql>")


def _transcribe(source: IO[bytes], target: IO[bytes], answer_format: Format) -> bool:
    """Write XML results in another format; False where they are none.

    No exception leaves: it would take the library's object, which must end in the thread that made it, to another one.
    """
    source.seek(0)
    try:
        found = parse_query_results(source, format=QueryResultsFormat.XML)
        found.serialize(target, format=formats.RESULTS_SYNTAX[answer_format])
    except (SyntaxError, ValueError):
        return False
    return True
