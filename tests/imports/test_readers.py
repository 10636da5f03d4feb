"""Any usual table: encodings, delimiters, spreadsheets, JSON lines, and what is none."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from amicorum.errors import SourceError
from amicorum.imports import text_tables
from amicorum.imports.readers import open_rows
from amicorum.imports.rows import Options, fold_column

ROWS = [("id", "name", "city"), ("1", "Žemaičių muziejus „Alka“", "Telšiai"), ("2", "Muzeum Śląskie", "Katowice")]


def read(path: Path, options: Options | None = None) -> list[dict[str, str]]:
    return [dict(line.cells) for line in open_rows(path, options).lines]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_recognises_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "museums.csv"
    path.write_text("\n".join(delimiter.join(row) for row in ROWS) + "\n", encoding=encoding)
    assert [row["name"] for row in read(path)] == [row[1] for row in ROWS[1:]]


def test_recognises_an_encoding_of_central_europe(tmp_path: Path) -> None:
    path = tmp_path / "museums.csv"
    names = ["Muzeum Śląskie w Katowicach", "Żydowski Instytut Historyczny", "Biblioteka Książąt Czartoryskich", "Łódzki Dom Kultury"] * 20
    path.write_bytes(("id;name\n" + "".join(f"{n};{name}\n" for n, name in enumerate(names))).encode("cp1250"))
    assert [row["name"] for row in read(path)] == names


NAMES = {
    "cp1250": ["Muzeum Śląskie", "Łódzki Dom Kultury", "Żydowski Instytut Historyczny"],
    "cp1257": ["Žemaičių muziejus", "Šiaulių apskrities biblioteka", "Kauno Ąžuolyno biblioteka"],
    "cp1252": ["Bibliothèque municipale", "Musée du Château"],
    "cp1251": ["Державна бібліотека України", "Народна библиотека"],
    "cp1253": ["Εθνική Βιβλιοθήκη", "Μουσείο Αθηνών"],
    "utf-16-le": ["Muzeum Śląskie", "Κρήτη"],
    "utf-16-be": ["Muzeum Śląskie", "Κρήτη"],
}


@pytest.mark.parametrize("encoding", NAMES)
def test_recognises_an_encoding_without_a_mark_by_few_names(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "museums.csv"
    path.write_bytes(("id;name\n" + "".join(f"{n};{name}\n" for n, name in enumerate(NAMES[encoding]))).encode(encoding))
    assert [row["name"] for row in read(path)] == NAMES[encoding]
    # What was guessed is shown to a person; zero bytes are no guess.
    assert bool(open_rows(path).example) == encoding.startswith("cp")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "web page"),
        (b"PK\x03\x04\x14\x00", "spreadsheet"),
        (b"\x1f\x8b\x08\x00", "unpack"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_refuses_a_file_of_another_kind_by_how_it_begins(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "museums.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=words):
        open_rows(path)


def test_refuses_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path, words in ((tmp_path, "folder"), (tmp_path / "pipe.csv", "pipe"), (tmp_path / "none.csv", "no such file")):
        with pytest.raises(SourceError, match=words):
            open_rows(path)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options(encoding="utf-16"), "is not UTF-16"),
        (Options(encoding="rot13"), "no encoding"),
        (Options(delimiter="ab"), "one sign"),
        (Options(delimiter='"'), "one sign"),
    ],
)
def test_refuses_what_a_person_says_wrong_of_a_file(tmp_path: Path, options: Options, words: str) -> None:
    path = tmp_path / "museums.csv"
    path.write_text("id,name\n1,a\n", encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        read(path, options)


def test_a_cell_too_long_is_its_own_row_s_fault(tmp_path: Path) -> None:
    path = tmp_path / "museums.csv"
    path.write_text(f"id,name\n1,{'a' * 1_000_000}\n2,b\n", encoding="utf-8")
    assert [(line.number, line.fault[:11]) for line in open_rows(path).lines] == [(2, "a cell hold"), (3, "")]


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "museums.csv"
    path.write_text('id,name\n1,a\n2,"b\n' + "3,c\n" * 50_000, encoding="utf-8")
    with pytest.raises(SourceError, match=r":3: .*never closed"):
        read(path)


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_tables, "LONGEST", 100_000)
    for name in ("museums.csv", "museums.jsonl"):
        path = tmp_path / name
        path.write_text('{"id": 1}\n' + "a" * 200_000, encoding="utf-8")
        with pytest.raises(SourceError, match="a line has more than"):
            read(path)


def test_a_wrong_encoding_is_told_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"id,name\n" + b"1,a\n" * 20_000 + "2,Łódź\n".encode("cp1250"))
    with pytest.raises(SourceError, match="--encoding"):
        read(path)


def test_reads_a_spreadsheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [(), *ROWS, ("3", None, 1997.0)]:
        book.active.append(row)
    book.save(tmp_path / "museums.xlsx")
    assert read(tmp_path / "museums.xlsx") == [
        {"id": "1", "name": "Žemaičių muziejus „Alka“", "city": "Telšiai"},
        {"id": "2", "name": "Muzeum Śląskie", "city": "Katowice"},
        {"id": "3", "city": "1997"},
    ]


def test_a_formula_gives_its_value_and_is_never_run(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("id", "name"))
    book.active.append(("1", '=HYPERLINK("http://example.org")'))
    book.save(tmp_path / "formula.xlsx")
    assert read(tmp_path / "formula.xlsx") == [{"id": "1"}]


def test_refuses_a_spreadsheet_that_grows_without_end(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with pytest.raises(SourceError, match="fill the memory"):
        open_rows(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"id,name\n"])
def test_refuses_what_is_no_spreadsheet(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "museums.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="not a spreadsheet"):
        open_rows(path)


def test_reads_json_lines_and_tells_the_broken_one(tmp_path: Path) -> None:
    path = tmp_path / "museums.jsonl"
    path.write_text('{"id": 1, "Name (en)": "A", "tags": ["x", "y"]}\n{"id": 2,\n[]\n', encoding="utf-8")
    lines = list(open_rows(path).lines)
    assert lines[0].cells == {"id": "1", "Name_en": "A", "tags": "x; y"}
    assert [line.number for line in lines if line.fault] == [2, 3]


def test_a_row_of_another_length_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "museums.csv"
    path.write_text('id,name\n1,"two\nlines"\n2\n3,c\n', encoding="utf-8")
    assert [(line.number, bool(line.fault)) for line in open_rows(path).lines] == [(2, False), (4, True), (5, False)]


@pytest.mark.parametrize(("content", "words"), [("", "first line"), ("\n", "first line"), ("a,a\n1,2\n", "stands twice")])
def test_refuses_a_header_that_names_nothing(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "museums.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=words):
        open_rows(path)


def test_lines_above_a_table_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "museums.csv"
    path.write_text("Museums of the country,,\n,,\nid,name,city\n1,a,b\n,,\n2,c,d\n", encoding="utf-8")
    rows = open_rows(path)
    assert rows.columns == ("id", "name", "city")
    assert "columns named in row 3" in rows.words
    assert [(line.number, line.cells["name"]) for line in rows.lines] == [(4, "a"), (6, "c")]


def test_a_table_of_one_column_begins_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name\na\nb\n", encoding="utf-8")
    assert read(path) == [{"name": "a"}, {"name": "b"}]


def test_columns_get_names_that_a_query_can_have() -> None:
    assert [fold_column(name) for name in ("Tag (GND)", " Įkurta ", "city-name")] == ["Tag_GND", "Įkurta", "city_name"]
