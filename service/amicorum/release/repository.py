"""The repository: the folder of releases. A release is put into it whole or not at all, even where the build is killed at any moment."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amicorum.errors import ReleaseError
from amicorum.release.release import CURRENT, open_release

LOCK = ".lock"
STAGING = ".building"
"""Where the next release is written: beside the others, so that a rename is enough; hidden, so that nobody takes it for one."""
NEXT = ".current"
"""The link to be, before it takes the place of the old one."""


@contextmanager
def lock(releases: Path) -> Iterator[Path]:
    """Hold the repository alone and give an empty staging folder, which is gone afterwards where nothing was put into the repository.

    The lock falls with the process, so a killed build leaves at most a staging folder, which the next one clears away.
    """
    releases.mkdir(parents=True, exist_ok=True)
    with (releases / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReleaseError(f"another build is writing to {releases}: wait for its end") from error
        staging = releases / STAGING
        _remove(staging)
        staging.mkdir()
        try:
            yield staging
        finally:
            _remove(staging)


def put(staging: Path, releases: Path, name: str) -> tuple[Path, bool]:
    """Put what was staged into the repository under its name; give its folder, and whether it was not there before.

    A folder that has the name already holds the same release and stays, unless it is damaged: then it is replaced.
    """
    folder = releases / name
    flush(staging)
    known = folder.exists()
    if known:
        try:
            open_release(folder)
        except ReleaseError:
            shutil.rmtree(folder)
    if not folder.exists():
        staging.rename(folder)
        _flush_entry(releases)
    return folder, not known


def switch(releases: Path, name: str) -> None:
    """Point `current` at a release of the repository, in one step."""
    link = releases / NEXT
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    link.replace(releases / CURRENT)
    _flush_entry(releases)


def flush(folder: Path) -> None:
    """Bring every file and folder below (and the folder itself) to the disk."""
    for path in sorted(folder.rglob("*")):
        _flush_entry(path)
    _flush_entry(folder)


def _flush_entry(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
