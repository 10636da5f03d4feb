"""The checksums file of a release: `SHA256SUMS`, as `sha256sum --check` reads it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

from amicorum.errors import ReleaseError

NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def compute_checksums(folder: Path, known: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The checksum of every file below a folder but the checksums file itself, by path, sorted; those that are known are not computed."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    with ThreadPoolExecutor() as pool:  # the hashing itself holds no lock of the interpreter
        found = pool.map(lambda name: known.get(name) or checksum(folder / name), names)
        return {name: digest for name, digest in zip(names, found, strict=True) if name != NAME}


def write_checksums(folder: Path, sums: Mapping[str, str]) -> None:
    """Write the checksums file."""
    (folder / NAME).write_text(_write(sums), encoding="utf-8")


def _write(sums: Mapping[str, str]) -> str:
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def read_checksums(folder: Path) -> dict[str, str]:
    """What the checksums file says, by path. Raises `ReleaseError` where it cannot be read or names a file outside the folder."""
    try:
        text = (folder / NAME).read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(f"{folder} cannot be verified: {NAME} cannot be read ({error})") from error
    sums: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if not match or Path(match[2]).is_absolute() or ".." in Path(match[2]).parts:
            raise ReleaseError(f"{folder / NAME}:{number}: not a checksum and a path inside the release")
        sums[match[2]] = match[1]
    if text != _write(sums):
        raise ReleaseError(f"{folder / NAME} is not the file that was built: lines are missing, doubled, unsorted or ended otherwise")
    return sums


def verify_checksums(folder: Path) -> dict[str, str]:
    """Compare every file with its checksum and give the checksums back. Raises `ReleaseError` that names the first wrong file.

    A file without a checksum is wrong too: a list that lost its last lines must not pass for a shorter one.
    """
    sums = read_checksums(folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in sums and name != NAME:
            raise ReleaseError(f"{path} is not in {NAME}: the list is not whole, or the file does not belong to the release")
    for name, expected in sums.items():
        try:
            found = checksum(folder / name)
        except OSError as error:
            raise ReleaseError(f"{folder / name} cannot be read ({error.strerror}): the release is not whole") from error
        if found != expected:
            raise ReleaseError(f"{folder / name} is not the file that was built: its checksum differs from {NAME}")
    return sums
