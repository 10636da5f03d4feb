"""Importing a table: mapped row by row into a folder of its own among the imports, which appears whole or not at all."""

from __future__ import annotations

import csv
import fcntl
import gzip
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp

from pyoxigraph import RdfFormat, serialize

from amicorum.errors import SourceError
from amicorum.imports.collection import KEY, REJECTED, SOURCE, STATEMENTS, list_collections, note_line, note_table, read_source
from amicorum.imports.mapper import BATCH, MappedRow, Misread, find_missing, map_lines, read_mapping
from amicorum.imports.readers import open_rows
from amicorum.imports.rows import Options, Rows
from amicorum.imports.watch import Report
from amicorum.ingest.construct import Construct
from amicorum.ingest.functions import COUNTRY, COUNTRY_NAMED, TIME
from amicorum.rdf import canonical
from amicorum.rdf.namespaces import PREFIXES

MAPPING = "mapping.rq"
MOST_STATEMENTS = 2_000_000
"""Statements of one import. A build holds all of them in memory, some kilobytes for each."""
PREVIEWED = 3
"""Rows that a dry run shows as Turtle."""
SHOWN = 10
"""Rows left out that are told one by one."""


@dataclass(slots=True)
class Imported:
    """What an import came to: so many rows were read, so many of them left out, the `first` by line with the reason."""

    name: str
    words: str
    rows: int = 0
    statements: int = 0
    rejected: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)
    changed: bool = True
    """Whether the import is another than the one that was there."""
    remarks: list[str] = field(default_factory=list)
    """What a person should look at in how the table was read."""

    def reject(self, row: MappedRow) -> None:
        """Count a row that is left out."""
        self.rejected += 1
        if len(self.first) < SHOWN:
            self.first.append((row.line, row.fault))


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


def preview(table: Path, mapping: Path, options: Options) -> tuple[list[str], list[tuple[MappedRow, str]]]:
    """How the table is read, in sentences, and its first rows, each with its statements as Turtle. Nothing is written."""
    construct, rows = read_mapping(mapping), open_rows(table, options)
    shown = [
        (row, canonical.write_readable(canonical.sort_triples(row.triples), RdfFormat.TURTLE, PREFIXES).decode())
        for row in map_lines(islice(rows.lines, PREVIEWED), construct)
    ]
    return [f"{table} read as {rows.words}; columns: {', '.join(rows.columns)}", *_remark(construct, rows)], shown


def _remark(mapping: Construct, rows: Rows) -> list[str]:
    remarks = []
    if missing := find_missing(mapping, rows.columns):
        remarks.append(f"The mapping names columns that the table does not have, and does without them: {', '.join(missing)}")
    if rows.example:
        remarks.append(f"The encoding is a guess: is “{rows.example}” spelt right? If not, say another with --encoding, such as cp1257")
    return remarks


def _remark_misread(misread: Misread) -> Iterator[str]:
    """Which texts were read as no time and as no country."""
    words = {
        TIME: "no time in EDTF (such as 1932, 1932-05, 1920~ for about 1920)",
        COUNTRY: "no code of a country",
        COUNTRY_NAMED: "no country",
    }
    for function, meaning in words.items():
        if found := sorted(misread.get(function, ())):
            more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            yield f"What is {meaning} is left out: {', '.join(f'“{text}”' for text in found[:SHOWN])}{more}"


def name_import(table: Path, name: str = "") -> str:
    """The name of an import: as it is given, else made of the file's. Raises a `SourceError` for one that cannot be."""
    name = name or table.stem.lower().replace("_", "-").replace(" ", "-")
    if not KEY.fullmatch(name):
        raise SourceError(f"{name!r} cannot name an import: give --name, small letters, digits and single hyphens", file=str(table))
    return name


