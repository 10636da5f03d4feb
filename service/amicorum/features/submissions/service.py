"""Validate uploaded data, one sandboxed subprocess per submission.

At most `validate_places` run at once (else `Busy`); each is killed after `validate_seconds`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from amicorum.errors import Busy, EngineFailed, LimitReached, SourceError
from amicorum.features.submissions.submission import Checked, Submission, Unreadable
from amicorum.features.submissions.worker import SHAPES


class SubmissionValidator:
    """Checks submissions against the shapes of a release.

    `seconds` and `memory` (MiB) bound one submission, `places` how many are checked at once; a further one is told to come back.
    """

    def __init__(self, *, seconds: float, memory: int, places: int) -> None:
        self._seconds, self._memory = seconds, memory
        self._free = places

    async def check(self, submission: Submission, release: Path) -> Checked:
        """The report. Raises `Unreadable`, `Busy`, `LimitReached` or `EngineFailed`."""
        if not self._free:
            raise Busy("as much is being validated as there is room for", retry_after=max(1, int(self._seconds / 4)))
        self._free -= 1
        try:
            with tempfile.TemporaryDirectory(prefix="amicorum-") as folder:
                return _read(await self._run(submission, release, Path(folder)))
        finally:
            self._free += 1

    async def _run(self, submission: Submission, release: Path, folder: Path) -> bytes:
        (folder / submission.name).write_bytes(submission.content)
        if submission.shapes:
            (folder / SHAPES).write_bytes(submission.shapes)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "amicorum.features.submissions.worker",
            str(release.resolve()), str(folder), submission.name, str(self._memory),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._seconds):
                output, _ = await process.communicate()
        except TimeoutError:
            raise LimitReached(f"validating took longer than {self._seconds:g} s", limit="validate_seconds") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            raise LimitReached(f"validating needs more than {self._memory} MiB, or the data cannot be handled", limit="validate_memory")
        return output


def _read(output: bytes) -> Checked:
    try:
        answer = json.loads(output)
    except ValueError as error:
        raise EngineFailed("the validator gave no report") from error
    if errors := answer.get("errors"):
        raise Unreadable([SourceError(e["message"], file=e["file"], line=e["line"], column=e["column"]) for e in errors])
    return Checked(answer["verdict"], answer["turtle"])
