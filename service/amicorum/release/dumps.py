"""Dumps: the whole graph in each format, plain and gzip, the same bytes each time."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread

from amicorum.errors import ReleaseError
from amicorum.rdf import formats
from amicorum.rdf.canonical import stream_readable
from amicorum.rdf.formats import Format
from amicorum.rdf.nquads import parse_by_graph, parse_union

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
    running = [_start(forms, folder, prefixes) for forms in PROCESSES]
    try:
        yield
        for each in running:
            said = each.stderr.read() if each.stderr else b""
            if each.wait():
                *_, reason = said.decode(errors="replace").splitlines() or [f"status {each.returncode}"]
                raise ReleaseError(f"the dumps cannot be written: {reason}")
    finally:
        for each in running:
            with each:  # closes its pipes and waits for its end
                each.kill()


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
    with path.open("rb") as plain, target.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
        shutil.copyfileobj(plain, packed)
    return target


def pack(content: bytes) -> bytes:
    """The gzip of some bytes, as `compress` makes it."""
    packed = BytesIO()
    with gzip.GzipFile("", "wb", compresslevel=6, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


def _start(forms: Iterable[Format], folder: Path, prefixes: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A process that writes these dumps. It ends with this one: it holds the other end of its standard input."""
    job = json.dumps({"forms": [form.name for form in forms], "folder": str(folder), "prefixes": dict(prefixes)})
    command = [sys.executable, "-m", __name__, job]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - our own module


def _end_with_parent() -> None:
    """End this process when its standard input does."""

    def watch() -> None:
        os.read(0, 1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    _end_with_parent()
    job = json.loads(sys.argv[1])
    for form in FORMATS:
        if form.name in job["forms"]:
            write_dump(form, Path(job["folder"]), job["prefixes"])
