"""`amicorum link`: from a list to a review file, and from that into the register; mistakes told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from amicorum.cli.main import main
from amicorum.release.release import Release


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose registers know the houses of the small world."""
    registers = tmp_path / "data" / "registers"
    for folder in (registers, tmp_path / "ontology", tmp_path / "shapes"):
        folder.mkdir(parents=True)
    (registers / "institutions.csv").write_text("id,same_as,confidence\nmuzeum-krakowa,,high\n", encoding="utf-8")
    (registers / "cities.csv").write_text("id,confidence\nkrakow,high\n", encoding="utf-8")
    (registers / "sources.csv").write_text("id\nror-org\n", encoding="utf-8")
    return tmp_path


def test_a_list_becomes_rows_of_the_register(world_release: Release, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "list.csv").write_text(
        "name,city,country,ror\nMuzeum Krakowa,Kraków,PL,05rcjak97\nNic takiego,Łódź,PL,038agj363\n", encoding="utf-8"
    )
    review = project / "review.csv"
    releases = ["--releases", str(world_release.folder.parent)]
    assert main(["link", "--against", str(project / "list.csv"), "--out", str(review), *releases]) == 0
    assert "2 rows compared: 1 certain" in capsys.readouterr().err
    assert main(["link", "--against", str(project / "list.csv"), "--out", str(review), *releases]) == 1
    assert "is there already" in capsys.readouterr().err
    review.write_text(review.read_text(encoding="utf-8").replace("\n,", "\nyes,"), encoding="utf-8")
    accept = [
        "link",
        "--accept",
        str(review),
        "--project",
        str(project),
        "--source",
        "ror-org",
        "--reviewer",
        "Somebody",
        "--date",
        "2026-11-28",
    ]
    assert main(accept) == 0
    assert main(accept) == 0
    [_, row] = (project / "data" / "registers" / "links.csv").read_text(encoding="utf-8").splitlines()
    assert row.startswith("ror-05rcjak97,muzeum-krakowa,,ror,05rcjak97,")
    assert row.endswith(",Somebody,2026-11-28,high,ror-org")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--against", "missing.csv"], "missing.csv: cannot be read"),
        (["--against", "http://127.0.0.1:9/sparql"], "say with --query what to ask"),
        (["--against", "list.csv", "--column", "name"], "write ROLE=NAME"),
        (["--accept", "review.csv"], "say who accepted with --reviewer"),
        (["--accept", "review.csv", "--reviewer", "a", "--source", "b", "--date", "soon"], "write year-month-day"),
        (["--accept", "review.csv", "--reviewer", "a", "--source", "b"], "review.csv: cannot be read"),
    ],
)
def test_mistakes_are_told(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["link", *arguments]) == 1
    assert message in capsys.readouterr().err
