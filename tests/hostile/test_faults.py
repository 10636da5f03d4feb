"""A release that was harmed on the way, a disk that is full, a process that dies: what was served goes on being served."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import httpx2
import pytest
from tests.hostile.processes import lives
from tests.web.processes import serving

from amicorum.errors import ReleaseError
from amicorum.release import repository
from amicorum.release.release import Release, current, open_release

TRIG = "<https://example.org/graph> {{ <https://example.org/a> <https://example.org/b> {} }}"
MakeRelease = Callable[[str], Release]


def list_files(release: Release) -> list[str]:
    """Every file of a release, the list of checksums among them."""
    return sorted(str(path.relative_to(release.folder)) for path in release.folder.rglob("*") if path.is_file())


def copy(release: Release, to: Path) -> Path:
    """A copy that may be written to."""
    folder = shutil.copytree(release.folder, to / release.folder.name)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def flip_first(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


def flip_middle(data: bytes) -> bytes:
    return data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]


def flip_last(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def truncate(data: bytes) -> bytes:
    return data[: len(data) // 2]


def shorten(data: bytes) -> bytes:
    return data[:-1]


def empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("harm", [flip_first, flip_middle, flip_last, truncate, shorten, empty])
def test_a_harmed_file_is_found_whichever_it_is(tiny_release: Release, tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    folder = copy(tiny_release, tmp_path)
    assert open_release(folder).id == tiny_release.id
    for name in list_files(tiny_release):
        path = folder / name
        sound = path.read_bytes()
        if (harmed := harm(sound)) == sound:
            continue  # an empty file cannot be shortened
        path.write_bytes(harmed)
        with pytest.raises(ReleaseError):
            open_release(folder)
        path.write_bytes(sound)
    assert open_release(folder).id == tiny_release.id


def test_a_lost_file_is_found_whichever_it_is(tiny_release: Release, tmp_path: Path) -> None:
    folder = copy(tiny_release, tmp_path)
    for name in list_files(tiny_release):
        (folder / name).rename(tmp_path / "away")
        with pytest.raises(ReleaseError):
            open_release(folder)
        (tmp_path / "away").rename(folder / name)


def test_a_list_that_lost_its_last_lines_is_not_a_shorter_one(tiny_release: Release, tmp_path: Path) -> None:
    sums = copy(tiny_release, tmp_path) / "SHA256SUMS"
    lines = sums.read_text().splitlines(keepends=True)
    for count in range(len(lines)):
        sums.write_text("".join(lines[:count]))
        with pytest.raises(ReleaseError, match="SHA256SUMS"):
            open_release(sums.parent)


def wait_for(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def ready(url: str) -> str:
    return httpx2.get(url + "/health/ready", timeout=10).text


def harm_in_turn(releases: Path, sound: Path) -> Iterator[None]:
    """Put one wrong release after another on the repository and point `current` at it."""
    for number, (name, harm) in enumerate(product(("dumps/amicorum.nq", "manifest.json", "SHA256SUMS"), (flip_middle, truncate, empty))):
        folder = shutil.copytree(sound, releases / f"harmed-{number}")
        (folder / name).chmod(0o644)
        (folder / name).write_bytes(harm((folder / name).read_bytes()))
        repository.switch(releases, folder.name)
        yield
    (releases / "file").write_text("no release")
    (releases / "folder").mkdir()
    for name in ("nothing", "file", "folder"):
        (releases / ".current").symlink_to(name)
        (releases / ".current").rename(releases / "current")
        yield


def test_the_service_keeps_the_old_release_and_says_so(make_release: MakeRelease, tmp_path: Path) -> None:
    old, new = make_release(TRIG.format(1)), make_release(TRIG.format(2))
    releases, log = old.folder.parent, tmp_path / "log"
    repository.switch(releases, old.folder.name)
    with serving(releases, {"watch_seconds": "0", "workers": "1"}, log) as (process, url):
        for count, _ in enumerate(harm_in_turn(releases, new.folder), start=1):
            process.send_signal(signal.SIGHUP)
            refused = f'amicorum_release_switches_total{{outcome="refused"}} {count}.0'
            wait_for(lambda refused=refused: refused in httpx2.get(url + "/metrics").text)  # type: ignore[misc]  # a default of our own
            assert ready(url) == f"ready, release {old.id}\n"
        lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
        said = [line["message"] for line in lines if line["level"] == "ERROR"]
        assert len(said) == count
        assert all(message.startswith(f"release {old.id} stays: ") for message in said)
        repository.switch(releases, new.folder.name)
        process.send_signal(signal.SIGHUP)
        wait_for(lambda: ready(url) == f"ready, release {new.id}\n")


def test_a_service_that_dies_while_switching_comes_back_whole(make_release: MakeRelease) -> None:
    old, new = make_release(TRIG.format(1)), make_release(TRIG.format(2))
    releases = old.folder.parent
    for pause in (0.05, 0.2):
        repository.switch(releases, old.folder.name)
        with serving(releases, {"watch_seconds": "0", "workers": "1"}) as (process, url):
            assert ready(url) == f"ready, release {old.id}\n"
            repository.switch(releases, new.folder.name)
            process.send_signal(signal.SIGHUP)
            time.sleep(pause)
            children = {int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()}
            process.kill()
            wait_for(lambda pids=children: not any(lives(pid) for pid in pids))  # type: ignore[misc]  # a default of our own
    with serving(releases, {"workers": "1"}) as (_, url):
        assert ready(url) == f"ready, release {new.id}\n"


BUILD = """
import sys
from pathlib import Path
from pyoxigraph import RdfFormat, parse
from amicorum.release.pipeline import build
from amicorum.release.build_input import BuildInput
quads = list(parse(sys.argv[2], format=RdfFormat.TRIG))
build(BuildInput(quads=quads, metadata=(), date="2026-11-23"), Path(sys.argv[1]), step=lambda _: None, allow_shrink=True)
"""
LARGER = "<https://example.org/graph> {{ {} }}".format(
    "\n".join(f'<https://example.org/{n}> <https://example.org/b> "a text of some length, so that a file grows: {n}" .' for n in range(200))
)


@pytest.mark.parametrize("room", [0, 100, 2_000, 20_000])
def test_a_full_disk_leaves_the_old_release(make_release: MakeRelease, room: int) -> None:
    old = make_release(TRIG.format(1))
    releases = old.folder.parent
    before = {path.name for path in releases.iterdir()}

    def fill_disk() -> None:
        # The kernel fails a write past the limit as it does on a full disk, once the signal is ignored.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    command = [sys.executable, "-c", BUILD, str(releases), LARGER]
    failed = subprocess.run(command, preexec_fn=fill_disk, capture_output=True, text=True, timeout=60, check=False)
    assert failed.returncode != 0
    assert current(releases) == old.folder.resolve()
    assert open_release(old.folder).id == old.id
    visible = {path.name for path in releases.iterdir() if not path.name.startswith(".")}
    assert visible == {name for name in before if not name.startswith(".")}
    again = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode == 0, again.stderr
    assert current(releases) != old.folder.resolve()
    assert open_release(current(releases))
