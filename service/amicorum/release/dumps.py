"""Dumps: the whole graph in each format, plain and gzip, the same bytes each time."""

from __future__ import annotations

import gzip
import shutil
from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from amicorum.rdf import formats
from amicorum.rdf.canonical import sort_for_reading, sort_triples, write_readable
from amicorum.rdf.formats import Format

FOLDER = "dumps"
NAME = "amicorum"
FORMATS: tuple[Format, ...] = (formats.NQUADS, formats.TRIG, formats.TURTLE, formats.JSONLD)
"""What dumps there are, the canonical one first. Turtle knows no named graphs: it holds their set union."""


def dump_name(form: Format) -> str:
    """Path of a dump inside the release."""
    return f"{FOLDER}/{NAME}.{form.extension}"


def write_dumps(nquads: bytes, folder: Path, prefixes: Mapping[str, str]) -> None:
    """Write every dump and its gzip into the release's folder, from the canonical N-Quads."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / dump_name(formats.NQUADS)).write_bytes(nquads)
    quads = sort_for_reading(parse(nquads, format=RdfFormat.N_QUADS))
    union = sort_triples(quad.triple for quad in quads)
    for form, content in ((formats.TRIG, quads), (formats.JSONLD, quads), (formats.TURTLE, union)):
        (folder / dump_name(form)).write_bytes(write_readable(content, formats.RDF_SYNTAX[form], prefixes))
    compress_all(folder / dump_name(form) for form in FORMATS)


def compress_all(paths: Iterable[Path]) -> None:
    """Write the gzip beside each file, on all cores: the compression itself holds no lock of the interpreter."""
    with ThreadPoolExecutor() as pool:
        deque(pool.map(compress, paths), maxlen=0)


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
