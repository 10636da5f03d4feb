"""The process that checks submissions: `python -m amicorum.features.submissions.worker RELEASE FD MEMORY SECONDS`.

It reads the release once and then waits on the control socket FD. Each message is a JSON object `{"folder": …, "name": …, "release": …}`
and brings a pipe (SCM_RIGHTS). For each it forks: the child gives up the right to write files and to open sockets before it parses a byte
of what was sent, checks `FOLDER/NAME` (against `FOLDER/shapes.ttl` where the sender brought shapes), writes one JSON object into the pipe
(`verdict` and `turtle`, or `errors`) and ends. Where RELEASE is empty no release is read, and a child only tries to read what was sent.
The kernel ends a child that takes more than SECONDS; MEMORY is in MiB beside what was read before.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from amicorum.engine import sandbox
from amicorum.errors import SourceError
from amicorum.features.submissions import custom_shapes
from amicorum.ingest.documents import FORMATS, read_document
from amicorum.ingest.loader import read_contexts
from amicorum.ingest.project import Project
from amicorum.release.validation import SubmissionChecker
from amicorum.validation.writers.readable import WRITERS

SHAPES = "shapes.ttl"
"""Name of the sender's shapes in the folder of the submission."""
READY = b"ready\n"
_MESSAGE_BYTES = 64 * 1024


def check(checker: SubmissionChecker | None, file: Path, release: Path) -> dict[str, object]:
    """Check a file as a part of the release, or against the shapes beside it; without a checker, whether both can be read."""
    shapes = file.parent / SHAPES
    try:
        if checker is None:
            return _try_to_read([file, shapes], release)
        if shapes.exists():
            return custom_shapes.check(file, shapes)
        report = checker.check([file])
    except SourceError as error:
        return {"errors": [{"message": e.message, "file": e.file, "line": e.line, "column": e.column} for e in error.each]}
    verdict = json.loads(WRITERS["json"](report, checker.shapes, "en"))
    return {"verdict": verdict, "turtle": WRITERS["ttl"](report, checker.shapes, "en")}


def _try_to_read(files: Iterable[Path], release: Path) -> dict[str, object]:
    """Parse what is RDF; how a table is read, the release knows. Raises a `SourceError`."""
    try:
        contexts = read_contexts(Project(release))
    except SourceError:  # what is wrong with the release is said by who reads it
        contexts = {}
    for file in files:
        if file.exists() and file.suffix.lower() in FORMATS:
            read_document(file, contexts=contexts)
    return {}


def serve(checker: SubmissionChecker | None, control: socket.socket, memory: int, seconds: float) -> None:
    """Fork for each message until the control socket ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel forgets children that have ended
    gc.freeze()  # else collecting garbage in a child would copy what it shares
    control.sendall(READY)
    parent = os.getpid()
    while True:
        message, pipes, _, _ = socket.recv_fds(control, _MESSAGE_BYTES, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            _answer(checker, json.loads(message), pipes[0], parent, memory, seconds)
        for pipe in pipes:
            os.close(pipe)


def _answer(checker: SubmissionChecker | None, asked: dict[str, str], pipe: int, parent: int, memory: int, seconds: float) -> NoReturn:
    status = 1
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)  # its signal ends the process, whatever it does
        sandbox.enter(memory=memory, files=True, parent=parent)
        os.chdir(asked["folder"])  # so that messages name the file as its sender does
        answer = json.dumps(check(checker, Path(asked["name"]), Path(asked["release"])), ensure_ascii=False).encode()
        while answer:
            answer = answer[os.write(pipe, answer) :]
        status = 0
    finally:
        os._exit(status)  # never back into the parent's code, and no clean-up of what is the parent's


def main(arguments: list[str]) -> int:
    """Read the release, then serve."""
    release, fd, memory, seconds = arguments[0], int(arguments[1]), int(arguments[2]), float(arguments[3])
    sandbox.follow_parent(os.getppid())
    serve(SubmissionChecker(Project(Path(release))) if release else None, socket.socket(fileno=fd), memory, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
