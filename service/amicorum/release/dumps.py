"""Dumps: the whole graph in each format, plain and gzip, the same bytes each time."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile

from amicorum.errors import ReleaseError
from amicorum.rdf import formats
from amicorum.rdf.canonical import stream_readable
from amicorum.rdf.formats import Format
from amicorum.rdf.nquads import parse_by_graph, parse_union
from amicorum.subprocesses import run_module, take_job, wait_for

FOLDER = "dumps"
NAME = "amicorum"
FORMATS: tuple[Format, ...] = (formats.NQUADS, formats.TRIG, formats.TURTLE, formats.JSONLD)
"""What dumps there are, the canonical one first. Turtle knows no named graphs: it holds their set union."""
PROCESSES: tuple[tuple[Format, ...], ...] = ((formats.TRIG, formats.JSONLD), (formats.NQUADS, formats.TURTLE))
"""The dumps that each of the processes writes: about equally much work for two cores."""
LARGE = 50_000
"""Statements from which processes of their own pay."""


def dump_name(form: Format) -> str:
    """Path of a dump inside the release."""
    return f"{FOLDER}/{NAME}.{form.extension}"


@contextmanager
def write_dumps(lines: Sequence[bytes], folder: Path, prefixes: Mapping[str, str]) -> Iterator[None]:
    """Write the canonical N-Quads, given by line, into the release's folder, and every other dump and gzip while the block runs.

    Raises `ReleaseError` at the end of the block where a dump cannot be written.
    """
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    with (folder / dump_name(formats.NQUADS)).open("wb") as file:
        file.writelines(lines)
    if len(lines) < LARGE:
        for form in FORMATS:
            write_dump(form, folder, prefixes)
        yield
        return
    del lines
    with ExitStack() as running:
        jobs = [{"forms": [form.name for form in forms], "folder": str(folder), "prefixes": dict(prefixes)} for forms in PROCESSES]
        processes = [running.enter_context(run_module(__name__, job)) for job in jobs]
        yield
        for reason in filter(None, map(wait_for, processes)):
            raise ReleaseError(f"the dumps cannot be written: {reason}")


def write_dump(form: Format, folder: Path, prefixes: Mapping[str, str]) -> None:
    """Write one dump of the canonical N-Quads that are in the release's folder already, and its gzip."""
    nquads, path = folder / dump_name(formats.NQUADS), folder / dump_name(form)
    if form is not formats.NQUADS:
        statements = parse_union(nquads) if form is formats.TURTLE else parse_by_graph(nquads)
        with path.open("wb") as file, TemporaryFile(dir=path.parent) as scratch:
            stream_readable(statements, formats.RDF_SYNTAX[form], prefixes, file, scratch)
    compress(path)


def compress(path: Path) -> Path:
    """Write the gzip beside a file: no name and no time in its header, so that equal content gives equal bytes."""
    target = path.with_name(path.name + ".gz")
    with path.open("rb") as plain, open_gzip(target) as packed:
        shutil.copyfileobj(plain, packed)
    return target


@contextmanager
def open_gzip(path: Path) -> Iterator[gzip.GzipFile]:
    """A gzip file to write, as `compress` makes it."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
        yield packed


def pack(content: bytes) -> bytes:
    """The gzip of some bytes, as `compress` makes it."""
    packed = BytesIO()
    with gzip.GzipFile("", "wb", compresslevel=6, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


if __name__ == "__main__":
    job = take_job()
    for form in FORMATS:
        if form.name in job["forms"]:
            write_dump(form, Path(job["folder"]), job["prefixes"])
