"""What pages tell, read from the small world."""

from __future__ import annotations

import asyncio
import re

import pytest
from pyoxigraph import Literal, NamedNode, Store
from tests.web.fakes import FakeEngine

from amicorum.features.entities import pagination
from amicorum.features.entities.agent import read_agent
from amicorum.features.entities.agreement import Agreement, read_agreement
from amicorum.features.entities.city import City, read_city
from amicorum.features.entities.concept import read_concept
from amicorum.features.entities.document import ask_document
from amicorum.features.entities.event import read_event
from amicorum.features.entities.institution import Institution, read_institution
from amicorum.features.entities.pagination import ROWS, ask_page
from amicorum.features.entities.partnership import read_partnership
from amicorum.features.entities.queries import ask_statements, read_query
from amicorum.features.entities.registry import find_model
from amicorum.features.entities.source import read_source_claims
from amicorum.features.entities.statements import Statement, Statements
from amicorum.rdf import iris
from amicorum.rdf.entity_kinds import KINDS, OTHER, kind_of
from amicorum.rdf.namespaces import AMI
from amicorum.rdf.terms import ORG, RDF, RDFS
from amicorum.release.release import Release, load


@pytest.fixture(scope="module")
def engine(world_release: Release) -> FakeEngine:
    engine = FakeEngine(world_release)
    asyncio.run(engine.start())
    return engine


def gather(engine: FakeEngine, kind: str, key: str) -> tuple[Statements, NamedNode]:
    thing = NamedNode(iris.thing(kind, key))
    return asyncio.run(ask_statements(engine, find_model(kind_of(thing.value)).query, thing)), thing


@pytest.fixture(scope="module")
def centre(engine: FakeEngine) -> Institution:
    return read_institution(*gather(engine, "institution", "ckp"))


@pytest.fixture(scope="module")
def letter(engine: FakeEngine) -> Agreement:
    return read_agreement(*gather(engine, "agreement", "ia02"))


@pytest.fixture(scope="module")
def krakow(engine: FakeEngine) -> City:
    return read_city(*gather(engine, "city", "krakow"))


def test_an_institution_lists_its_partners_by_year_the_latest_first(centre: Institution) -> None:
    years = [tie.year for tie in centre.ties]
    assert years == sorted(years, reverse=True)
    partners = {tie.year: {other.agent.text.rpartition("/")[2] for other in tie.others} for tie in centre.ties if len(tie.others) == 1}
    assert partners["2019"] == {"kuc-travno"}


def test_an_institution_never_is_its_own_partner(centre: Institution) -> None:
    for tie in centre.ties:
        assert tie.own is not None
        assert tie.own.agent.value == centre.thing
        assert centre.thing not in [other.agent.value for other in tie.others]


def test_the_ordinal_belongs_to_the_party_that_it_is_said_of(engine: FakeEngine, centre: Institution) -> None:
    vilnius = next(tie for tie in centre.ties if tie.thing.value == iris.thing("partnership", "ia02"))
    assert vilnius.own and vilnius.own.ordinal
    assert vilnius.own.ordinal.text == "2"
    library = read_institution(*gather(engine, "institution", "vcb"))
    assert [tie.own.ordinal for tie in library.ties if tie.own] == [None] * len(library.ties)


def test_an_institution_tells_earlier_names_mergers_units_and_areas(centre: Institution) -> None:
    assert [(name.names[0].text, name.during[0].edtf) for name in centre.naming.former] == [("Dom Kultury Podgórze", "1984/2017-04-03")]
    assert [fact.text for fact in centre.naming.alternative] == ["Centrum Kultury Podgórze"]
    assert [[time.edtf for time in change.times] for change in centre.changes] == [["2026-01-01"]]
    assert [unit.value for unit in centre.units] == [iris.thing("unit", "ckp-sokolska")]
    counts = list(centre.areas.values())
    assert counts == sorted(counts, reverse=True)
    assert counts[0] >= 4


