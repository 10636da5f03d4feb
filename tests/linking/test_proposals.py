"""Proposals, the review file and the register: what is proposed, what contradicts, what is written and what never is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from amicorum.errors import SourceError, SourceErrors
from amicorum.linking.identifiers import Identifier
from amicorum.linking.lists import Entry
from amicorum.linking.matcher import Matcher
from amicorum.linking.proposals import Proposal, State, propose
from amicorum.linking.records import Record
from amicorum.linking.register import Decision, add_links
from amicorum.linking.review import COLUMNS, read_review, write_review
from amicorum.rdf import iris

DECISION = Decision("Somebody", "2026-11-28", "high", "ror-org")


def known(key: str, name: str, place: str = "", *identifiers: Identifier) -> Record:
    return Record(
        iris.thing("institution", key), "institution", {name: ""}, places={place} - {""}, country="PL", identifiers=set(identifiers)
    )


def listed(line: int, name: str, place: str = "", **identifiers: str) -> Entry:
    found = {Identifier(scheme, value) for scheme, value in identifiers.items()}
    record = Record(identifiers.get("wikidata", name), "institution", {name: ""}, places={place} - {""}, country="PL", identifiers=found)
    return Entry(line, record, listed=(place,))


OURS = [
    known("mnk", "Muzeum Narodowe w Krakowie", "Kraków"),
    known("mnw", "Muzeum Narodowe w Warszawie", "Warszawa", Identifier("wikidata", "Q153306")),
    known("baj", "Biblioteka Jagiellońska", "Kraków"),
]


def find(*entries: Entry) -> list[Proposal]:
    return propose(Matcher(OURS), entries, "institution")


def test_a_row_that_fits_is_proposed_with_its_reasons() -> None:
    [proposal] = find(listed(2, "National Museum in Kraków", "Kraków", wikidata="Q195311", ror="01vyg6f62"))
    assert (proposal.thing.key, proposal.state) == (iris.thing("institution", "mnk"), State.CERTAIN)
    assert proposal.new == [Identifier("ror", "01vyg6f62"), Identifier("wikidata", "Q195311")]
    assert "same place" in proposal.reasons


def test_what_is_linked_already_and_what_fits_nothing_is_not_proposed() -> None:
    assert (
        find(listed(2, "Muzeum Narodowe w Warszawie", "Warszawa", wikidata="Q153306"), listed(3, "Teatr Stary", "Kraków", wikidata="Q1"))
        == []
    )


def test_another_identifier_is_a_conflict() -> None:
    [proposal] = find(listed(2, "Muzeum Narodowe w Warszawie", "Warszawa", wikidata="Q7"))
    assert proposal.state is State.CONFLICT
    assert "another wikidata identifier" in proposal.reasons


def test_rows_that_fit_one_thing_alike_are_a_conflict_and_worse_ones_are_to_be_checked() -> None:
    rows = [listed(2, "Biblioteka Jagiellońska", "Kraków", wikidata="Q1"), listed(3, "Biblioteka Jagiellońska", "Kraków", wikidata="Q2")]
    assert {each.state for each in find(*rows)} == {State.CONFLICT}
    better = [rows[0], listed(3, "Biblioteka Jagiellońska PAN X", "Kraków", wikidata="Q2")]
    assert [each.state for each in find(*better)] == [State.CERTAIN, State.CHECK]


def test_rows_of_one_item_are_taken_together_and_what_they_contradict_themselves_in_is_left_out() -> None:
    rows = [
        listed(2, "Biblioteka Jagiellońska", "Kraków", wikidata="Q1", isil="PL-001", gnd="1-2"),
        listed(3, "Jagiellonian Library", "Kraków", wikidata="Q1", isil="PL-002", gnd="1-3"),
        listed(4, "Inna biblioteka", "Poznań", wikidata="Q5", isil="pl-002"),
    ]
    [proposal] = find(*rows)
    assert proposal.new == [Identifier("isil", "PL-001"), Identifier("wikidata", "Q1")]
    assert [each for each in proposal.reasons if "left out" in each] == [
        "gnd left out: the list gives 1-2 and 1-3",
        "isil PL-002 left out: the list gives it to Q5 too",
    ]


def test_an_identifier_that_another_thing_of_ours_has_is_a_conflict() -> None:
    ours = [*OURS, known("other", "Coś zupełnie innego", "Gdynia", Identifier("isil", "PL-9"))]
    rows = [listed(2, "Biblioteka Jagiellońska", "Kraków", isil="PL-9")]
    found = propose(Matcher(ours), rows, "institution")
    assert [each.state for each in found] in ([State.CHECK], [State.CONFLICT])


@pytest.fixture
def registers(tmp_path: Path) -> Path:
    (tmp_path / "institutions.csv").write_text(
        "id,same_as,wikidata,ror,isni,confidence\nmnk,,,,,high\nmnw,,Q153306,,,high\nbaj,,,,,high\nold,baj,,,,high\n", encoding="utf-8"
    )
    (tmp_path / "cities.csv").write_text("id,wikidata,geonames,confidence\nkrakow,Q31487,3094802,high\nlodz,,,high\n", encoding="utf-8")
    (tmp_path / "sources.csv").write_text("id,url\nror-org,https://ror.org/\n", encoding="utf-8")
    return tmp_path


def review(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "review.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows({"score": "100.0", "reasons": "same name", **row} for row in rows)
    return path


def read_links(folder: Path) -> list[dict[str, str]]:
    with (folder / "links.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_was_accepted_comes_into_the_register_once(registers: Path) -> None:
    text = write_review(find(listed(2, "National Museum in Kraków", "Kraków", wikidata="Q195311", ror="01vyg6f62")))
    (registers / "review.csv").write_text(text.replace("\n,", "\nyes,"), encoding="utf-8")
    accepted = read_review(registers / "review.csv")
    assert add_links(registers, accepted, DECISION) == 2
    assert add_links(registers, accepted, DECISION) == 0
    rows = read_links(registers)
    assert [(row["id"], row["institution"], row["city"], row["scheme"], row["value"]) for row in rows] == [
        ("ror-01vyg6f62", "mnk", "", "ror", "01vyg6f62"),
        ("wikidata-q195311", "mnk", "", "wikidata", "Q195311"),
    ]
    assert rows[0]["method"].startswith("Names compared, score 9")
    assert (rows[0]["reviewer"], rows[0]["reviewed"], rows[0]["source"]) == ("Somebody", "2026-11-28", "ror-org")


def test_only_what_is_accepted_is_read(registers: Path) -> None:
    rows = [
        {"decision": word, "thing": "institution/mnk", "wikidata": f"Q{n}"} for n, word in enumerate(("", "no", "Nie", "yes", " TAK "), 1)
    ]
    assert [each.identifiers[0].value for each in read_review(review(registers, *rows))] == ["Q4", "Q5"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"decision": "maybe", "thing": "institution/mnk", "wikidata": "Q1"}, "'maybe' is no decision"),
        ({"decision": "yes", "thing": "mnk", "wikidata": "Q1"}, "is no institution or city"),
        ({"decision": "yes", "thing": "institution/mnk"}, "no identifier to take over"),
        ({"decision": "yes", "thing": "institution/mnk", "wikidata": "31487"}, "is no wikidata identifier"),
    ],
)
def test_what_cannot_be_taken_over_is_told_with_its_line(registers: Path, row: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError, match=message) as error:
        read_review(review(registers, row))
    assert error.value.line == 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"thing": "institution/nobody", "wikidata": "Q1"}, "has no row whose id is 'nobody'"),
        ({"thing": "institution/mnk", "wikidata": "Q153306"}, "is that of institution/mnw already"),
        ({"thing": "institution/mnw", "wikidata": "Q7"}, "institution/mnw has wikidata Q153306 already"),
        ({"thing": "city/lodz", "geonames": "3094802"}, "is that of city/krakow already"),
        ({"thing": "institution/baj", "wikidata": "Q8; Q9"}, "institution/baj has wikidata Q8 already"),
    ],
)
def test_a_contradiction_writes_nothing(registers: Path, row: dict[str, str], message: str) -> None:
    good = {"decision": "yes", "thing": "institution/mnk", "ror": "01vyg6f62"}
    with pytest.raises(SourceErrors, match=message):
        add_links(registers, read_review(review(registers, good, {"decision": "yes", **row})), DECISION)
    assert not (registers / "links.csv").exists()


def test_an_unknown_source_is_told(registers: Path) -> None:
    with pytest.raises(SourceError, match=r"sources.csv has no row whose id is 'nowhere'"):
        add_links(registers, [], Decision("Somebody", "2026-11-28", "high", "nowhere"))
    with pytest.raises(SourceError, match="is no review file"):
        read_review(registers / "sources.csv")


def test_no_cell_of_a_review_is_a_formula() -> None:
    entry = listed(2, '=HYPERLINK("http://x/";"National Museum in Kraków")', "Kraków", wikidata="Q195311")
    entry.record.names["National Museum in Kraków"] = ""
    text = write_review(find(entry))
    assert "'=HYPERLINK" in text
