"""Importing a table: all or nothing, twice as once, out again; and what becomes of it in a build."""

from __future__ import annotations

import csv
import errno
import shutil
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it has no types
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from amicorum.cli.main import main
from amicorum.errors import SourceError
from amicorum.imports import importer
from amicorum.imports.collection import Collection, list_collections
from amicorum.imports.identify import identify
from amicorum.imports.importer import find_mapping, import_table, list_imports, list_mappings, lock_imports, remove
from amicorum.imports.propose import propose_mapping
from amicorum.imports.rows import Options
from amicorum.rdf.iris import concept, source_graph, thing
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import ADMS, OWL, RDF, RDFS, SCHEMA, SKOS

SOURCE = """@prefix ami: <https://w3id.org/amicorum/ns#> . @prefix cc: <http://creativecommons.org/ns#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> dct:title "Museums"@en ; foaf:page <https://example.org/> ; dct:issued "2026-01-31"^^xsd:date ; cc:attributionName "Somebody" ;
  dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ; ami:confidence <https://w3id.org/amicorum/scheme/confidence/medium> .
"""
MUSEUMS = (
    "id,name,language,country,city,opened\nalka,Žemaičių muziejus „Alka“,lt,LT,Telšiai,1932\nslaskie,Muzeum Śląskie,pl,PL,Katowice,1929\n"
)
ALKA = NamedNode(thing("institution", "museum-alka"))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A table, the description of its source, and a folder for imports."""
    (tmp_path / "museums.csv").write_text(MUSEUMS, encoding="utf-8")
    (tmp_path / "source.ttl").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "museums.csv", tmp_path / "source.ttl", tmp_path / "imports"


def load(files: tuple[Path, Path, Path], mapping: str = "museums") -> object:
    table, source, imports = files
    return import_table(table, find_mapping(mapping), source, imports, Options(), lambda rows: None)


def test_imports_rows_into_the_graph_of_their_source(files: tuple[Path, Path, Path]) -> None:
    load(files)
    quads = set(Collection(files[2] / "museums", "imports/museums").read())
    graph = NamedNode(source_graph("museums"))
    assert Quad(ALKA, SKOS.prefLabel, Literal("Žemaičių muziejus „Alka“", language="lt"), graph) in quads
    year = NamedNode(thing("time", "1932"))
    assert {Quad(ALKA, AMI.founded, year, graph), Quad(year, AMI.edtf, Literal("1932"), graph)} <= quads
    catalogue = NamedNode("https://w3id.org/amicorum/graph/catalogue")
    assert Quad(NamedNode(thing("source", "museums")), RDF.type, AMI.ImportedDataset, catalogue) in quads


def test_twice_is_as_once_and_out_again_leaves_nothing(files: tuple[Path, Path, Path]) -> None:
    first, second = load(files), load(files)
    assert (first.changed, second.changed) == (True, False)  # type: ignore[attr-defined]
    assert list_imports(files[2]) == ["museums"]
    remove("museums", files[2])
    assert list(files[2].iterdir()) == []
    with pytest.raises(SourceError, match="imports: none"):
        remove("museums", files[2])


def test_a_faulty_row_is_left_out_whole_and_listed(files: tuple[Path, Path, Path]) -> None:
    files[0].write_text(MUSEUMS + "broken\n,no key,lt,LT,,\n", encoding="utf-8")
    load(files)
    with (files[2] / "museums" / "rejected.csv").open(encoding="utf-8") as file:
        rejected = list(csv.DictReader(file))
    assert [row["line"] for row in rejected] == ["4", "5"]
    assert all(row["reason"] for row in rejected)
    assert any(quad.subject == ALKA for quad in Collection(files[2] / "museums", "imports/museums").read())


def test_nothing_changes_where_no_row_can_be_mapped(files: tuple[Path, Path, Path]) -> None:
    load(files)
    before = {path: path.read_bytes() for path in (files[2] / "museums").iterdir()}
    files[0].write_text("key,title\n1,a\n", encoding="utf-8")
    with pytest.raises(SourceError, match="nothing was imported"):
        load(files)
    assert {path: path.read_bytes() for path in (files[2] / "museums").iterdir()} == before
    assert list_imports(files[2]) == ["museums"]
    assert [path.name for path in files[2].iterdir()] == ["museums"]


def test_a_source_that_does_not_say_enough_is_told_all_it_lacks(files: tuple[Path, Path, Path]) -> None:
    files[1].write_text('<> <http://purl.org/dc/terms/title> "Museums"@en .', encoding="utf-8")
    with pytest.raises(SourceError, match=r"licence .*; the day .*; how far"):
        load(files)


def test_an_imported_thing_that_we_know_is_ours() -> None:
    ours, theirs = NamedNode(thing("city", "krakow")), NamedNode(thing("place", "q31487"))
    other, item = NamedNode(thing("place", "q1")), NamedNode("http://www.wikidata.org/entity/Q31487")
    curated, graph = NamedNode("https://w3id.org/amicorum/graph/curated"), NamedNode(source_graph("list"))
    known = [Quad(ours, OWL.sameAs, item, curated), Quad(ours, SKOS.prefLabel, Literal("Kraków", language="pl"), curated)]
    given = [
        Quad(theirs, OWL.sameAs, item, graph),
        Quad(theirs, RDF.type, AMI.ListedPlace, graph),
        Quad(theirs, RDFS.label, Literal("Krakau"), graph),
        Quad(other, RDF.type, AMI.ListedPlace, graph),
        Quad(other, AMI.listedTwin, theirs, graph),
        Quad(theirs, AMI.listedTwin, other, graph),
        Quad(other, AMI.inCity, NamedNode(thing("city", "nowhere")), graph),
    ]
    found = identify(known, given)
    assert set(found.quads) == {
        Quad(ours, OWL.sameAs, item, graph),
        Quad(other, RDF.type, AMI.ListedPlace, graph),
        Quad(other, AMI.listedTwin, ours, graph),
        Quad(ours, AMI.listedTwin, other, graph),
    }
    assert found.dangling == [given[-1]]


def test_a_list_may_name_our_thing_by_its_address_and_overrules_nothing() -> None:
    ours = NamedNode(thing("institution", "mzk"))
    curated, graph = NamedNode("https://w3id.org/amicorum/graph/curated"), NamedNode(source_graph("list"))
    known = [Quad(ours, SKOS.prefLabel, Literal("Moravská zemská knihovna", language="cs"), curated)]
    given = [
        Quad(ours, RDF.type, AMI.CulturalInstitution, graph),
        Quad(ours, SKOS.prefLabel, Literal("Another name", language="cs"), graph),
        Quad(ours, SKOS.altLabel, Literal("Moravian Library", language="en"), graph),
    ]
    assert identify(known, given).quads == [given[2]]


def test_a_city_by_another_of_its_names_is_that_city_where_it_is_the_only_one_in_the_country() -> None:
    curated, graph = NamedNode("https://w3id.org/amicorum/graph/curated"), NamedNode(source_graph("list"))
    czechia, latvia, library = (
        NamedNode("https://example.org/CZE"),
        NamedNode("https://example.org/LVA"),
        NamedNode(thing("institution", "l")),
    )
    prague, other, third = (NamedNode(thing("city", key)) for key in ("prague", "kolin-1", "kolin-2"))
    known = [
        quad
        for city, name in ((prague, "Praha"), (other, "Kolín"), (third, "Kolín"))
        for quad in (
            Quad(city, RDF.type, AMI.City, curated),
            Quad(city, SKOS.prefLabel, Literal(name, language="cs"), curated),
            Quad(city, AMI.inCountry, czechia, curated),
        )
    ]

    def find(country: NamedNode, key: str) -> list[object]:
        given = [Quad(library, AMI.inCountry, country, graph), Quad(library, AMI.inCity, NamedNode(thing("city", key)), graph)]
        return [quad.object for quad in identify(known, given).quads if quad.predicate == AMI.inCity]

    assert find(czechia, "praha") == [prague]
    assert find(czechia, "kolin") == []  # there are two
    assert find(latvia, "praha") == []
    assert find(czechia, "prague") == [prague]


def test_an_identifier_other_than_ours_is_left_out_and_told() -> None:
    curated, graph = NamedNode("https://w3id.org/amicorum/graph/curated"), NamedNode(source_graph("list"))
    scheme, item = NamedNode(concept("identifier-schemes", "isil")), NamedNode("http://www.wikidata.org/entity/Q1")
    ours, theirs = NamedNode(thing("institution", "library")), NamedNode(thing("institution", "isil-x"))
    here, there = NamedNode(thing("identifier", "isil-PL-1")), NamedNode(thing("identifier", "isil-PL-2"))
    known = [
        Quad(ours, OWL.sameAs, item, curated),
        Quad(ours, ADMS.identifier, here, curated),
        Quad(here, AMI.identifierScheme, scheme, curated),
    ]
    given = [
        Quad(theirs, OWL.sameAs, item, graph),
        Quad(theirs, ADMS.identifier, there, graph),
        Quad(there, AMI.identifierScheme, scheme, graph),
    ]
    found = identify(known, given)
    assert found.quads == [Quad(ours, OWL.sameAs, item, graph)]
    assert found.differences == [Quad(ours, ADMS.identifier, there, graph)]


def test_an_address_that_a_list_gives_to_two_is_given_to_none() -> None:
    graph, item = NamedNode(source_graph("list")), NamedNode("http://www.wikidata.org/entity/Q1")
    given = [Quad(NamedNode(thing("place", key)), OWL.sameAs, item, graph) for key in ("a", "b")]
    found = identify([], given)
    assert (found.quads, found.differences) == ([], given)


def test_two_items_of_wikidata_are_two_things_though_they_share_a_number_elsewhere() -> None:
    curated, graph = NamedNode("https://w3id.org/amicorum/graph/curated"), NamedNode(source_graph("list"))
    feature = NamedNode("https://sws.geonames.org/2711537/")
    city, municipality = NamedNode(thing("city", "gothenburg")), NamedNode(thing("place", "q52502"))
    wikidata = "http://www.wikidata.org/entity/"
    known = [Quad(city, OWL.sameAs, NamedNode(wikidata + "Q25287"), curated), Quad(city, SCHEMA.sameAs, feature, curated)]
    given = [
        Quad(municipality, OWL.sameAs, NamedNode(wikidata + "Q52502"), graph),
        Quad(municipality, SCHEMA.sameAs, feature, graph),
    ]
    found = identify(known, given)
    assert (found.quads, found.differences) == (given[:1], given[1:])


TABLES = {
    "geonames": "geonameid\tname\tlatitude\tlongitude\tcountry_code\n3094802\tKraków\t50.06143\t19.93658\tPL\n",
    "isil": "qid\tlabel\tisil\tgnd\nQ867885\tDänische Königliche Bibliothek\tDK-810010\t43027-4\n",
    "museums": MUSEUMS,
    "ror": "ror_id,name,city,country,wikidata,isni,website\nhttps://ror.org/000ksaf46,Stiftung,Winterthur,CH,Q73668947,,https://www.skkg.ch\n",
    "wikidata-cities": "qid,label_en,label_pl,country_code,lat,lon,geonames_id\nQ64,Berlin,Berlin,DE,52.5,13.4,2950159\nQ1,,,,,,\n",
    "wikidata-twinnings": "city_qid\tcity_label\ttwin_qid\ttwin_label\nQ100\tBoston\tQ1492\tBarcelona\nQ1492\t\tQ100\t\n",
}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_mapping_that_comes_along_leaves_no_row_of_its_table_out(files: tuple[Path, Path, Path], name: str) -> None:
    files[0].write_text(TABLES[name], encoding="utf-8")
    done = load(files, name)
    assert (done.rejected, done.rows) == (0, TABLES[name].count("\n") - 1)
    assert done.statements >= 2 * done.rows


def test_each_mapping_that_comes_along_is_tried() -> None:
    assert set(list_mappings()) - {"letters"} == set(TABLES)  # letters: test_letters.py


def test_a_proposed_mapping_imports_the_table(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    row = "A;Q42;https://ror.org/000ksaf46;50.1;19.9;https://example.org;PL;x"
    table.write_text(f"Name;Wikidata;ROR;Lat;Lon;Web;Kraj;Uwagi\n{row}\n", encoding="utf-8")
    mapping = tmp_path / "list.rq"
    mapping.write_text(propose_mapping(table, Options()), encoding="utf-8")
    assert "Not used yet: Uwagi" in mapping.read_text(encoding="utf-8")
    done = import_table(table, mapping, files[1], files[2], Options(), lambda rows: None)
    quads = list(Collection(files[2] / done.name, done.name).read())
    assert OWL.sameAs in {quad.predicate for quad in quads}
    assert AMI.inCountry in {quad.predicate for quad in quads}


def test_a_proposal_reads_columns_of_other_languages_below_a_title(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    table, mapping = tmp_path / "knihovny.xlsx", tmp_path / "knihovny.rq"
    book = openpyxl.Workbook()
    for row in [
        ("Seznam knihoven",),
        (),
        ("Název knihovny / Nosaukums", "Název (en)", "Město / Pilsēta", "Země", "Založeno (rok)", "ISIL / sigla"),
        ("Moravská zemská knihovna v Brně", "Moravian Library", "Brno", "Česko", 1808, "CZ-BrMZK"),
        *[("Latvijas Nacionālā bibliotēka", None, "Rīga", "Lotyšsko", "asi 1919", None)] * 30,
    ]:
        book.active.append(row)
    book.save(table)
    mapping.write_text(propose_mapping(table, Options()), encoding="utf-8")
    done = import_table(table, mapping, files[1], files[2], Options(), lambda rows: None)
    assert (done.rows, done.rejected) == (31, 0)
    assert [remark.partition(" is left out: ")[2] for remark in done.remarks] == ["“asi 1919”"]
    quads = set(Collection(files[2] / done.name, done.name).read())
    graph = NamedNode(source_graph("knihovny"))
    moravian, latvian = (
        NamedNode(thing("institution", f"knihovny-{key}")) for key in ("moravska-zemska-knihovna-v-brne", "latvijas-nacionala-biblioteka")
    )
    isil = NamedNode(thing("identifier", "isil-CZ-BrMZK"))
    assert {
        Quad(moravian, SKOS.prefLabel, Literal("Moravská zemská knihovna v Brně", language="cs"), graph),
        Quad(moravian, SKOS.prefLabel, Literal("Moravian Library", language="en"), graph),
        Quad(moravian, AMI.inCity, NamedNode(thing("city", "brno")), graph),
        Quad(moravian, AMI.inCountry, NamedNode("http://publications.europa.eu/resource/authority/country/CZE"), graph),
        Quad(moravian, AMI.founded, NamedNode(thing("time", "1808")), graph),
        Quad(moravian, ADMS.identifier, isil, graph),
        Quad(isil, SKOS.notation, Literal("CZ-BrMZK"), graph),
        Quad(latvian, SKOS.prefLabel, Literal("Latvijas Nacionālā bibliotēka", language="lv"), graph),
        Quad(latvian, AMI.inCountry, NamedNode("http://publications.europa.eu/resource/authority/country/LVA"), graph),
    } <= quads
    assert not [quad for quad in quads if quad.subject == latvian and quad.predicate in (AMI.founded, ADMS.identifier)]


ENDLESS = """PREFIX cell: <https://w3id.org/amicorum/cell#>
CONSTRUCT { ?row <http://www.w3.org/2000/01/rdf-schema#label> ?name }
WHERE { ?row cell:name ?name . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o FILTER (CONCAT(?c, ?f, ?i, ?l, ?o) = "never") }
"""


def test_a_mapping_that_never_ends_is_ended_and_leaves_nothing(files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    load(files)
    before = sorted(path.name for path in files[2].iterdir())
    files[0].write_text("name\n" + "a\n" * 300, encoding="utf-8")
    mapping = files[0].with_name("endless.rq")
    mapping.write_text(ENDLESS, encoding="utf-8")
    call = ["import", str(files[0]), "--with", str(mapping), "--source", str(files[1]), "--imports", str(files[2]), "--patience", "1"]
    assert main(call) == 1
    assert "does not end" in capsys.readouterr().err
    assert sorted(path.name for path in files[2].iterdir()) == before


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("SERVICE SILENT <http://127.0.0.1:9/sparql> { ?a ?b ?c }", "take out SERVICE"),
        ("GRAPH <file:///etc/passwd> { ?a ?b ?c }", "take out GRAPH"),
    ],
)
def test_a_mapping_may_ask_nobody_else(files: tuple[Path, Path, Path], tmp_path: Path, clause: str, words: str) -> None:
    mapping = tmp_path / "own.rq"
    mapping.write_text(f"CONSTRUCT {{ ?row a ?c }} WHERE {{ ?row ?x ?y .\n{clause} }}", encoding="utf-8")
    with pytest.raises(SourceError, match=f":2: .*{words}"):
        import_table(files[0], mapping, files[1], files[2], Options(), lambda rows: None)
    mapping.write_text("CONSTRUCT { ?row a ?y } FROM <file:///etc/passwd> WHERE { ?row ?x ?y }", encoding="utf-8")
    with pytest.raises(SourceError, match="take out FROM"):
        import_table(files[0], mapping, files[1], files[2], Options(), lambda rows: None)


def test_a_column_that_the_mapping_misspells_is_told(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    mapping = tmp_path / "own.rq"
    text = find_mapping("museums").read_text(encoding="utf-8")
    mapping.write_text(text.replace('"opened"', '"openned"').replace('"isil"', '"id"').replace('"website"', '"id"'), encoding="utf-8")
    done = import_table(files[0], mapping, files[1], files[2], Options(), lambda rows: None)
    assert [remark.partition(": ")[2] for remark in done.remarks] == ["openned, wikidata"]
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("cell:name", "cell:nam"), encoding="utf-8")
    with pytest.raises(SourceError, match=r"nothing was imported.*nam, openned"):
        import_table(files[0], mapping, files[1], files[2], Options(), lambda rows: None)


def test_two_imports_at_once_do_not_meet(files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    table, source, imports = files
    call = ["import", str(table), "--with", "museums", "--source", str(source), "--imports", str(imports)]
    with lock_imports(imports):
        assert main(call) == 1
    assert "another import is under way" in capsys.readouterr().err
    assert list(imports.iterdir()) == []
    assert main(call) == 0


@pytest.mark.parametrize("where", ["museums.csv", "museums.csv/imports"])
def test_a_folder_that_cannot_be_made_is_told(files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str], where: str) -> None:
    call = ["import", str(files[0]), "--with", "museums", "--source", str(files[1]), "--imports", str(files[0].parent / where)]
    assert main(call) == 1
    assert capsys.readouterr().err.startswith(f"amicorum: {files[0].parent / where}")


def test_a_full_disk_is_told_and_changes_nothing(
    files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    load(files)
    before = {path: path.read_bytes() for path in files[2].rglob("*") if path.is_file()}
    monkeypatch.setattr(shutil, "copyfile", fill)
    call = ["import", str(files[0]), "--with", "museums", "--source", str(files[1]), "--imports", str(files[2])]
    assert main(call) == 1
    assert capsys.readouterr().err == "amicorum: No space left on device; nothing is changed\n"
    assert {path: path.read_bytes() for path in files[2].rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("expected", [0, 100_000])
def test_more_than_a_build_could_take_is_told_as_soon_as_it_shows(
    files: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch, expected: int
) -> None:
    monkeypatch.setattr(importer, "MOST_STATEMENTS", 20_000)
    files[0].write_text("id,name\n" + "".join(f"{n},Muzeum {n}\n" for n in range(20_000)), encoding="utf-8")
    reported: list[int] = []
    call = (files[0], find_mapping("museums"), files[1], files[2], Options(), reported.append, "", expected)
    with pytest.raises(SourceError, match=r"an import may have 20000.*at most \d+ rows"):
        import_table(*call)
    assert list(files[2].iterdir()) == []
    assert (max(reported, default=0) == 0) == bool(expected)  # foreseen behind the first batch


def test_what_a_killed_import_left_is_no_collection(files: tuple[Path, Path, Path]) -> None:
    load(files)
    shutil.copytree(files[2] / "museums", files[2] / ".museums-abcdefgh")
    assert list_imports(files[2]) == ["museums"]


def test_two_collections_need_two_names(files: tuple[Path, Path, Path]) -> None:
    load(files)
    with pytest.raises(SourceError, match="has this name already"):
        list_collections([(files[2], "imports"), (files[2], "again")])


def test_command_shows_first_and_imports_then(files: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    table, source, imports = (str(path) for path in files)
    assert main(["import", table, "--with", "museums", "--dry-run", "--imports", imports]) == 0
    assert "museum-alka" in capsys.readouterr().out
    assert not files[2].exists()
    assert main(["import", table, "--with", "museums", "--source", source, "--imports", imports]) == 0
    assert "2 of 2 rows" in capsys.readouterr().err
    assert main(["import", "--list", "--imports", imports]) == 0
    assert "Imports in" in capsys.readouterr().err
    assert main(["import", "--remove", "museums", "--imports", imports]) == 0


@pytest.mark.parametrize("call", ["", "nowhere.csv", "nowhere.csv --with ror --dry-run", "nowhere.csv --with nothing --dry-run"])
def test_command_says_what_is_missing(call: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", *call.split()]) == 1
    assert "amicorum: " in capsys.readouterr().err