def test_sources_that_disagree_both_stand(engine: FakeEngine) -> None:
    library = read_institution(*gather(engine, "institution", "vcb"))
    assert [(when.edtf, when.graphs) for when in library.founded] == [
        ("1977", (iris.source_graph("podgorze-vilnius"),)),
        ("1978", (iris.source_graph("library-blog"),)),
    ]
    assert sorted(count.number.text for count in library.counts) == ["17", "18", "18"]


def test_the_founding_letter_is_told_in_full(letter: Agreement) -> None:
    assert letter.letter
    assert not letter.conflicts
    assert {party.agent.text for party in letter.parties} == {iris.thing("institution", "ckp"), iris.thing("institution", "vcb")}
    assert len(letter.areas) == 5
    assert [fact.text for fact in letter.binding] == ["false"]
    (act,) = letter.acts
    assert [when.edtf for when in act.times] == ["2018-05-21"]
    assert [fact.text for fact in act.places] == [iris.thing("city", "krakow")]
    assert [(each.signatory, each.capacity.text if each.capacity else "") for each in act.signatures] == [
        (None, iris.concept("roles", "director")),
        (None, iris.concept("roles", "director")),
    ]
    assert len(letter.planned) == 4
    assert any(plan.made_real for plan in letter.planned), "an exhibition that was planned took place"
    assert letter.tellers == [iris.source_graph("podgorze-vilnius")]


@pytest.mark.parametrize("key", ["we011", "we012", "we013"])
def test_every_link_of_a_chain_shows_the_whole_chain(engine: FakeEngine, key: str) -> None:
    agreement = read_agreement(*gather(engine, "agreement", key))
    assert [each.thing.value for each in agreement.chain] == [iris.thing("agreement", each) for each in ("we011", "we012", "we013")]
    assert [each.year for each in agreement.chain] == ["2012", "2013", "2017"]


def test_an_agreement_beside_others_says_how(engine: FakeEngine) -> None:
    renewed = read_agreement(*gather(engine, "agreement", "we013"))
    assert [(each.kind.value, each.other.text, each.inverse) for each in renewed.relations] == [
        (iris.NS + "implements", iris.thing("agreement", "w18"), True)
    ]
    assert not read_agreement(*gather(engine, "agreement", "ia01")).chain


def test_a_city_sorts_its_partners_by_legal_kind(krakow: City) -> None:
    twins = {kind.value.rpartition("/")[2] if kind else "": {twin.agent.value for twin in found} for kind, found in krakow.twins.items()}
    assert iris.thing("authority", "vilnius") in twins["partner"]
    assert iris.thing("authority", "kyiv") in twins["twin"]
    vilnius = next(twin for found in krakow.twins.values() for twin in found if twin.agent.value == iris.thing("authority", "vilnius"))
    assert vilnius.city == NamedNode(iris.thing("city", "vilnius"))
    assert [when.edtf for when in vilnius.since] == ["1991"]


def test_a_partner_of_a_city_hall_is_no_partner_city(krakow: City) -> None:
    """An authority may sign with an institution, even one of its own city: the city then would be its own partner."""

    def node(kind: str, key: str) -> NamedNode:
        return NamedNode(iris.thing(kind, key))

    city, hall, library, bond = node("city", "a"), node("authority", "a"), node("institution", "a"), node("partnership", "p")
    said = [(hall, AMI.governs, city), (library, AMI.inCity, city)]
    for party, agent in ((node("party", "1"), hall), (node("party", "2"), library)):
        said += [(bond, AMI.hasParty, party), (party, AMI.partyAgent, agent)]
    for kind, expected in ((AMI.InstitutionalPartnership, 0), (AMI.CityTwinning, 1)):
        graph = NamedNode(iris.graph("curated"))
        statements = Statements([Statement(s, p, o, graph) for s, p, o in [*said, (bond, RDF.type, kind)]])
        assert sum(len(twins) for twins in read_city(statements, city).twins.values()) == expected


