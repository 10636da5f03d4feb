"""Validate uploaded data: a process that has read the release forks one sandboxed child per submission.

Until the release is read, children of another process, which knows no release, tell what is wrong in the syntax of a submission.

At most `validate_places` run at once (else `Busy`); each is ended after `validate_seconds`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from amicorum.errors import Busy, EngineFailed, LimitReached, SourceError
from amicorum.features.submissions.submission import Checked, Submission, Unreadable
from amicorum.features.submissions.worker import READY, SHAPES
from amicorum.places import Places

START_SECONDS = 120.0
"""Longest time for reading a release."""


class SubmissionValidator:
    """Checks submissions as parts of a release.

    `seconds` and `memory` (MiB) bound one submission, `places` how many are checked at once; a further one is told to come back.
    With `shared`, a folder, the places are those of all processes that share it.
    """

    def __init__(self, *, seconds: float, memory: int, places: int, shared: Path | None = None) -> None:
        self._seconds, self._memory = seconds, memory
        self._places = Places(places, "validation", shared)
        self._workers: dict[Path | None, _Worker] = {}

    async def check(self, submission: Submission, release: Path) -> Checked:
        """The report. Raises `Unreadable`, `Busy`, `LimitReached` or `EngineFailed`."""
        if not self._places.try_take():
            raise Busy("as much is being validated as there is room for", retry_after=max(1, int(self._seconds / 4)))
        try:
            with tempfile.TemporaryDirectory(prefix="amicorum-") as name:
                folder = Path(name)
                (folder / submission.name).write_bytes(submission.content)
                if submission.shapes:
                    (folder / SHAPES).write_bytes(submission.shapes)
                worker = self._find(release)
                if not worker.ready:  # who made a fault of syntax need not wait for the release
                    _read(await self._ask(self._find(None), release, folder, submission.name))
                answer = _read(await self._ask(worker, release, folder, submission.name))
                return Checked(answer["verdict"], answer["turtle"])
        finally:
            self._places.give_back()

    async def warm(self, release: Path) -> None:
        """Read a release beforehand, so that the first submission need not wait for it; what is wrong in its syntax is told at once."""
        with contextlib.suppress(EngineFailed):  # said to whoever submits something
            await asyncio.to_thread(self._find(None).start)
            await asyncio.to_thread(self._find(release).start)

    async def close(self) -> None:
        """End every process. Safe to call twice."""
        workers, self._workers = list(self._workers.values()), {}
        for worker in workers:
            await asyncio.to_thread(worker.close)

    async def _ask(self, worker: _Worker, release: Path, folder: Path, name: str) -> bytes:
        kept = (None, release.resolve())
        for older in [path for path, each in self._workers.items() if path not in kept and not each.asked]:
            await asyncio.to_thread(self._workers.pop(older).close)
        worker.asked += 1
        try:
            await asyncio.to_thread(worker.start)
            began = time.monotonic()
            answer = await asyncio.to_thread(worker.ask, release, folder, name)
        finally:
            worker.asked -= 1
        if answer:
            return answer
        if time.monotonic() - began >= self._seconds * 0.95:
            raise LimitReached(f"validating took longer than {self._seconds:g} s", limit="validate_seconds")
        raise LimitReached(f"validating needs more than {self._memory} MiB", limit="validate_memory")

    def _find(self, release: Path | None) -> _Worker:
        """The process of a release; without one, the process that only reads."""
        release = release and release.resolve()
        if release in self._workers and self._workers[release].ended:
            self._workers.pop(release).close()
        if release not in self._workers:
            self._workers[release] = _Worker(release, self._memory, self._seconds)
        return self._workers[release]


class _Worker:
    """The process of one release, or of none. Its methods block: they are called in threads."""

    def __init__(self, release: Path | None, memory: int, seconds: float) -> None:
        self.asked = 0
        """Submissions that it is asked about now."""
        self.ready = False
        """Whether it has read its release."""
        self._arguments = ("" if release is None else str(release), str(memory), str(seconds))
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._starting = threading.Lock()

    @property
    def ended(self) -> bool:
        """Whether the process was there and is no more."""
        return self._process is not None and self._process.poll() is not None

    def start(self) -> None:
        """Start the process where it is not there yet, and wait until the release is read. Raises `EngineFailed` where it cannot be."""
        with self._starting:
            if self._process is not None:
                return
            release, memory, seconds = self._arguments
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                command = [sys.executable, "-m", "amicorum.features.submissions.worker", release, str(theirs.fileno()), memory, seconds]
                self._process = subprocess.Popen(  # noqa: S603  our own program
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=[theirs.fileno()]
                )
            self._control = ours
            ours.settimeout(START_SECONDS)
            try:
                said = ours.recv(len(READY))
            except TimeoutError:
                said = b""
            ours.settimeout(None)
            if said != READY:
                self._process.kill()
                _, errors = self._process.communicate()
                raise EngineFailed(
                    f"the validator could not read the release: {errors.decode('utf-8', 'replace').strip().rpartition(chr(10))[2]}"
                )
            self.ready = True

    def ask(self, release: Path, folder: Path, name: str) -> bytes:
        """What the child for a submission writes; empty where it ends before."""
        reading, writing = os.pipe()
        try:
            message = json.dumps({"folder": str(folder), "name": name, "release": str(release.resolve())}).encode()
            assert self._control is not None  # noqa: S101  it was started
            socket.send_fds(self._control, [message], [writing])
        except OSError as error:
            os.close(reading)
            raise EngineFailed("the validator is gone; it is started again when asked again") from error
        finally:
            os.close(writing)
        with open(reading, "rb", closefd=True) as pipe:  # noqa: PTH123  a pipe has no path
            return pipe.read()

    def close(self) -> None:
        """End the process and wait for it."""
        if self._control:
            self._control.close()
        if self._process:
            self._process.kill()
            self._process.wait()
            if self._process.stderr:
                self._process.stderr.close()


def _read(output: bytes) -> dict[str, Any]:
    """What a child wrote. Raises `Unreadable` with the errors that it tells of."""
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError as error:
        raise EngineFailed("the validator gave no report") from error
    if errors := answer.get("errors"):
        raise Unreadable([SourceError(e["message"], file=e["file"], line=e["line"], column=e["column"]) for e in errors])
    return answer
