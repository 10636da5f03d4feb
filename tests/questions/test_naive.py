"""The small world sees through naive queries: for each question a likely mistake, and what that mistake gets wrong there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, Store

from amicorum.features.questions import read_folder

QUESTIONS = {question.number: question for question in read_folder(Path(__file__).resolve().parents[2] / "ontology/questions")}


@dataclass(frozen=True)
class Mistake:
    """A way to get a question wrong.

    `changes` turns the query into the naive one; `wrong` is the end of a value that the naive answer holds and the right one does
    not, or, with `lost`, the other way round.
    """

    number: int
    why: str
    changes: dict[str, str]
    wrong: str
    lost: bool = False


NOT_ANNOUNCED = "FILTER(?status != <scheme/statuses/announced>)"
PARTIES = "^ami:partyAgent/^ami:hasParty/ami:hasParty/ami:partyAgent"
CITIES = "^ami:governs/^ami:partyAgent/^ami:hasParty/ami:hasParty/ami:partyAgent/ami:governs"

MISTAKES = [
    Mistake(1, "an announced partner is no partner", {" && ?status != <scheme/statuses/announced>": ""}, "/biblioteka-krakow"),
    Mistake(
        2,
        "a document of another partnership",
        {"?partnership ami:establishedBy ?agreement .": "?any ami:establishedBy ?agreement ."},
        "/w01",
    ),
    Mistake(
        3,
        "who is not named is left out",
        {"  OPTIONAL {\n    GRAPH ?source { ?signature ami:signatory": "  {\n    GRAPH ?source { ?signature ami:signatory"},
        "/signature/ia02-1",
        lost=True,
    ),
    Mistake(
        4,
        "named, though by another source",
        {"OPTIONAL { ?signature ami:signatory ?person }": "OPTIONAL { GRAPH ?source { ?signature ami:signatory ?person } }"},
        "/signature/ia03-1",
    ),
    Mistake(
        5, "areas of any letter", {'(?agreement ?language) { (<id/agreement/ia02> "lt") }': '?language { "lt" }'}, "/digital-resources"
    ),
    Mistake(6, "an announced partnership", {NOT_ANNOUNCED: ""}, "/partnership/w15"),
    Mistake(6, "no hierarchy", {"skos:broader*": "skos:exactMatch*"}, "/youth-exchange", lost=True),
    Mistake(7, "perhaps signed in the year before", {"YEAR(?earliest) = ?year && ": ""}, "/agreement/w11"),
    Mistake(8, "partners at home counted as well", {" && ?elsewhere != ?home": ""}, "/dkp-wilno"),
    Mistake(9, "a letter signed after the agreement", {"FILTER(?start > ?end)": ""}, "/agreement/w19"),
    Mistake(
        10,
        "a document of the same parties that renews nothing",
        {"(ami:renews|^ami:renews)*": "^ami:establishedBy/ami:establishedBy"},
        "/w18",
    ),
    Mistake(
        11,
        "terminated later than the day",
        {" && ?until <= ?day)\n    || (?way = <scheme/statuses/expired>": ")\n    || (?way = <scheme/statuses/expired>"},
        "/wca1",
    ),
    Mistake(12, "the cities' twinning has ended", {"?cityA ami:twinnedWith ?cityB": f"?cityA {CITIES} ?cityB"}, "/w17"),
    Mistake(13, "there was a twinning, though it has ended", {"?link NOT IN (": "?link NOT IN (<scheme/statuses/terminated>, "}, "/w17"),
    Mistake(14, "two of three parties share a city", {"COUNT(DISTINCT ?one) = 1 && ": ""}, "/w10"),
    Mistake(15, "a city said to have no agreement", {"<scheme/statuses/no-agreement>, ": ""}, "/city/kosice"),
    Mistake(16, "partners of any city", {"?city ami:twinnedWith ?common .": "?common a ami:City ."}, "/city/kyoto"),
    Mistake(17, "announced only", {NOT_ANNOUNCED: ""}, "/w20"),
    Mistake(18, "a later document", {"?act ami:occurred/(ami:earliestStart|ami:latestEnd) ?first .": ""}, "/wca6"),
    Mistake(19, "a coarser date is not another date", {"FILTER(?end < ?start)": ""}, "/act/ca008"),
    Mistake(20, "told by one", {"HAVING (COUNT(DISTINCT ?source) > 1)": ""}, "/ia05"),
    Mistake(
        20,
        "a month confirms no day of it",
        {'FILTER(?said = ?date || STRSTARTS(?date, CONCAT(?said, "-")))': "FILTER(?said = ?date)"},
        "/ca008",
        lost=True,
    ),
    Mistake(
        21,
        "another number",
        {"VALUES (?institution ?count) { (<id/institution/vcb> 18) }": "VALUES ?institution { <id/institution/vcb> }"},
        "17",
    ),
    Mistake(
        21,
        "another institution",
        {"VALUES (?institution ?count) { (<id/institution/vcb> 18) }": "VALUES ?count { 18 }"},
        "/biblioteka-krakow",
    ),
    Mistake(22, "published in another year", {"FILTER(YEAR(?issued) = ?year)": ""}, "/ia05"),
    Mistake(22, "told in an earlier year already", {"FILTER(YEAR(?before) < ?year)": "FILTER(false)"}, "/we011"),
    Mistake(23, "an event that is announced", {" ;\n          ami:eventStatus <scheme/statuses/took-place>": ""}, "/event/w2"),
    Mistake(
        23,
        "a plan without an event is not shown",
        {"    OPTIONAL {\n      GRAPH ?source {\n        ?event": "    {\n      GRAPH ?source {\n        ?event"},
        "/ia02-1",
        lost=True,
    ),
    Mistake(23, "an event of another kind than the area", {"    ?event dct:type ?kind .\n": ""}, "/workshops"),
    Mistake(
        24,
        "the same organiser's own event",
        {"ami:underAgreement|ami:realises/^ami:plans": f"ami:organiser/{PARTIES}/^ami:partyAgent/^ami:hasParty/ami:establishedBy"},
        "/event/w3",
    ),
    Mistake(
        25,
        "sources that disagree on the second party",
        {
            "GRAPH ?source { ?bond ami:establishedBy ?agreement ; ami:hasParty/": "GRAPH ?source { ?bond ami:establishedBy ?agreement } "
            "{ ?bond ami:hasParty/"
        },
        "/wca3",
    ),
    Mistake(
        26,
        "a ratification is no second signing",
        {"?agreement ami:signedAt ?one .\n        ?one dct:type <scheme/act-types/signing> .": "?agreement ami:hasAct|ami:signedAt ?one ."},
        "/w07",
    ),
    Mistake(27, "a role that is not told is no proxy", {"(BOUND(?role) && ?role = <scheme/roles/proxy>)": "!BOUND(?role)"}, "/ia05"),
    Mistake(
        28,
        "a city's own town hall",
        {"?party ami:inCity|ami:governs ?home .\n    FILTER": "?party ami:inCity ?home .\n    FILTER"},
        "/wca6",
    ),
    Mistake(
        29,
        "what it is called today is no earlier name",
        {"?institution ami:hasName ?thing": "?institution skos:prefLabel ?thing"},
        "A library in Lviv",
    ),
    Mistake(30, "without a partnership", {"      ?partnership ami:hasParty/ami:partyAgent ?institution .\n": ""}, "/piosenka"),
    Mistake(
        30,
        "what lacks an identifier is not shown",
        {
            "  OPTIONAL { ?institution adms:identifier [ ami:identifierScheme <scheme/identifier-schemes/wikidata>": "  { ?institution "
            "adms:identifier [ ami:identifierScheme <scheme/identifier-schemes/wikidata>"
        },
        "/institution/ckp",
        lost=True,
    ),
    Mistake(31, "what nothing uses", {"  ?thing ?property ?concept .": "  OPTIONAL { ?thing ?property ?concept }"}, "/roles/minister"),
    Mistake(32, "the other side says so too", {"FILTER(STRENDS(?where, ?own))": "FILTER(false)"}, "/ca008"),
    Mistake(32, "a newspaper is no side", {"FILTER(STRENDS(?host, ?site))": ""}, "/ca070"),
    Mistake(32, "a site that nobody has read is silent", {"FILTER(STRENDS(?there, ?theirs))": ""}, "/ca009"),
    Mistake(33, "another country", {"VALUES ?countryB { country:LTU }": ""}, "/lnag"),
    Mistake(34, "not a partner city", {"?city ami:twinnedWith ?partner ;": "?partner a ami:City . ?city"}, "/gdansk"),
    Mistake(
        35,
        "a graph that the catalogue forgets",
        {"GRAPH ?graph { ?thing ?property ?value }": "?graph dct:license ?any"},
        "/forgotten",
        lost=True,
    ),
    Mistake(
        36,
        "a short cut that is announced only",
        {"        ?from ami:partnerOf ?to .": f"        ?from {PARTIES} ?to .", NOT_ANNOUNCED: ""},
        "/w08",
    ),
    Mistake(
        37,
        "an announced partnership is not yet one",
        {"?mine ami:partnerOf ?theirs .": f"?mine {PARTIES} ?theirs ."},
        "/city/lviv",
        lost=True,
    ),
    Mistake(38, "a partner already", {"MINUS { ?institution ami:partnerOf ?candidate }": ""}, "/vcb"),
    Mistake(38, "in a city that is no twin", {"?institution ami:inCity/ami:twinnedWith ?city .": "?city a ami:City ."}, "/vsm-kosice"),
    Mistake(39, "wider areas counted too", {"ami:coversArea ?area ;": "ami:coversArea/skos:broader* ?area ;"}, "14"),
]


def values(store: Store, query: str) -> set[str]:
    """Every value in the answer."""
    answer = store.query(query)
    assert isinstance(answer, QuerySolutions)
    return {getattr(value, "value", "") for row in answer for value in row}


def test_every_question_can_be_got_wrong() -> None:
    assert {mistake.number for mistake in MISTAKES} == set(QUESTIONS)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake.number:02}-{mistake.why.replace(' ', '-')}")
def test_world_tells_right_from_naive(mistake: Mistake, world: Store) -> None:
    right = naive = QUESTIONS[mistake.number].query
    for part, instead in mistake.changes.items():
        assert part in naive, f"the query no longer says {part!r}"
        naive = naive.replace(part, instead)
    having, lacking = (right, naive) if mistake.lost else (naive, right)
    assert any(value.endswith(mistake.wrong) for value in values(world, having))
    assert not any(value.endswith(mistake.wrong) for value in values(world, lacking))