def test_a_city_tells_where_its_institutions_cooperate(krakow: City) -> None:
    reach = {city.value: count for city, count in krakow.reach}
    assert krakow.thing.value not in reach
    assert reach[iris.thing("city", "zagreb")] == 1
    assert list(reach.values()) == sorted(reach.values(), reverse=True)
    assert krakow.point is not None
    assert (krakow.point.latitude, krakow.point.longitude) == (50.06, 19.94)


def test_a_partnership_tells_its_parties_and_its_frame(engine: FakeEngine) -> None:
    partnership = read_partnership(*gather(engine, "partnership", "ia02"))
    assert not partnership.twinning
    assert [fact.text for fact in partnership.contexts] == [iris.thing("partnership", "ca026")]
    twinning = read_partnership(*gather(engine, "partnership", "ca026"))
    assert twinning.twinning
    assert iris.thing("partnership", "ia02") in [each.value for each in twinning.framed]


def test_an_event_tells_the_plan_it_made_real(engine: FakeEngine, letter: Agreement) -> None:
    plan = next(plan for plan in letter.planned if plan.made_real)
    event = read_event(*gather(engine, "event", plan.made_real[0].value.rpartition("/")[2]))
    assert plan.thing in event.plans


def test_a_person_tells_what_they_signed(engine: FakeEngine) -> None:
    person = read_agent(*gather(engine, "person", "anna-grabowska"))
    assert [fact.text for fact in person.names] == ["Anna Grabowska"]
    assert {each.value for signing in person.signings for each in signing.agreements} >= {iris.thing("agreement", "ia05")}


def test_a_scheme_shows_its_tree_and_a_concept_its_place(engine: FakeEngine) -> None:
    def read(path: str) -> object:
        thing = NamedNode(iris.BASE + path)
        return read_concept(asyncio.run(ask_statements(engine, "concept", thing)), thing)

    scheme, concept = read("scheme/cooperation-areas"), read("scheme/cooperation-areas/study-visits")
    tops = {top.value.rpartition("/")[2] for top, _ in scheme.tree}  # type: ignore[attr-defined]  # a Concept
    assert {"experience-exchange", "study-visits", "co-organised-events", "people-exchange", "mutual-promotion"} <= tops
    assert iris.concept("cooperation-areas", "staff-exchange") in [each.value for each in concept.narrower]  # type: ignore[attr-defined]
    assert concept.matches  # type: ignore[attr-defined]


def test_a_source_tells_what_it_says_and_nothing_else(engine: FakeEngine, world_release: Release) -> None:
    graph = NamedNode(iris.source_graph("podgorze-vilnius"))
    page = asyncio.run(ask_page(engine, "graph", graph, ""))
    assert not page.next
    assert {statement.graph for statement in page.statements} == {graph}
    assert page.statements.rows == world_release.manifest.graphs[graph.value]
    claims = read_source_claims(page.statements)
    assert claims[0].thing.value == iris.thing("agreement", "ia02"), "what a reader looks for first"
    told = [each.thing.value for each in claims]
    assert not [each for each in told if "/id/time/" in each or "/id/party/" in each], "parts stand within what they belong to"
    signed = next(stated for stated in claims[0].properties if stated.term.value.endswith("signedAt"))
    assert "2018-05-21" in [value.edtf for stated in signed.values[0].properties for value in stated.values]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_the_size_of_a_page_is_what_its_query_says(name: str) -> None:
    assert re.search(r"^LIMIT (\d+)$", read_query(name), re.MULTILINE)[1] == str(ROWS[name])  # type: ignore[index]


