"""The spreadsheet for letters of intent: what it offers, and what becomes of it once it is filled in."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # it has no types
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from pyoxigraph import Literal, NamedNode, Triple

from amicorum.cli.main import main
from amicorum.imports.importer import find_mapping
from amicorum.imports.letters.check import Checked, check_letters, write_checked
from amicorum.imports.letters.choices import Choices, read_choices
from amicorum.imports.letters.columns import COLUMNS
from amicorum.imports.letters.partners import Partners, read_partners
from amicorum.imports.letters.template import make_example, write_template
from amicorum.imports.mapper import map_lines, read_mapping
from amicorum.imports.readers import open_rows
from amicorum.imports.rows import Options
from amicorum.ingest.project import Project
from amicorum.rdf.iris import concept, thing
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import DCT, FOAF, RDF, SKOS
from amicorum.translations import LANGUAGES

ROOT = Path(__file__).parents[2]
CELLS = {
    "partner_a": "Dom Kultury Przykład", "city_a": "Kraków", "country_a": "Polska",
    "partner_b": "Vilniaus miesto savivaldybės centrinė biblioteka", "city_b": "Wilno", "country_b": "Litwa",
    "type": "list intencyjny", "status": "podpisane", "act": "podpisanie", "date": "2019-03-01", "area_1": "wspólne wystawy",
    "address": "https://example.org/list", "note": "Podpisano w ratuszu.", "filled_in_by": "Jan Przykładowy",
}  # fmt: skip
Check = Callable[..., Checked]


@pytest.fixture(scope="module")
def choices() -> dict[str, Choices]:
    return read_choices(Project(ROOT))


@pytest.fixture(scope="module")
def partners() -> Partners:
    return read_partners(Project(ROOT))


@pytest.fixture
def check(tmp_path: Path, choices: Mapping[str, Choices], partners: Partners) -> Check:
    """Fill rows into a template, below its example, and check it."""

    def fill(*rows: Mapping[str, Any], language: str = "pl", messages: str = "") -> Checked:
        path = tmp_path / "letters.xlsx"
        write_template(path, language, choices)
        book = openpyxl.load_workbook(path)
        for number, row in enumerate(rows, start=3):
            for place, column in enumerate(COLUMNS, start=1):
                if row.get(column.key):
                    book.worksheets[0].cell(number, place).value = row[column.key]
        book.save(path)
        return check_letters(path, Options(), choices, partners, messages)

    return fill


def list_words(checked: Checked) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.words) for each in checked.mistakes]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_spreadsheet_offers_lists_in_the_readers_language(tmp_path: Path, choices: Mapping[str, Choices], language: str) -> None:
    write_template(tmp_path / "letters.xlsx", language, choices)
    book = openpyxl.load_workbook(tmp_path / "letters.xlsx")
    form, help_sheet, lists = book.worksheets
    assert [cell.value for cell in form[1]] == [column.name(language) for column in COLUMNS]
    assert all(cell.comment and cell.comment.text for cell in form[1])
    assert lists.sheet_state == "hidden"
    assert help_sheet.max_row > len(COLUMNS)
    offered = {}
    for each in form.data_validations.dataValidation:
        title, _, cells = each.formula1.rpartition("!")
        assert title.strip("'") == lists.title
        offered[str(each.sqref)[0]] = [cell.value for (cell,) in lists[cells.replace("$", "")]]
    letters = {column.key: chr(ord("A") + place) for place, column in enumerate(COLUMNS)}
    assert set(offered) == {letters[column.key] for column in COLUMNS if column.choices}
    kinds = {"en": "letter of intent", "pl": "list intencyjny", "lt": "ketinimų laiškas"}
    assert kinds[language] in offered[letters["type"]]
    for column in COLUMNS:
        if column.choices:  # what is offered is understood, and the example is among it
            keys = [choices[column.choices].find(name, language) for name in offered[letters[column.key]]]
            assert all(keys) and len(set(keys)) == len(keys)
            assert make_example(language, choices)[column.key] in offered[letters[column.key]]


def test_what_was_filled_in_comes_back_as_statements(check: Check, tmp_path: Path) -> None:
    checked = check(CELLS | {"date": datetime(2019, 3, 1)})
    assert (list_words(checked), checked.notes, len(checked.rows)) == ([], [], 1)
    write_checked(tmp_path / "checked.csv", checked)
    assert "Przykładowy" not in (tmp_path / "checked.csv").read_text(encoding="utf-8")
    (row,) = map_lines(open_rows(tmp_path / "checked.csv").lines, read_mapping(find_mapping("letters")))
    assert not row.fault
    key = checked.rows[0]["id"]
    letter, new = NamedNode(thing("agreement", key)), NamedNode(thing("institution", checked.rows[0]["institution_a"]))
    act = NamedNode(thing("act", key))
    assert {
        Triple(letter, RDF.type, AMI.LetterOfIntent),
        Triple(letter, DCT.type, NamedNode(concept("agreement-types", "letter-of-intent"))),
        Triple(letter, AMI.status, NamedNode(concept("statuses", "signed"))),
        Triple(letter, AMI.coversArea, NamedNode(concept("cooperation-areas", "joint-exhibitions"))),
        Triple(letter, FOAF.page, NamedNode("https://example.org/list")),
        Triple(letter, DCT.description, Literal("Podpisano w ratuszu.", language="pl")),
        Triple(letter, AMI.signedAt, act),
        Triple(act, AMI.occurred, NamedNode(thing("time", "2019-03-01"))),
        Triple(new, SKOS.prefLabel, Literal("Dom Kultury Przykład", language="und")),
        Triple(new, AMI.inCity, NamedNode(thing("city", "krakow"))),
        Triple(NamedNode(thing("party", f"{key}-b")), AMI.partyAgent, NamedNode(thing("institution", "vcb"))),
    } <= set(row.triples)
    # A library that we know keeps its own name.
    assert not [each for each in row.triples if each.subject == NamedNode(thing("institution", "vcb")) and each.predicate == SKOS.prefLabel]


@pytest.mark.parametrize(
    ("given", "key"),
    [("letter of intent", "letter-of-intent"), ("KETINIMŲ LAIŠKAS", "letter-of-intent"),
     ("MoU", "memorandum"), ("Letter of Intent", "letter-of-intent")],
)  # fmt: skip
def test_names_of_other_languages_are_understood(check: Check, given: str, key: str) -> None:
    checked = check(CELLS | {"type": given, "country_a": "Lenkija", "country_b": "LTU", "area_1": "concerts; Wettbewerbe"})
    assert list_words(checked) == []
    (row,) = checked.rows
    assert (row["type"], row["country_a"], row["area_1"], row["area_2"]) == (key, "PL", "concerts", "competitions")


@pytest.mark.parametrize(
    ("given", "kept"),
    [(date(2018, 5, 21), "2018-05-21"), (datetime(2018, 5, 21, 10, 30), "2018-05-21"),
     (2018, "2018"), ("21.05.2018", "2018-05-21"), ("2018-05", "2018-05")],
)  # fmt: skip
def test_dates_of_spreadsheets_and_of_people_are_understood(check: Check, given: object, kept: str) -> None:
    checked = check(CELLS | {"date": given})
    assert [row["date"] for row in checked.rows] == [kept]


@pytest.mark.parametrize(
    ("wrong", "column", "words"),
    [
        ({"partner_a": ""}, "Partner A", "Ta komórka jest pusta."),
        ({"type": "list intencyny"}, "Rodzaj dokumentu", "nie ma na liście. Wybierz słowo z listy, na przykład „list intencyjny”."),
        ({"area_1": "wspólne wystawy; taniec"}, "Obszar 1", "„taniec” nie ma na liście"),
        ({"country_b": "Litwaa"}, "Państwo partnera B", "na przykład „Litwa”"),
        ({"date": "5/21/2018"}, "Data", "„5/21/2018” nie jest datą."),
        ({"date": "31.02.2018"}, "Data", "nie jest datą."),
        ({"date": 43241}, "Data", "Nadaj komórce format daty"),
        ({"date": "=TODAY()"}, "Data", "nie ma zapisanej wartości"),
        ({"address": "krakow.pl"}, "Gdzie można go przeczytać", "nie jest adresem strony"),
        ({"address": "https://example.org/a b"}, "Gdzie można go przeczytać", "nie jest adresem strony"),
        ({"address": "https://example.org/%zz"}, "Gdzie można go przeczytać", "nie jest adresem strony"),
        ({"address": "https://example.org/[x]"}, "Gdzie można go przeczytać", "nie jest adresem strony"),
        ({"address": "javascript:alert(1)"}, "Gdzie można go przeczytać", "nie jest adresem strony"),
        ({"status": "zapowiedziane"}, "Co się stało", "jeszcze nie jest podpisany"),
        ({"act": "ogłoszenie"}, "Co się stało", "Wybierz tu podpisanie"),
        ({"act": "", "status": "obowiązujące"}, "Co się stało", "Jest data."),
        ({"type": "uchwała rady"}, "Co się stało", "Uchwałę rady podejmuje jedna strona."),
        ({"partner_b": "DOM KULTURY PRZYKŁAD", "city_b": "Kraków", "country_b": "Polska"}, "Partner B", "to ta sama instytucja"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_remedy(check: Check, wrong: dict[str, object], column: str, words: str) -> None:
    checked = check(CELLS, CELLS | {"date": "2020"} | wrong)
    ((row, place, told),) = list_words(checked)
    assert (row, place) == (4, column)
    assert words in told


def test_messages_are_in_the_language_of_the_headings_or_the_one_asked_for(check: Check) -> None:
    wrong = CELLS | {"date": "soon"}
    (message,) = list_words(check(wrong, language="lt"))
    assert message[1:] == ("Data", "„soon“ nėra data. Įrašykite metus, mėnesį ir dieną, pavyzdžiui, 2018-05-21, arba tik 2018-05 ar 2018.")
    (message,) = list_words(check(wrong, language="lt", messages="en"))
    assert message[1] == "Date" and message[2].startswith("“soon” is not a date.")


def test_all_mistakes_are_told_at_once_and_twice_the_same_is_one(check: Check) -> None:
    assert len(list_words(check({"partner_a": "Dom Kultury"}))) == 5
    other_way = CELLS | {f"{name}_{one}": CELLS[f"{name}_{two}"] for name in ("partner", "city", "country") for one, two in ("ab", "ba")}
    ((row, _, words),) = list_words(check(CELLS, other_way))
    assert row == 4 and "w wierszu 3" in words


def test_an_empty_template_and_a_city_that_nobody_knows(check: Check) -> None:
    assert [each.row for each in check().mistakes] == [0]
    checked = check(CELLS | {"city_a": "Nigdzie"})
    assert (len(checked.rows), [each.column for each in checked.notes]) == (1, ["Miasto partnera A"])


# The registers hold a letter of intent of these two, signed on 24 April 2018 (ia01).
HELD = CELLS | {"partner_a": "Centrum Kultury Podgórza", "partner_b": "Dom Kultury Polskiej w Wilnie", "date": "2018-04-24"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "This document is already in the graph as https://w3id.org/amicorum/id/agreement/ia01, and is not entered again."),
        ("pl", "Ten dokument jest już w grafie jako https://w3id.org/amicorum/id/agreement/ia01 i nie zostanie wprowadzony ponownie."),
        ("lt", "Šis dokumentas jau yra grafe kaip https://w3id.org/amicorum/id/agreement/ia01 ir iš naujo neįrašomas."),
    ],
)
def test_a_letter_that_is_held_already_is_recognised_and_left_out(check: Check, language: str, words: str) -> None:
    checked = check(HELD, CELLS, messages=language)
    assert (checked.mistakes, [(each.row, each.words) for each in checked.notes]) == ([], [(3, words)])
    assert [row["name_a"] for row in checked.rows] == ["Dom Kultury Przykład"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"date": "2018"}, True),  # less exact
        ({"date": "2018-04-24", "type": "umowa o współpracy"}, True),  # of another kind on the very day
        ({"date": "", "act": ""}, True),
        ({"date": "2018-04-25"}, False),
        ({"date": "2018", "type": "umowa o współpracy"}, False),
        ({"partner_b": "Dom Kultury Polskiej w Wilnie II"}, False),
    ],
)
def test_a_letter_that_may_be_held_is_told_and_taken(check: Check, given: dict[str, object], *, told: bool) -> None:
    checked = check(HELD | given)
    assert checked.mistakes == []
    assert len(checked.rows) == 1
    assert ["może być dokument z 2018-04-24" in each.words for each in checked.notes] == [True] * told


def test_a_sheet_of_letters_that_are_held_writes_nothing(tmp_path: Path, check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    check(HELD)
    call = ["template", "--check", str(tmp_path / "letters.xlsx"), "--out", str(tmp_path / "out.csv"), "--project", str(ROOT)]
    assert main(call) == 0
    assert capsys.readouterr().out == "Nie ma w nim nic nowego, więc nic nie zapisano.\n"
    assert not (tmp_path / "out.csv").exists()


def test_a_formula_counts_as_the_value_it_was_saved_with(tmp_path: Path, choices: Mapping[str, Choices], partners: Partners) -> None:
    names = {column.key: column.name("pl") for column in COLUMNS}

    def save(column: str, value: str) -> Checked:
        with xlsxwriter.Workbook(str(tmp_path / "formula.xlsx")) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, [names[key] for key in CELLS])
            sheet.write_row(1, 0, CELLS.values())
            sheet.write_formula(1, list(CELLS).index(column), '="Dom "&"Kultury"', None, value)
        return check_letters(tmp_path / "formula.xlsx", Options(), choices, partners)

    assert [row["name_a"] for row in save("partner_a", "Dom Kultury").rows] == ["Dom Kultury"]
    ((_, _, words),) = list_words(save("partner_a", "#REF!"))
    assert "#REF!" in words
    ((_, _, words),) = list_words(save("note", ""))
    assert "nie ma zapisanej wartości" in words
    # A formula that gives an empty text has a value: spreadsheet programs mark it as text, which the writer here does not.
    with zipfile.ZipFile(tmp_path / "formula.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    cell = re.search(rb'<c r="[A-Z]+2"><f>', sheet)
    assert cell
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(cell[0], cell[0].replace(b"><f>", b' t="str"><f>'))
    with zipfile.ZipFile(tmp_path / "empty.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in parts.items():
            book.writestr(name, part)
    checked = check_letters(tmp_path / "empty.xlsx", Options(), choices, partners)
    assert (list_words(checked), ["note" in row for row in checked.rows]) == ([], [False])


def test_a_row_of_nothing_but_formulas_without_values_is_not_passed_over(check: Check) -> None:
    checked = check(CELLS, {"partner_a": "=A3"})
    assert (4, "Partner A") in {each[:2] for each in list_words(checked)}
    assert all(row == 4 for row, _, _ in list_words(checked))


def test_a_message_repeats_no_more_than_a_line_of_a_cell(check: Check) -> None:
    ((_, _, words),) = list_words(check(CELLS | {"date": "kiedyś\n" + "x" * 5000}))
    assert "\n" not in words and len(words) < 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_csv_template_comes_back_too(tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    table, out = tmp_path / "letters.csv", tmp_path / "checked.csv"
    project = ["--project", str(ROOT)]
    assert main(["template", "--out", str(table), "--lang", language, *project]) == 0
    delimiter = "," if language == "en" else ";"
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerow([CELLS.get(column.key, "") for column in COLUMNS])
    assert main(["template", "--check", str(table), "--out", str(out), *project]) == 0
    with out.open(encoding="utf-8") as file:
        assert [row["institution_b"] for row in csv.DictReader(file)] == ["vcb"]
    assert "--with letters" in capsys.readouterr().out
    assert main(["template", "--out", str(table), *project]) == 1  # it may be filled in
    assert "exists already" in capsys.readouterr().err


def test_with_a_mistake_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, out = tmp_path / "letters.csv", tmp_path / "checked.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.name("en") for column in COLUMNS if column.key != "status"] + ["Mood"])
    assert main(["template", "--check", str(table), "--out", str(out), "--project", str(ROOT)]) == 1
    told = capsys.readouterr().err
    assert "Row 1, column “Status”: This column is missing." in told and "Row 1, column “Mood”: This heading" in told
    assert "2 things are to be corrected." in told
    assert not out.exists()


@pytest.mark.parametrize("name", ["letters.xlsx", "letters.csv", "letters.ods"])
def test_what_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "--out", str(tmp_path / "nowhere" / name), "--project", str(ROOT)]) == 1
    told = capsys.readouterr().err
    assert told.startswith("amicorum: ") and name in told and told.count("\n") == 1
