"""The benchmark runs to its end and writes its tables; how fast anything was is no matter here."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bench.client import Client
from bench.compare import compare
from bench.measure import PATIENCE, WORKLOAD, Measured, measure
from bench.plot import collect_lines, draw
from bench.record import record
from bench.validation import measure_validation
from bench.virtuoso import is_installed
from pyrudof import ShaclError
from pyshacl.errors import ValidationFailure

from amicorum.ingest.project import Project

ROOT = Path(__file__).parents[2]


def read_table(text: str) -> dict[str, list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return {row[0]: row[1:] for row in rows}


def test_a_small_run_measures_every_work_and_records_it(tmp_path: Path) -> None:
    target = tmp_path / "benchmarks.md"
    command = [sys.executable, "-m", "bench", "--only-generated", "--quads", "2000", "--peers", "amicorum", "oxigraph serve"]
    done = subprocess.run(
        [*command, "--validate", "--record", str(target)], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    table = read_table(target.read_text(encoding="utf-8"))
    assert table["work"] == ["amicorum", "oxigraph serve"]
    for work in WORKLOAD:
        ours, baseline = (float(cell.removesuffix("*")) for cell in table[work.name])
        assert ours > 0 and baseline == 1
    for peer in table["work"]:
        build, _, _, start, ready, after = table[peer]
        assert float(build) >= 0 and float(start) > 0 and int(ready.replace(",", "")) > 0 and int(after.replace(",", "")) > 0
    for visit in ("front page", "page of an institution", "search by a name", "suggestions for four letters", "reconciliation of 10 names"):
        assert all(float(cell) > 0 for cell in table[visit])
    runs = json.loads(target.with_suffix(".json").read_text(encoding="utf-8"))
    assert set(runs["generated-2000"]["seconds"]["amicorum"]) == {work.name for work in WORKLOAD}
    picture = ElementTree.parse(tmp_path / "growth.svg")
    assert "](growth.svg)" in target.read_text(encoding="utf-8")
    assert {work.name for work in WORKLOAD} <= {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")}


@contextmanager
def serve_slowly(answers: int, seconds: float) -> Iterator[str]:
    """An endpoint that answers so many queries at once and each further one after a while."""
    left = count(answers, -1)

    def respond(*_: object) -> tuple[int, dict[str, str], bytes]:
        if next(left) <= 0:
            time.sleep(seconds)
        return 200, {"Content-Type": "text/csv", "Content-Length": "4"}, b"a\n1\n"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = respond()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the console of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql"
        finally:
            server.shutdown()
            thread.join()


def test_a_work_that_does_not_get_through_counts_by_what_was_answered() -> None:
    work = next(work for work in WORKLOAD if work.clients == 8)
    with serve_slowly(20, 2.0) as url:
        measured = measure(url, work, ["urn:a"], limit=1.0)
    assert not measured.whole
    assert measured.rows == 1
    assert 0.02 < measured.seconds < 0.2, "nineteen answers in one second"


def test_no_answer_at_all_is_a_timeout_and_no_request_waits_for_ever() -> None:
    with serve_slowly(0, 2.0) as url:
        with pytest.raises(TimeoutError):
            measure(url, WORKLOAD[0], ["urn:a"], limit=0.2)
        with Client(url) as client, pytest.raises(TimeoutError):
            client.send(client.make_query("ASK {}", "text/csv"), time.monotonic() + 0.2)


def test_growth_is_drawn_over_the_sizes_that_were_run() -> None:
    runs = {
        f"generated-{size}": {"quads": size, "seconds": {"amicorum": {"lookup, fresh": size / 1e6}, "a & b": {"lookup, fresh": 0.1}}}
        for size in (1000, 100_000)
    }
    assert collect_lines({**runs, "curated": {"quads": 5, "seconds": {"amicorum": {"lookup, fresh": 1.0}}}}) == {
        "lookup, fresh": {"amicorum": [(1000, 0.001), (100_000, 0.1)], "a & b": [(1000, 0.1), (100_000, 0.1)]}
    }
    paths = [path for path in ElementTree.fromstring(draw(runs)).iter("{http://www.w3.org/2000/svg}path") if path.get("class") == "line"]
    assert len(paths) == 2


def test_validation_finds_the_faults_that_were_made(tmp_path: Path) -> None:
    head, found = measure_validation(Project(ROOT), [1000], 1, tmp_path, lambda _: None, peers=False)
    assert int(found[head.index("results")].replace(",", "")) > 0


def test_why_a_peer_refused_is_told_and_a_fault_of_ours_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(error: Exception) -> Callable[..., Callable[[], int]]:
        def prepare(*_: object) -> Callable[[], int]:
            raise error

        return prepare

    monkeypatch.setattr("bench.validation.PEER_QUADS", 300)
    monkeypatch.setattr("bench.validation._prepare_pyshacl", fail(ValidationFailure("a loop\nof shapes")))
    monkeypatch.setattr("bench.validation._prepare_rudof", fail(ShaclError("expected UNDEF")))
    rows = measure_validation(Project(ROOT), [], 1, tmp_path, lambda _: None)
    assert [row[0] for row in rows[2:]] == ["pySHACL, the same, refused: a loop of shapes", "rudof, the same, refused: expected UNDEF"]
    monkeypatch.setattr("bench.validation._prepare_rudof", fail(KeyError("ours")))
    with pytest.raises(KeyError, match="ours"):
        measure_validation(Project(ROOT), [], 1, tmp_path, lambda _: None)


def test_a_table_takes_the_place_of_the_one_with_its_key(tmp_path: Path) -> None:
    target = tmp_path / "benchmarks.md"
    target.write_text("# Words\n", encoding="utf-8")
    record(target, "one", "First", [["work", "ours"], ["lookup", "0.50"]])
    record(target, "two", "Second", [["work", "ours"], ["lookup", "0.60"]])
    record(target, "one", "First again", [["work", "ours"], ["lookup", r"0.70 \1"], ["a|b", "–"]])
    text = target.read_text(encoding="utf-8")
    assert text.startswith("# Words\n\n<!-- begin one -->\n**First again**")
    assert text.count("<!-- begin") == 2 and "0.50" not in text and r"0.70 \1" in text and "0.60" in text and r"| a\|b | – |" in text


@pytest.mark.parametrize(
    ("ours", "baseline", "cell"),
    [
        (Measured(0.5, 1), Measured(2.0, 1), "4.00"),
        (Measured(0.5, 1), Measured(2.0, 1, whole=False), "4.00*"),
        (Measured(0.5, 1), None, f">{PATIENCE / 0.5:.2f}"),
        (None, Measured(0.5, 1), f"<{0.5 / PATIENCE:.2f}"),
        (None, None, "–"),
    ],
)
def test_who_gave_no_answer_in_time_gives_a_bound(ours: Measured | None, baseline: Measured | None, cell: str) -> None:
    name = WORKLOAD[0].name
    assert compare({("amicorum", name): ours, ("oxigraph serve", name): baseline})[1][1] == cell


def test_our_service_over_virtuoso_is_measured(tmp_path: Path) -> None:
    if not is_installed():
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource")
    target = tmp_path / "scaling.md"
    command = [sys.executable, "-m", "bench.remote", "--quads", "2000", "--folder", str(tmp_path), "--record", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    table = read_table(target.read_text(encoding="utf-8"))
    for work in WORKLOAD:
        ours, itself, rows = table[work.name]
        assert all(float(cell.removesuffix("*")) > 0 for cell in (ours, itself)) and int(rows) > 0
