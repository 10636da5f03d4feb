"""Reading other lists: encodings, delimiters, columns by their names, what is no list."""

from __future__ import annotations

from pathlib import Path

import pytest

from amicorum.errors import SourceError
from amicorum.imports.lists import read_list
from amicorum.linking.identifiers import Identifier


def write(folder: Path, text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "name", "encoding"),
    [
        ("name,city,country,ROR ID\nMuzeum Łódzkie,Łódź,PL,https://ror.org/05rcjak97\n", "a.csv", "utf-8"),
        ("nazwa;miasto;kraj;ror\r\nMuzeum Łódzkie;Łódź;Polska;05rcjak97\r\n", "a.csv", "utf-8-sig"),
        ("label\ttown\tpays\tror_id\nMuzeum Łódzkie\tŁódź\tPologne\t05rcjak97\n", "a.tsv", "utf-8"),
        ('{"name": "Muzeum Łódzkie", "city": "Łódź", "country": "POL", "ror": "05rcjak97", "n": [1]}\n\n', "a.jsonl", "utf-8"),
    ],
    ids=["comma", "semicolon", "tab", "JSON lines"],
)
def test_a_list_is_read_whatever_its_columns_are_called(tmp_path: Path, text: str, name: str, encoding: str) -> None:
    [entry] = read_list(write(tmp_path, text, name, encoding), "institution")
    record = entry.record
    assert (record.name, record.places, record.country) == ("Muzeum Łódzkie", {"Łódź"}, "PL")
    assert record.identifiers == {Identifier("ror", "05rcjak97")}
    assert record.key == "05rcjak97"


def test_columns_of_other_languages_are_known_by_their_first_word(tmp_path: Path) -> None:
    text = "č.;Název knihovny / Nosaukums;Město / Pilsēta;Země;ISIL / sigla;Název (en);Poznámka\n1;Knihovna;Brno;Česko;CZ-BrMZK;Library;x\n"
    [entry] = read_list(write(tmp_path, text), "institution")
    record = entry.record
    assert (list(record.names), record.places, record.country) == (["Knihovna", "Library"], {"Brno"}, "CZ")
    assert record.identifiers == {Identifier("isil", "CZ-BrMZK")}


def test_another_encoding_is_recognised(tmp_path: Path) -> None:
    text = "nazwa;miasto\n" + "Książnica Pomorska im. Stanisława Staszica;Szczecin\nŻółta łódź podwodna;Gdańsk\n" * 20
    assert "Książnica" in read_list(write(tmp_path, text, encoding="cp1250"), "institution")[0].record.name


def test_the_town_and_the_country_come_from_identifiers(tmp_path: Path) -> None:
    text = "qid,label,isil,geonames_id\nQ1,Stadtbibliothek,DE-1,2950159\nQ2,Q2,DE-2,\n"
    [entry] = read_list(write(tmp_path, text), "institution")
    assert entry.record.country == "DE"
    assert entry.record.seat == Identifier("geonames", "2950159")
    assert entry.record.identifiers == {Identifier("wikidata", "Q1"), Identifier("isil", "DE-1")}
    [first, _] = read_list(write(tmp_path, "name,geonames\nBerlin,2950159\nQ2,1\n"), "city")
    assert first.record.identifiers == {Identifier("geonames", "2950159")}


def test_columns_may_be_told(tmp_path: Path) -> None:
    path = write(tmp_path, "Placówka,Gdzie,label_en\nMuzeum,Łódź,Museum\n")
    [entry] = read_list(path, "institution", {"name": "Placówka", "city": "Gdzie"})
    assert list(entry.record.names) == ["Muzeum", "Museum"]
    assert entry.record.places == {"Łódź"}
    with pytest.raises(SourceError, match="no column 'Nazwa'; it has: Placówka"):
        read_list(path, "institution", {"name": "Nazwa"})


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("a,b\n1,2\n", "a.csv", "no column with names"),
        ("a,b\n", "a.csv", "no column with names"),
        ("", "a.csv", "the first line must name the columns"),
        ("name,city\n,Łódź\n", "a.csv", "no row with a name"),
        ('name,city\nMuzeum,Łódź\n"Muzeum,Łódź\n', "a.csv", "is a quotation mark or a delimiter missing"),
        ("name,name\nMuzeum,Museum\n", "a.csv", "'name' stands twice"),
        ("{", "a.jsonl", "not JSON"),
        ('{"name": "x"}\n{', "a.jsonl", "not JSON"),
        ("[1]", "a.jsonl", "not a JSON object"),
        ("nothing", "a.xlsx", "not a spreadsheet"),
    ],
)
def test_what_is_no_list_is_told(tmp_path: Path, text: str, name: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_list(write(tmp_path, text, name), "institution")
    with pytest.raises(SourceError, match="there is no such file"):
        read_list(tmp_path / "missing.csv", "institution")
