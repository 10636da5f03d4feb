"""The process that checks one submission: `python -m amicorum.features.validating.worker RELEASE FOLDER NAME MEMORY`.

It reads `FOLDER/NAME` (and `FOLDER/shapes.ttl` where the sender brought shapes), gives up the right to write files and to open
sockets before it parses a byte of either, and prints one JSON object: `verdict` and `turtle`, or `errors`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse

from amicorum.engine import sandbox
from amicorum.errors import SourceError
from amicorum.features.validating import foreign
from amicorum.ingest.loader import read, read_files
from amicorum.ingest.project import Project
from amicorum.release.release import NQUADS
from amicorum.validation.checking import validate
from amicorum.validation.shapes import read_shapes
from amicorum.validation.writing import WRITERS

SHAPES = "shapes.ttl"
"""Name of the sender's shapes in the folder of the submission."""


def check(release: Path, file: Path) -> dict[str, object]:
    """Check a file against the shapes of a release, among the statements of that release, without which its references would dangle."""
    project = Project(release)
    shapes = read_shapes(project.shapes)
    given = read_files(project, [file])
    rest: list[Quad]
    if file.suffix == ".csv":
        rest = list(read(project, without=[file]).quads)
    else:
        rest = list(parse(path=release / NQUADS, format=RdfFormat.N_QUADS))
    about = {quad.subject.value for quad in given.quads if not isinstance(quad.subject, Triple)}
    report = validate([*rest, *given.quads], shapes, given.places, about=about)
    return {"verdict": json.loads(WRITERS["json"](report, shapes, "en")), "turtle": WRITERS["ttl"](report, shapes, "en")}


def main(arguments: list[str]) -> int:
    """Check, and print what was found."""
    release, folder, name, memory = Path(arguments[0]), Path(arguments[1]), arguments[2], int(arguments[3])
    sandbox.enter(memory=memory, files=True, parent=os.getppid())
    os.chdir(folder)  # so that messages name the file as its sender does
    file, shapes = Path(name), Path(SHAPES)
    try:
        answer = foreign.check(file, shapes) if shapes.exists() else check(release, file)
    except SourceError as error:
        answer = {"errors": [{"message": e.message, "file": e.file, "line": e.line, "column": e.column} for e in error.each]}
    json.dump(answer, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
