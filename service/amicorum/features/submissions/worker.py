"""The process that checks one submission: `python -m amicorum.features.submissions.worker RELEASE FOLDER NAME MEMORY`.

It reads `FOLDER/NAME` (and `FOLDER/shapes.ttl` where the sender brought shapes), gives up the right to write files and to open
sockets before it parses a byte of either, and prints one JSON object: `verdict` and `turtle`, or `errors`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from amicorum.engine import sandbox
from amicorum.errors import SourceError
from amicorum.features.submissions import custom_shapes
from amicorum.ingest.project import Project
from amicorum.release.validation import check_submission
from amicorum.validation.shapes import read_shapes
from amicorum.validation.writers.readable import WRITERS

SHAPES = "shapes.ttl"
"""Name of the sender's shapes in the folder of the submission."""


def check(release: Path, file: Path) -> dict[str, object]:
    """Check a file against the shapes of a release, as a part of what that release was built from."""
    project = Project(release)
    shapes = read_shapes(project.shapes)
    report = check_submission(project, [file], shapes)
    return {"verdict": json.loads(WRITERS["json"](report, shapes, "en")), "turtle": WRITERS["ttl"](report, shapes, "en")}


def main(arguments: list[str]) -> int:
    """Check, and print what was found."""
    release, folder, name, memory = Path(arguments[0]), Path(arguments[1]), arguments[2], int(arguments[3])
    sandbox.enter(memory=memory, files=True, parent=os.getppid())
    os.chdir(folder)  # so that messages name the file as its sender does
    file, shapes = Path(name), Path(SHAPES)
    try:
        answer = custom_shapes.check(file, shapes) if shapes.exists() else check(release, file)
    except SourceError as error:
        answer = {"errors": [{"message": e.message, "file": e.file, "line": e.line, "column": e.column} for e in error.each]}
    json.dump(answer, sys.stdout, ensure_ascii=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
