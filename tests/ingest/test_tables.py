"""A register as a spreadsheet writes it, and what is told of each mistake in it."""

from __future__ import annotations

import pytest

from amicorum.errors import SourceError, SourceErrors
from amicorum.ingest.loader import LoadedProject, read, read_files
from amicorum.ingest.project import Project

from .conftest import Write

HEAD = "id,towns,date,role,site,term,source\n"

# what is wrong, the register's text, line, column, words of the message
MISTAKES = [
    ("an unknown column", "id,towns,source,dat\n", 1, 4, "no column of this register is called 'dat'; did you mean 'date'?"),
    ("a foreign column", "id,towns,source,remarks of the office\n", 1, 4, "is called 'remarks of the office': it is left aside"),
    ("a column twice in other letters", "id,towns,source,ID\n", 1, 4, "the column 'id' stands twice"),
    ("a column twice", "id,towns,source,id\n", 1, 4, "the column 'id' stands twice"),
    ("no header", "l1,krakow,news\n", 1, 1, "no column of this register is called 'l1'"),
    ("a missing column", "id,towns\n", 1, 0, "missing: source"),
    ("an empty file", "", 1, 0, "missing: id, towns, source"),
    ("a missing cell", HEAD + "l1,,,,,,news\n", 2, 2, "towns: the cell is empty"),
    ("a missing key", HEAD + ",krakow,,,,,news\n", 2, 1, "id: the cell is empty"),
    ("a key twice", HEAD + "l1,krakow,,,,,news\nl2,krakow,,,,,news\nl1,krakow,,,,,news\n", 4, 1, "'l1' is the key of line 2 already"),
    ("a key of the wrong form", HEAD + "L 1,krakow,,,,,news\n", 2, 1, "'L 1' is not of the form [a-z0-9-]+ (Small letters and digits)"),
    ("a key of no row", HEAD + "l1,krakow; krakov,,,,,news\n", 2, 2, "towns.csv has no row whose id is 'krakov'; did you mean 'krakow'?"),
    ("a comma between keys", HEAD + 'l1,"krakow, vilnius",,,,,news\n', 2, 2, "'krakow, vilnius': write ';' between several"),
    ("a far key of no row", HEAD + "l1,oslo,,,,,news\n", 2, 2, "towns.csv has no row whose id is 'oslo': add it there first"),
    (
        "a concept of no scheme",
        HEAD + "l1,krakow,,directer,,,news\n",
        2,
        4,
        "the scheme roles has no concept 'directer'; did you mean 'director'?",
    ),
    ("a date as a spreadsheet keeps it", HEAD + "l1,krakow,43214,,,,news\n", 2, 3, "keeps a day: write 2018-04-24"),
    ("a time as a spreadsheet keeps it", HEAD + "l1,krakow,43214.75,,,,news\n", 2, 3, "keeps a day: write 2018-04-24"),
    ("a date of a spreadsheet", HEAD + "l1,krakow,21.5.2018,,,,news\n", 2, 3, "write 2018-05-21"),
    (
        "a text of no language",
        "id,towns,source,title\nl1,krakow,news,List\n",
        2,
        4,
        "title_lang: the cell is empty, and title needs its language",
    ),
    ("a day of no calendar", HEAD + "l1,krakow,2018-02-30,,,,news\n", 2, 3, "not a day of the calendar"),
    ("an address without http", HEAD + "l1,krakow,,,krakow.pl,,news\n", 2, 5, "site: 'krakow.pl' is not an address"),
    ("a term in words", HEAD + "l1,krakow,,,,five years,news\n", 2, 6, "write P5Y for five years"),
    ("a row too short", HEAD + "l1,krakow\n", 2, 0, "the row has 2 cells and the header 7: empty cells need their delimiters too"),
    (
        "a row too long",
        HEAD + "l1,krakow,,,,,news,more\n",
        2,
        0,
        "the row has 8 cells and the header 7: put a cell that holds the delimiter into",
    ),
    ("after a cell of two lines", HEAD + '"l1\n",krakow,,,,,news\nl2,,,,,,news\n', 4, 2, "towns: the cell is empty"),
    ("an open quotation mark", HEAD + '"l1,krakow,,,,,news\n', 2, 0, "not a CSV file"),
]


