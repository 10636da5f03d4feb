"""Collections read by a process of their own, while this one reads the rest of a project: mapping tables takes as long as all else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from pyoxigraph import Quad, RdfFormat, parse, serialize

from amicorum.errors import SourceError, SourceErrors
from amicorum.imports.collection import Collection
from amicorum.subprocesses import run_module, take_job, wait_for

LARGE = 200_000
"""Bytes of all collections from which a process of its own pays."""


@contextmanager
def read_beside(collections: Sequence[Collection]) -> Iterator[Callable[[], list[Quad]]]:
    """Begin to read collections; what is given waits for the end and gives all their statements, in order.

    It raises a `SourceError` for what cannot be read or mapped.
    """
    if sum(path.stat().st_size for each in collections for path in each.folder.iterdir()) < LARGE:
        yield lambda: [quad for each in collections for quad in each.read()]
        return
    job = [(str(each.folder), each.name) for each in collections]
    with TemporaryFile() as output, run_module(__name__, job, output) as process:

        def take() -> list[Quad]:
            if reason := wait_for(process):
                raise _read_errors(reason)
            output.seek(0)
            return list(parse(output, format=RdfFormat.N_QUADS))

        yield take


def _write_errors(errors: SourceError) -> str:
    return json.dumps([(each.message, each.file, each.line, each.column) for each in errors.each])


def _read_errors(text: str) -> SourceError:
    if not text.startswith("[["):
        return SourceError(f"the collections cannot be read: {text}")
    return SourceErrors(SourceError(message, file=file, line=line, column=column) for message, file, line, column in json.loads(text))


if __name__ == "__main__":
    given = [Collection(Path(folder), name) for folder, name in take_job()]
    try:
        serialize((quad for each in given for quad in each.read()), sys.stdout.buffer, RdfFormat.N_QUADS)
    except SourceError as errors:
        sys.exit(_write_errors(errors))
