"""`amicorum validate`: check files, or all the data, against the shapes, and say what to mend where."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Triple
from rich.console import Console
from rich.progress import Progress

from amicorum.errors import SourceError
from amicorum.ingest.loader import Progress as Told
from amicorum.ingest.loader import read, read_files
from amicorum.ingest.project import Project
from amicorum.rdf.languages import AUTHORED
from amicorum.release.dataset import complete
from amicorum.validation.checking import validate
from amicorum.validation.report import Report
from amicorum.validation.shapes import Shapes, read_shapes
from amicorum.validation.writing import WRITERS

HELP = "Check files, or all the data, against the rules."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Files or `--data`, and how to report."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("files", nargs="*", default=[], type=Path, metavar="FILE", help="a register (.csv) or an RDF file")
    what.add_argument("--data", action="store_true", help="all that the project holds")
    parser.add_argument("--project", type=Path, default=Path(), metavar="FOLDER", help="the project's folder (default: this one)")
    parser.add_argument("--format", choices=sorted(WRITERS), default="text", help="how to report (default %(default)s)")
    parser.add_argument("--lang", choices=AUTHORED, default="en", help="language of the report (default %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Print the report. 0: nothing stands in the way; 1: there are violations; 2: something could not be read."""
    try:
        project = Project(options.project)
        shapes = read_shapes(project.shapes)
        with _progress() as told:
            report = _check_all(project, shapes, told) if options.data else _check_files(project, options.files, shapes, told)
    except SourceError as error:
        for each in error.each:
            print(f"amicorum: {each}", file=sys.stderr)
        return 2
    sys.stdout.write(WRITERS[options.format](report, shapes, options.lang))
    return 0 if report.conforms else 1


def _check_all(project: Project, shapes: Shapes, told: Told) -> Report:
    sources = read(project, told)
    return validate(complete(sources.quads, project), shapes, sources.places, progress=told)


def _check_files(project: Project, files: list[Path], shapes: Shapes, told: Told) -> Report:
    """Check the files among the rest of the project, without which their references would dangle; report on them alone."""
    if missing := [str(path) for path in files if not path.is_file()]:
        raise SourceError("there is no such file", file=missing[0])
    given = read_files(project, files, told)
    rest = read(project, told, without=files)
    about = {quad.subject.value for quad in given.quads if not isinstance(quad.subject, Triple)}
    everything = complete([*rest.quads, *given.quads], project)
    return validate(everything, shapes, given.places, about=about, progress=told)


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar for each step on the terminal; nothing where there is none."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task("")
        yield lambda name, done, total: bars.update(bar, description=name, completed=done, total=total)
