"""`amicorum link`: from a list to a review file, and from that into the register; mistakes told in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store
from tests.endpoint_server import Answer, serve

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


def test_what_only_an_import_names_is_not_linked(
    make_release: Callable[[str], Release], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release = make_release("""@prefix ami: <https://w3id.org/amicorum/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix adms: <http://www.w3.org/ns/adms#> . @prefix id: <https://w3id.org/amicorum/id/institution/> .
        <https://w3id.org/amicorum/graph/curated> { id:mzk a ami:CulturalInstitution ; skos:prefLabel "Moravská zemská knihovna v Brně"@cs }
        <https://w3id.org/amicorum/graph/inferred> { id:list-1 ami:nearTo id:mzk }
        <https://w3id.org/amicorum/graph/catalogue> { <https://w3id.org/amicorum/id/source/list> a ami:ImportedDataset }
        <https://w3id.org/amicorum/graph/source/list> { id:list-1 a ami:CulturalInstitution ;
          skos:prefLabel "Moravská zemská knihovna v Brně"@cs ; adms:identifier <https://w3id.org/amicorum/id/identifier/isil-CZ-BrMZK> .
          <https://w3id.org/amicorum/id/identifier/isil-CZ-BrMZK> a adms:Identifier ; skos:notation "CZ-BrMZK" ;
            ami:identifierScheme <https://w3id.org/amicorum/scheme/identifier-schemes/isil> }""")
    (tmp_path / "list.csv").write_text("name,isil\nMoravská zemská knihovna v Brně,CZ-BrMZK\nMuzeum,\n", encoding="utf-8")
    call = ["link", "--against", str(tmp_path / "list.csv"), "--out", str(tmp_path / "out.csv"), "--releases", str(release.folder.parent)]
    assert main(call) == 0
    [_, row] = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert "institution/mzk" in row
    assert not row.startswith(",conflict")
    assert "1 rows bring no identifier" in capsys.readouterr().err


def test_an_endpoint_is_asked_page_by_page(world_release: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store()
    store.load(
        """@prefix : <x:> .
        :a :name "Muzeum Krakowa" ; :city "Kraków" ; :ror "05rcjak97" .
        :b :name "Nic" ; :city "Nic" ; :ror "038agj363" .
        :c :name "Nic takiego" ; :city "Nic" ; :ror "02mhbdp94" .""".encode(),
        RdfFormat.TURTLE,
    )

    def tell(query: str, before: int) -> Answer:
        if before == 1:
            return 429, {"Retry-After": "0"}, b""
        found = store.query(query)
        assert isinstance(found, QuerySolutions)
        return 200, {}, found.serialize(format=QueryResultsFormat.JSON) or b""

    query = tmp_path / "list.rq"
    query.write_text("SELECT ?name ?city ?ror WHERE { ?house <x:name> ?name ; <x:city> ?city ; <x:ror> ?ror }", encoding="utf-8")
    with serve(tell) as (endpoint, agents):
        arguments = ["--query", str(query), "--batch", "2", "--contact", "me@example.org", "--out", str(tmp_path / "review.csv")]
        assert main(["link", "--against", endpoint, *arguments, "--releases", str(world_release.folder.parent)]) == 0
    told = capsys.readouterr().err
    assert "answered with status 429; asked again in 0 seconds." in told
    assert "retry_scheduled" not in told
    assert "3 rows compared: 1 certain" in told
    assert len(agents) == 4, "two pages, of which one at the second attempt, and the empty one"
    assert "(me@example.org)" in agents[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--against", "missing.csv"], "missing.csv: there is no such file"),
        (["--against", "http://127.0.0.1:9/sparql"], "say with --query what to ask"),
        (["--against", "http:///sparql", "--query", "list.rq"], "write a file, or the address of a SPARQL endpoint"),
        (["--against", "http://127.0.0.1:9/sparql", "--query", "none.rq"], "none.rq: cannot be read"),
        (["--against", "http://127.0.0.1:9/sparql", "--query", "list.rq", "--contact", "łódź"], "write a mail address"),
        (["--against", "http://127.0.0.1:9/sparql", "--query", "list.rq", "--batch", "0"], "write how many rows"),
        (["--against", "http://127.0.0.1:9/sparql", "--query", "list.rq", "--deadline", "nan"], "write how many seconds"),
        (["--against", "http://127.0.0.1:9/sparql", "--query", "list.rq", "--contact", "a@b.c"], "only SELECT has rows"),
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
    (tmp_path / "list.rq").write_text("ASK {}", encoding="utf-8")
    assert main(["link", *arguments]) == 1
    assert message in capsys.readouterr().err
