"""The questions on the real data: whole answers where they are stable, rows that must and must not be there where answers grow.

Each row here was checked by hand against what the sources say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Quad, QueryResultsFormat, QuerySolutions, Store

from amicorum.features.questions import read_folder
from amicorum.ingest.loader import read
from amicorum.ingest.project import Project
from amicorum.release.dataset import complete

PROJECT = Path(__file__).resolve().parents[2]
QUESTIONS = {question.number: question for question in read_folder(PROJECT / "ontology/questions")}
EXPECTED = PROJECT / "ontology/questions/expected/data"

Row = dict[str, str]
"""Some cells of a row: the last part of an address, or the literal."""


@dataclass(frozen=True)
class Fact:
    """Rows that the answer to a question must hold, and rows that it must not."""

    number: int
    holds: list[Row]
    lacks: list[Row] = field(default_factory=list)


FACTS = [
    Fact(
        1,
        [
            {"partner": "dkp-wilno", "since": "2018-04-24"},
            {"partner": "vcb", "since": "2018-05-21", "precision": "day"},
            {"partner": "cvc-kosice", "since": "2018-05-30"},
            {"partner": "kyiv-sviatoshyn", "since": "2018-12-19"},
            {"partner": "kuc-travno", "since": "2019-06-28", "precision": "day"},
        ],
    ),
    Fact(
        2,
        [
            {"agreement": "ia02", "type": "letter of intent", "term": "list intencyjny"},
            {"agreement": "ca009", "signed": "1976-12-12"},
            {"agreement": "ca010", "signed": "1993-02-19", "type": "twinning agreement"},
        ],
    ),
    Fact(3, [{"agreement": "ia05", "personName": "Anna Grabowska", "institution": "ckp", "capacity": "director"}]),
    Fact(4, [{"agreement": "ia03", "institution": "cvc-kosice"}], [{"agreement": "ia05"}]),
    Fact(6, [{"agreement": "ia01"}, {"agreement": "ia05"}], [{"agreement": "ia22"}]),
    Fact(7, [{"agreement": "ia01", "date": "2018-04-24"}, {"agreement": "ia18", "date": "2018"}], [{"agreement": "ia05"}]),
    Fact(8, [{"partner": "vcb", "date": "2018-05-21", "counted": "2", "said": "2"}], [{"partner": "dkp-wilno"}]),
    Fact(9, [{"letter": "pec024", "agreement": "pec025", "link": "basedOn"}]),
    Fact(
        11,
        [
            {"thing": "ia17", "state": "expired"},
            {"thing": "pe047", "until": "2015-04-21"},
            {"thing": "nsc090", "state": "terminated", "until": "2007-12-31"},
            {"thing": "wec214", "state": "in force unknown", "until": ""},
        ],
        [{"thing": "ca089"}, {"thing": "wec214", "state": "terminated"}],
    ),
    Fact(12, [{"a": "ckp", "b": "dkp-wilno"}, {"a": "biblioteka-krakow", "b": "vcb"}], [{"b": "cvc-kosice"}]),
    Fact(
        13,
        [{"a": "gorlitz", "b": "jelenia-gora", "partnerships": "4"}, {"a": "kosice", "b": "krakow"}],
        [{"a": "krakow", "b": "vilnius"}, {"example": "we099"}, {"example": "we041"}],
    ),
    Fact(
        14,
        [{"city": "krakow", "partnership": "pe023"}, {"city": "bratislava", "partnership": "pe076"}],
        [{"partnership": "ns004"}],  # with a ministry
    ),
    Fact(
        15,
        [
            {"partner": "kyoto", "kind": "honorary twin city"},
            {"partner": "kyiv", "kind": "twin city"},
            {"partner": "vilnius", "kind": "partner city"},
        ],
        [{"partner": "kosice"}],
    ),
    Fact(16, [{"other": "turku", "shared": "4", "partner": "false"}, {"other": "vilnius", "partner": "true"}], [{"other": "krakow"}]),
    Fact(17, [{"mine": "ckp", "theirs": "dkp-wilno"}, {"mine": "biblioteka-krakow", "theirs": "vcb"}], [{"theirs": "cvc-kosice"}]),
    Fact(18, [{"agreement": "ca026", "date": "1991", "precision": "year", "preferred": "true"}]),
    Fact(
        19,
        [
            {"thing": "ca018", "statementA": "1990-11-06", "statementB": "1991"},
            {"thing": "ca019", "statementA": "1994", "statementB": "1995"},
            {"thing": "ca069", "statementA": "cooperation-agreement", "statementB": "letter-of-intent"},
            {"thing": "ca013", "statementA": "baranya-region", "statementB": "pecs"},
        ],
        [{"thing": "ca001", "property": "occurred"}, {"thing": "nsc192"}, {"thing": "pe043", "property": "occurred"}],
    ),
    Fact(
        20,
        [{"agreement": "ca013", "date": "1987-05-27", "sources": "3"}, {"agreement": "ca001", "date": "1973-09-08", "sources": "2"}],
        [{"agreement": "ca001", "date": "1973"}, {"agreement": "ca008"}],
    ),
    Fact(21, [{"institution": "vcb", "count": "18", "observed": "2018-12-11"}]),
    Fact(22, [{"agreement": "ia02", "date": "2018-05-21", "issued": "2018-05-22"}], [{"agreement": "ia05"}]),
    Fact(
        23,
        [
            {"agreement": "ia02", "promise": "ia02-1", "planned": "conferences", "event": ""},
            {"agreement": "ia37", "promise": "staff-exchange", "event": "ev11", "date": "2023-10/2023-11"},
        ],
        [{"event": "ev03"}, {"event": "ev14"}, {"promise": "experience-exchange"}],
    ),
    Fact(
        25,
        [
            {"agreement": "we041", "parties": "21"},
            {"agreement": "we099", "parties": "19"},
            {"agreement": "ia13", "parties": "7"},
            {"agreement": "wec087", "parties": "6"},
        ],
        [{"agreement": "ca013"}],
    ),
    Fact(26, [{"act": "ia34", "agreement": "ia34"}, {"act": "ia34", "agreement": "ia35"}, {"agreement": "ca155", "place": "miskolc"}]),
    Fact(27, [{"agreement": "ia49", "personName": "Jagoda Skowron"}, {"agreement": "ia57", "officerName": "Richard Kurin"}]),
    Fact(28, [{"agreement": "ia22", "place": "prague", "date": "2015-05-15"}], [{"agreement": "ia25"}, {"agreement": "pec103"}]),
    Fact(30, [{"institution": "ckp"}, {"institution": "ua-das", "isil": ""}], [{"institution": "vcb"}]),
    Fact(31, [{"concept": "twin", "outside": "5323"}, {"concept": "museum", "outside": "Q33506"}], [{"used": "0"}]),
    Fact(32, [{"speaks": "kaunas", "silent": "torun"}], [{"twinning": "ca043"}, {"silent": "kaliningrad"}]),
    Fact(33, [{"a": "krakow", "b": "vilnius"}, {"a": "ckp", "b": "dkp-wilno"}], [{"a": "ckp", "b": "cvc-kosice"}]),
    Fact(34, [{"partner": "vilnius", "km": "628"}], [{"partner": "kosice"}]),
    Fact(35, [{"licence": "CC0"}], [{"licence": ""}]),
    Fact(36, [{"step": "1", "a": "ckp", "b": "vcb"}, {"step": "2", "steps": "2", "b": "biblioteka-krakow"}]),
    Fact(
        37,
        [{"a": "lviv", "b": "vilnius"}, {"a": "bratislava", "b": "krakow"}],
        [{"a": "krakow", "b": "vilnius"}, {"a": "gdansk", "b": "vilnius"}, {"a": "krakow", "b": "solothurn"}],
    ),
    Fact(
        38,
        [{"candidate": "lnb", "city": "vilnius"}],
        [{"candidate": "dkp-wilno"}, {"city": "kosice"}, {"candidate": "hda"}],  # archives have never been a culture centre's partner here
    ),
    Fact(39, [{"area": "joint-projects"}, {"area": "joint-exhibitions", "label": "joint exhibitions"}]),
]


@pytest.fixture(scope="module")
def data() -> Store:
    """What the project's registers and documents say, what is derived from it, and whose each graph is."""
    project = Project(PROJECT)
    quads = complete(read(project).quads, project)
    store = Store()
    store.bulk_extend(quads)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads)
    return store


