"""`amicorum validate`: check files, or all the data, against the shapes, and say what to mend where."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from amicorum.cli.imports_folder import add_imports, find_imports
from amicorum.cli.progress import report_progress
from amicorum.errors import SourceError
from amicorum.ingest.project import Project
from amicorum.release.validation import SubmissionChecker, check_project
from amicorum.translations import LANGUAGES
from amicorum.validation.shapes import read_shapes
from amicorum.validation.writers.readable import WRITERS

HELP = "Check files, or all the data, against the rules."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Files or `--data`, and how to report."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("files", nargs="*", default=[], type=Path, metavar="FILE", help="a register (.csv) or an RDF file")
    what.add_argument("--data", action="store_true", help="all that the project and the folder of imports hold")
    parser.add_argument("--project", type=Path, default=Path(), metavar="FOLDER", help="the project's folder (default: this one)")
    add_imports(parser)
    parser.add_argument("--format", choices=sorted(WRITERS), default="text", help="how to report (default %(default)s)")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the report (default %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Print the report. 0: nothing stands in the way; 1: there are violations; 2: something could not be read."""
    try:
        project = Project(options.project)
        shapes = read_shapes(project.shapes)
        with report_progress() as progress:
            if options.data:
                report = check_project(project, shapes, progress.part, find_imports(options))
            else:
                report = SubmissionChecker(project, progress.part).check(options.files, progress.part)
    except SourceError as error:
        for each in error.each:
            print(f"amicorum: {each}", file=sys.stderr)
        return 2
    sys.stdout.write(WRITERS[options.format](report, shapes, options.lang))
    return 0 if report.conforms else 1