def import_table(
    table: Path, mapping: Path, source: Path, folder: Path, options: Options, report: Report, name: str = "", expected: int = 0
) -> Imported:
    """Map a table into `folder/NAME`, in place of what stood there.

    Rows that cannot be mapped are left out and listed in `rejected.csv` with their reasons. Raises a `SourceError` where the table, the
    mapping or the description of the source cannot be read, no row can be mapped, or they make more statements than a build could take;
    then nothing is changed. With so many rows `expected` that shows behind the first batch. To be called within `lock_imports`.
    """
    name = name_import(table, name)
    read_source(source, name)
    construct, rows = read_mapping(mapping), open_rows(table, options)
    done, misread = Imported(name, rows.words, remarks=_remark(construct, rows)), Misread()
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(mkdtemp(prefix=_prefix(name), dir=folder))
    try:
        with (
            gzip.GzipFile(staging / STATEMENTS, "wb", compresslevel=6, mtime=0) as packed,
            (staging / REJECTED).open("w", encoding="utf-8", newline="") as rejected,
        ):
            writer = csv.writer(rejected, lineterminator="\n")
            writer.writerow(["line", "reason"])
            packed.write(note_table(table))
            for done.rows, row in enumerate(map_lines(rows.lines, construct, misread), start=1):
                if row.fault:
                    writer.writerow([row.line, row.fault])
                    done.reject(row)
                else:
                    done.statements += len(row.triples)
                    packed.write(note_line(row.line))
                    packed.write(serialize(row.triples, format=RdfFormat.N_TRIPLES) or b"")
                if done.rows % BATCH == 0:
                    _check_size(done, max(expected, done.rows), table)
                    report(done.rows)
        report(done.rows)
        done.remarks += _remark_misread(misread)
        if not done.statements:
            reason = f"{done.first[0][1]} (line {done.first[0][0]})" if done.first else "it has no rows"
            raise SourceError(". ".join([f"nothing was imported: {reason}", *done.remarks]), file=str(table))
        if not done.rejected:
            (staging / REJECTED).unlink()
        shutil.copyfile(source, staging / SOURCE)
        shutil.copyfile(mapping, staging / MAPPING)
        done.changed = hash_folder(staging) != hash_folder(folder / name)
        replace_folder(staging, folder / name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return done


@contextmanager
def lock_imports(folder: Path) -> Iterator[None]:
    """Be the only one to change the imports in a folder, which is made where it is not there; the lock falls with the process.

    Raises a `SourceError` where somebody else changes them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise SourceError("another import is under way here: wait until it is done", file=str(folder)) from None
    finally:
        os.close(own)


def _check_size(done: Imported, rows: int, table: Path) -> None:
    """Raise a `SourceError` where so many rows will make more statements than an import may have."""
    if (foreseen := done.statements * rows // done.rows) > MOST_STATEMENTS:
        most = MOST_STATEMENTS * done.rows // done.statements
        raise SourceError(
            f"{rows} rows make about {foreseen} statements, and an import may have {MOST_STATEMENTS}, since a build holds all in memory: "
            f"import a part of at most {most} rows (several imports may stand beside each other), or let the mapping say less",
            file=str(table),
        )


def remove_unfinished(name: str, folder: Path) -> None:
    """Take away what imports of this name left that were killed."""
    for each in folder.glob(_prefix(name) + "????????"):  # as mkdtemp names them
        shutil.rmtree(each, ignore_errors=True)


def remove(name: str, folder: Path) -> None:
    """Take an import out again. Raises a `SourceError` where there is none of this name."""
    if not KEY.fullmatch(name) or not (folder / name / SOURCE).is_file():
        known = ", ".join(list_imports(folder)) or "none"
        raise SourceError(f"there is no import of this name; imports: {known}", file=str(folder / name))
    with lock_imports(folder):
        gone = folder / f".{name}-removed"
        shutil.rmtree(gone, ignore_errors=True)
        (folder / name).rename(gone)
        shutil.rmtree(gone)


def list_imports(folder: Path) -> list[str]:
    """The names of the imports in a folder."""
    return [each.key for each in list_collections([(folder, str(folder))])]


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
    return hashlib.sha256(b"".join(_hash_file(file) for file in files)).hexdigest() if files else ""


def _hash_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _prefix(name: str) -> str:
    """How the folders begin in which an import is made; hidden, so that no build takes them for one."""
    return f".{name}-"


def count_lines(path: Path) -> int:
    """How many lines a text file has, for a progress bar; 0 where that tells nothing."""
    if path.suffix.lower() in {".xlsx", ".xlsm"} or not path.is_file():
        return 0
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