def ask(store: Store, number: int) -> QuerySolutions:
    """The answer to a question."""
    answer = store.query(QUESTIONS[number].query)
    assert isinstance(answer, QuerySolutions)
    return answer


@pytest.mark.parametrize("path", sorted(EXPECTED.glob("cq-*.srj")), ids=lambda path: path.stem)
def test_stable_answer(path: Path, data: Store) -> None:
    written = ask(data, int(path.stem.removeprefix("cq-"))).serialize(format=QueryResultsFormat.JSON)
    assert written is not None
    assert json.loads(written) == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", QUESTIONS)
def test_answer_can_be_read(number: int, data: Store) -> None:
    """Something, and no more rows than a person reads: a question about everything ranks or counts."""
    assert 1 <= sum(1 for _ in ask(data, number)) <= MOST_ROWS.get(number, 120)


MOST_ROWS = {13: 400}
"""Ranked: who reads the first rows has read what matters."""


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.number:02}")
def test_growing_answer(fact: Fact, data: Store) -> None:
    answer = ask(data, fact.number)
    names = [variable.value for variable in answer.variables]
    rows = [{name: _last(getattr(row[name], "value", "")) for name in names} for row in answer]

    def is_there(wanted: Row) -> bool:
        return any(wanted.items() <= row.items() for row in rows)

    assert [wanted for wanted in fact.holds if not is_there(wanted)] == []
    assert [unwanted for unwanted in fact.lacks if is_there(unwanted)] == []


def _last(value: str) -> str:
    """`krakow` of an address, `legalKind` of a term; a literal as it is."""
    return value.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1] if value.startswith("http") else value
