"""The benchmark runs to its end and writes its tables; how fast anything was is no matter here."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.__main__ import compare
from bench.measure import PATIENCE, WORKLOAD
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
        [*command, "--validate", "--record", str(target)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    table = read_table(target.read_text(encoding="utf-8"))
    assert table["work"] == ["amicorum", "oxigraph serve"]
    for work in WORKLOAD:
        ours, baseline = map(float, table[work.name])
        assert ours > 0 and baseline == 1


def test_validation_finds_the_faults_that_were_made(tmp_path: Path) -> None:
    head, found = measure_validation(Project(ROOT), [1000], 1, tmp_path, lambda _: None, peers=False)
    assert head[3] == "results" and int(found[3].replace(",", "")) > 0


def test_why_a_peer_refused_is_told_and_a_fault_of_ours_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(error: Exception) -> Callable[..., tuple[float, int]]:
        def run(*_: object) -> tuple[float, int]:
            raise error

        return run

    monkeypatch.setattr("bench.validation.PEER_QUADS", 300)
    monkeypatch.setattr("bench.validation._run_pyshacl", fail(ValidationFailure("a loop\nof shapes")))
    monkeypatch.setattr("bench.validation._run_rudof", fail(ShaclError("expected UNDEF")))
    rows = measure_validation(Project(ROOT), [], 1, tmp_path, lambda _: None)
    assert [row[0] for row in rows[2:]] == ["pySHACL, the same, refused: a loop of shapes", "rudof, the same, refused: expected UNDEF"]
    monkeypatch.setattr("bench.validation._run_rudof", fail(KeyError("ours")))
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


@pytest.mark.parametrize(("baseline", "cell"), [(2.0, "4.00"), (None, f">{PATIENCE / 0.5:.2f}")])
def test_a_baseline_that_gave_no_answer_in_time_gives_a_lower_bound(baseline: float | None, cell: str) -> None:
    name = WORKLOAD[0].name
    times = {("amicorum", name): 0.5} | ({("oxigraph serve", name): baseline} if baseline else {})
    assert compare(times)[1][1] == cell


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
        assert float(ours) > 0 and float(itself) > 0 and int(rows) > 0