@pytest.mark.parametrize(("text", "line", "column", "words"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_told_with_its_place(project: Project, write: Write, text: str, line: int, column: int, words: str) -> None:
    write("registers/letters.csv", text)
    with pytest.raises(SourceError) as caught:
        read(project)
    first = caught.value.each[0]
    assert (first.file, first.line, first.column) == ("data/registers/letters.csv", line, column)
    assert words in first.message


def test_every_mistake_of_every_register_is_told_in_order(project: Project, write: Write) -> None:
    write("registers/towns.csv", "id,label,people\nkrakow,,many\n")
    write("registers/letters.csv", HEAD + "l1,oslo,soon,,,,\n")
    with pytest.raises(SourceErrors) as caught:
        read(project)
    places = [(each.file.rpartition("/")[2], each.line, each.column) for each in caught.value.each]
    assert places == [("letters.csv", 2, 2), ("letters.csv", 2, 3), ("letters.csv", 2, 7), ("towns.csv", 2, 2), ("towns.csv", 2, 3)]
    assert str(caught.value).count("\n") == 4


def test_a_register_that_cannot_be_read_does_not_make_references_to_it_wrong(project: Project, write: Write) -> None:
    write("registers/towns.csv", "no header\n")
    with pytest.raises(SourceError) as caught:
        read(project)
    assert {each.file for each in caught.value.each} == {"data/registers/towns.csv"}


def test_what_is_not_utf8_is_told_with_its_place(project: Project) -> None:
    (project.registers / "towns.csv").write_bytes("id,label\nkrakow,Krakow\nlodz,Łódź\n".encode("cp1250"))
    with pytest.raises(SourceError, match="CSV UTF-8") as caught:
        read(project)
    first = caught.value.each[0]
    assert (first.file, first.line, first.column) == ("data/registers/towns.csv", 3, 6)


SAME = {
    "as it is": "id,label,people\nkrakow,Kraków,1\nvilnius,Vilnius,\n",
    "a byte order mark": "\ufeffid,label,people\nkrakow,Kraków,1\nvilnius,Vilnius,\n",
    "semicolons": "id;label;people\nkrakow;Kraków;1\nvilnius;Vilnius;\n",
    "tabulators": "id\tlabel\tpeople\nkrakow\tKraków\t1\nvilnius\tVilnius\t\n",
    "lines of Windows": "id,label,people\r\nkrakow,Kraków,1\r\nvilnius,Vilnius,\r\n",
    "no last line end": "id,label,people\nkrakow,Kraków,1\nvilnius,Vilnius,",
    "other order, a column left out": "label,id\nKraków,krakow\nVilnius,vilnius\n",
    "quotation marks and spaces": 'id,label,people\n"krakow"," Kraków ",1\nvilnius,Vilnius,\n',
    "letters in parts": "id,label,people\nkrakow,Krako\u0301w,1\nvilnius,Vilnius,\n",
    "capitals and spaces in the header": "ID, Label ,PEOPLE\nkrakow,Kraków,1\nvilnius,Vilnius,\n",
    "empty lines": "id,label,people\nkrakow,Kraków,1\n,,\nvilnius,Vilnius,\n\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_spreadsheets_may_write_it_their_way(project: Project, write: Write, text: str) -> None:
    before = read(project).quads
    write("registers/towns.csv", text)
    assert read(project).quads == before


def test_a_register_without_a_description_is_refused(project: Project, write: Write) -> None:
    write("registers/other.csv", "id\n")
    with pytest.raises(SourceError, match=r"no other\.csv-metadata\.json"):
        read(project)


@pytest.mark.parametrize("text", ["{", "{}", '{"tableSchema": {"columns": [{}]}}', '{"tableSchema": 1}'])
def test_a_wrong_description_is_refused(project: Project, write: Write, text: str) -> None:
    write("registers/other.csv", "id\n")
    write("registers/other.csv-metadata.json", text)
    with pytest.raises(SourceError) as caught:
        read(project)
    assert caught.value.file.endswith("other.csv-metadata.json")


def test_a_table_of_no_register_is_refused(project: Project, write: Write) -> None:
    path = write("other.csv", "id\n")
    with pytest.raises(SourceError, match=r"registers: letters\.csv, towns\.csv"):
        read_files(project, [path])


def test_a_foreign_column_of_a_file_that_is_handed_in_is_named_and_left_aside(project: Project, write: Write) -> None:
    for folder in ("plain", "spoken"):
        (project.root / "data" / folder).mkdir()
    plain = write("plain/letters.csv", "id,towns,title,title_lang,source\nl3,krakow,Letter,en,news\n")
    spoken = write("spoken/letters.csv", "ID,Towns,Our remarks,Title,Title Lang,source\nl3,krakow,call them,Letter,en,news\n")
    loaded = LoadedProject(project)
    wanted, given = loaded.take([plain]), loaded.take([spoken])
    assert given.sources.quads == wanted.sources.quads
    assert wanted.remarks == ()
    [remark] = given.remarks
    assert (remark.line, remark.column) == (1, 3)
    assert "'Our remarks': it is left aside" in remark.message


def test_a_column_that_looks_misspelt_is_refused_in_a_file_that_is_handed_in_too(project: Project, write: Write) -> None:
    (project.root / "data" / "else").mkdir()
    path = write("else/letters.csv", "id,towns,dat,source\nl3,krakow,2018,news\n")
    with pytest.raises(SourceError, match="did you mean 'date'"):
        LoadedProject(project).take([path])
