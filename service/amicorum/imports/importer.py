"""Importing a table: mapped row by row into a folder of its own among the imports, which appears whole or not at all."""

from __future__ import annotations

import csv
import gzip
import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp

from pyoxigraph import RdfFormat, Triple, serialize

from amicorum.errors import SourceError
from amicorum.imports.collection import KEY, REJECTED, SOURCE, STATEMENTS, read_source
from amicorum.imports.mapper import MappedRow, map_lines, read_mapping
from amicorum.imports.readers import Options, Rows, open_rows
from amicorum.rdf.namespaces import PREFIXES

MAPPING = "mapping.rq"
PREVIEWED = 3
"""Rows that a dry run shows as Turtle."""
Report = Callable[[int], None]
"""Told from time to time how many rows were read."""


@dataclass(slots=True)
class Imported:
    """What an import came to. `rejected` are the rows that were left out, by line, with the reason."""

    name: str
    words: str
    rows: int = 0
    statements: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)
    changed: bool = True
    """Whether the import is another than the one that was there."""


def list_mappings() -> dict[str, str]:
    """The mappings that come with the package, each with its first sentence."""
    folder = resources.files(__package__) / "mappings"
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".rq")), key=lambda each: each.name)
    return {each.name.removesuffix(".rq"): each.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ") for each in files}


def find_mapping(given: str) -> Path:
    """The file of a mapping: one that comes with the package, by its name, or a path. Raises a `SourceError` where there is neither."""
    path = Path(given)
    if path.suffix != ".rq" and given in (known := list_mappings()):
        return Path(str(resources.files(__package__) / "mappings" / f"{given}.rq"))
    if not path.is_file():
        names = ", ".join(known if path.suffix != ".rq" else list_mappings())
        raise SourceError(f"there is no such mapping; give the path of a .rq file, or one of: {names}", file=given)
    return path


def preview(table: Path, mapping: Path, options: Options) -> tuple[Rows, list[tuple[MappedRow, str]]]:
    """The first rows, each with its statements as Turtle. Nothing is written."""
    construct, rows = read_mapping(mapping), open_rows(table, options)
    shown = []
    for row in map_lines(islice(rows.lines, PREVIEWED), construct):
        text = serialize(row.triples, format=RdfFormat.TURTLE, prefixes=_list_prefixes(row.triples))
        shown.append((row, text.decode() if text else ""))
    return rows, shown


def import_table(table: Path, mapping: Path, source: Path, folder: Path, options: Options, report: Report, name: str = "") -> Imported:
    """Map a table into `folder/NAME`, in place of what stood there.

    Rows that cannot be mapped are left out and listed in `rejected.csv` with their reasons. Raises a `SourceError` where the table, the
    mapping or the description of the source cannot be read, or no row can be mapped; then nothing is changed.
    """
    name = name or table.stem.lower().replace("_", "-").replace(" ", "-")
    if not KEY.fullmatch(name):
        raise SourceError(f"{name!r} cannot name an import: give --name, small letters, digits and single hyphens", file=str(table))
    read_source(source, name)
    construct, rows = read_mapping(mapping), open_rows(table, options)
    done = Imported(name, rows.words)
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(mkdtemp(prefix=f".{name}-", dir=folder))
    try:
        with gzip.GzipFile(staging / STATEMENTS, "wb", compresslevel=6, mtime=0) as packed:
            for number, row in enumerate(map_lines(rows.lines, construct), start=1):
                done.rows = number
                if row.fault:
                    done.rejected.append((row.line, row.fault))
                else:
                    done.statements += len(row.triples)
                    packed.write(serialize(row.triples, format=RdfFormat.N_TRIPLES) or b"")
                if number % 1000 == 0:
                    report(number)
        report(done.rows)
        if not done.statements:
            reason = f"{done.rejected[0][1]} (line {done.rejected[0][0]})" if done.rejected else "it has no rows"
            raise SourceError(f"nothing was imported: {reason}", file=str(table))
        shutil.copyfile(source, staging / SOURCE)
        shutil.copyfile(mapping, staging / MAPPING)
        if done.rejected:
            _write_rejected(staging / REJECTED, done.rejected)
        done.changed = hash_folder(staging) != hash_folder(folder / name)
        replace_folder(staging, folder / name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return done


def remove(name: str, folder: Path) -> None:
    """Take an import out again. Raises a `SourceError` where there is none of this name."""
    if not KEY.fullmatch(name) or not (folder / name / SOURCE).is_file():
        known = ", ".join(list_imports(folder)) or "none"
        raise SourceError(f"there is no import of this name; imports: {known}", file=str(folder / name))
    gone = folder / f".{name}-removed"
    shutil.rmtree(gone, ignore_errors=True)
    (folder / name).rename(gone)
    shutil.rmtree(gone)


def list_imports(folder: Path) -> list[str]:
    """The names of the imports in a folder."""
    return sorted(each.parent.name for each in folder.glob(f"*/{SOURCE}")) if folder.is_dir() else []


def replace_folder(staging: Path, target: Path) -> None:
    """Put a folder in the place of another. Killed in between, the older one still lies beside it."""
    older = target.with_name(f".{target.name}-older")
    shutil.rmtree(older, ignore_errors=True)
    if target.exists():
        target.rename(older)
    staging.chmod(0o755)
    staging.rename(target)
    shutil.rmtree(older, ignore_errors=True)


def hash_folder(folder: Path) -> str:
    """A hash of all files of an import; empty where there is none."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest() if files else ""


def _write_rejected(path: Path, rejected: list[tuple[int, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["line", "reason"])
        writer.writerows(rejected)


def _list_prefixes(triples: tuple[Triple, ...]) -> dict[str, str]:
    text = " ".join(map(str, triples))
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in text}


def count_lines(path: Path) -> Iterator[int]:
    """How many lines a text file has, for a progress bar; nothing for other files."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"} and path.is_file():
        with path.open("rb") as file:
            yield sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