@pytest.mark.parametrize("size", [7, 50, 150])
def test_pages_join_to_the_whole(engine: FakeEngine, world_release: Release, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    thing = NamedNode(iris.concept("statuses", "signed"))
    whole = set(asyncio.run(ask_page(engine, "pointing", thing, "")).statements)
    text = read_query("pointing").replace(f"LIMIT {ROWS['pointing']}", f"LIMIT {size}")
    monkeypatch.setitem(pagination.ROWS, "pointing", size)
    monkeypatch.setattr("amicorum.features.entities.queries.read_query", lambda _: text)
    seen: list[Statement] = []
    after = ""
    while True:
        page = asyncio.run(ask_page(engine, "pointing", thing, after))
        seen += page.statements
        if not page.next:
            break
        after = page.next
    assert len(whole) > 7
    assert len(seen) == len(set(seen)), "nothing twice"
    assert set(seen) == whole


def test_a_document_holds_both_directions_labels_and_sources(engine: FakeEngine, world_release: Release) -> None:
    thing = NamedNode(iris.thing("institution", "ckp"))
    document = asyncio.run(ask_document(engine, thing, iris.document("institution", "ckp")))
    assert document is not None
    store = load(world_release)
    about = {
        (q.predicate, q.object, q.graph_name) for q in store.quads_for_pattern(thing, None, None) if isinstance(q.graph_name, NamedNode)
    }
    assert about == {(s.predicate, s.object, s.graph) for s in document.statements if s.subject == thing}
    pointing = {(q.subject, q.predicate) for q in store.quads_for_pattern(None, None, thing)}
    assert pointing == {(s.subject, s.predicate) for s in document.statements if s.object == thing}
    city = NamedNode(iris.thing("city", "krakow"))
    assert Literal("Kraków", language="pl") in document.statements.values(city, NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"))
    assert document.statements.facts(NamedNode(iris.NS + "inCity"), RDFS.label), "properties are named too"
    assert asyncio.run(ask_document(engine, NamedNode(iris.thing("city", "nowhere")), "x")) is None


def test_every_query_parses_and_says_its_question() -> None:
    for name in {*(find_model(kind).query for kind in (*KINDS, OTHER)), "labels", "places", "source", *ROWS}:
        text = read_query(name)
        assert text.startswith("# ") and text.splitlines()[0].rstrip(".)").endswith(("?", "page of it", "addresses")), name
        Store().query(text)


def _state(*said: tuple[str, NamedNode, str]) -> Statements:
    """Statements of the curated graph between things named by kind and key, such as `city/krakow`, or by a whole address."""

    def node(name: str) -> NamedNode:
        return NamedNode(name if name.startswith("http") else f"{iris.BASE}id/{name}")

    return Statements(Statement(node(s), p, node(o), NamedNode(iris.graph("curated"))) for s, p, o in said)


def test_a_ministry_sits_in_a_city_and_is_none_of_its_cultural_institutions() -> None:
    statements = _state(
        ("institution/lnb", AMI.inCity, "city/vilnius"),
        ("institution/lnb", ORG.classification, iris.concept("institution-types", "national-library")),
        ("authority/ministry", AMI.inCity, "city/vilnius"),
        ("authority/ministry", ORG.classification, iris.concept("authority-kinds", "ministry")),
    )
    vilnius = read_city(statements, NamedNode(iris.thing("city", "vilnius")))
    assert [each.thing.value for each in vilnius.residents] == [iris.thing("institution", "lnb")]
    assert [each.thing.value for each in vilnius.offices] == [iris.thing("authority", "ministry")]
    ministry = read_agent(statements, NamedNode(iris.thing("authority", "ministry")))
    assert [kind.text for kind in ministry.kinds] == [iris.concept("authority-kinds", "ministry")]


def test_an_institution_tells_of_its_parts_and_of_what_it_is_connected_with() -> None:
    statements = _state(
        ("institution/part", ORG.subOrganizationOf, "institution/whole"),
        ("institution/foundation", ORG.linkedTo, "institution/whole"),
    )
    whole, part, foundation = (
        read_institution(statements, NamedNode(iris.thing("institution", key))) for key in ("whole", "part", "foundation")
    )
    assert [each.value for each in whole.parts] == [iris.thing("institution", "part")]
    assert [each.text for each in part.wholes] == [iris.thing("institution", "whole")]
    assert [each.value for each in whole.connected] == [iris.thing("institution", "foundation")]
    assert [each.value for each in foundation.connected] == [iris.thing("institution", "whole")]
