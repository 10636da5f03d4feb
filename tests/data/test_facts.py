"""The hard cases among agreements and twinnings: what the data must be able to tell."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode, RdfFormat, parse

from amicorum.imports.join import join_collections
from amicorum.ingest.loader import Sources
from amicorum.ingest.project import Project
from amicorum.rdf.iris import BASE
from amicorum.rdf.namespaces import PREFIXES
from amicorum.release.build_input import find_collections

from .conftest import Select


def test_sources_that_disagree_both_stand(select: Select) -> None:
    def dates(act: str) -> list[str]:
        return [date for (date,) in select(f"SELECT DISTINCT ?date {{ <id/act/{act}> ami:occurred/ami:edtf ?date }}")]

    assert dates("ca018") == ["1990-11-06", "1991"]
    assert dates("ca019") == ["1994", "1995"]
    assert dates("ca123") == ["1971", "1981"]
    assert dates("ca211") == ["1972", "1977"]
    assert dates("nsc009") == ["1977-10-07", "1979-10-14"]
    assert dates("we071") == ["2021-07-09", "2024-07-09"]
    types = select("SELECT DISTINCT ?type { <id/agreement/ca069> dct:type ?type }")
    assert types == [("scheme/agreement-types/cooperation-agreement",), ("scheme/agreement-types/letter-of-intent",)]
    parties = select("""SELECT DISTINCT ?source ?who { GRAPH ?source {
      ?partnership ami:establishedBy <id/agreement/ca013> ; ami:hasParty/ami:partyAgent ?who
    } FILTER (?who != <id/authority/krakow>) }""")
    assert parties == [
        ("graph/source/krakow-pl-9dba5e", "id/authority/baranya-region"),
        ("graph/source/partnercity-hu-1088c5", "id/authority/pecs"),
        ("graph/source/pecsma-hu-8c67e2", "id/authority/pecs"),
    ]
    assert (
        select("""SELECT ?twinning (COUNT(DISTINCT ?who) AS ?count) { ?twinning a ami:CityTwinning ; ami:hasParty/ami:partyAgent ?who }
      GROUP BY ?twinning HAVING (?count != 2)""")
        == []
    )
    vienna = select("""SELECT ?status { ?twinning ami:observed <id/observation/ca059> ; ami:establishedBy <id/agreement/ca015> .
      <id/observation/ca059> ami:status ?status }""")
    assert vienna == [("scheme/statuses/no-agreement",)]


def test_a_document_that_two_sources_tell_of_is_one(select: Select) -> None:
    query = "SELECT ?graph { GRAPH ?graph { <id/partnership/pe043> ami:establishedBy <id/agreement/pe043> } }"
    assert len(select(query)) == 2
    assert select("SELECT ?p { <id/agreement/ns169> ?p ?o }") == []


def test_renewal_chains(select: Select) -> None:
    chains = {
        "ia25": ["ia24"],
        "pe070": ["pe069"],
        "we013": ["we011", "we012"],
        "ns126": ["ns123", "ns124", "ns125"],
        "ns173": ["ns171", "ns172"],
        "pec144": ["pec142", "pec143"],
    }
    for last, before in chains.items():
        found = select(f"SELECT ?earlier {{ <id/agreement/{last}> ami:renews+ ?earlier }}")
        assert found == [(f"id/agreement/{key}",) for key in before]


def test_partnerships_of_many(select: Select) -> None:
    many = select("""SELECT ?partnership (COUNT(DISTINCT ?party) AS ?parties) {
        ?partnership a ami:InstitutionalPartnership ; ami:hasParty ?party
      }
      GROUP BY ?partnership HAVING (COUNT(DISTINCT ?party) > 6)""")
    counts = {iri.rpartition("/")[2]: int(number) for iri, number in many}
    assert counts == {"ia13": 7, "ns053": 9, "ns136": 12, "ns165": 11, "we041": 21, "we076": 7, "we099": 19, "we107": 7}


def test_one_signing_for_several_agreements_and_several_for_one(select: Select) -> None:
    shared = select("SELECT ?act { ?agreement ami:signedAt ?act } GROUP BY ?act HAVING (COUNT(DISTINCT ?agreement) > 1)")
    assert shared == [("id/act/ia34",), ("id/act/nsc120",)]
    several = select("SELECT ?agreement { ?agreement ami:signedAt ?act } GROUP BY ?agreement HAVING (COUNT(DISTINCT ?act) > 1)")
    assert several == [(f"id/agreement/{key}",) for key in ("ca155", "ca169", "pec166", "pec202")]


def test_a_partnership_that_was_ended(select: Select) -> None:
    query = """SELECT ?status ?date { <id/partnership/ca089> ami:status ?status ;
      ami:hasAct [ dct:type <scheme/act-types/termination> ; ami:occurred/ami:edtf ?date ] }"""
    assert select(query) == [("scheme/statuses/terminated", "2022-03-03")]


def test_a_signature_by_delegation_names_both(select: Select) -> None:
    query = "SELECT ?who ?officer { ?s ami:signatory ?who ; ami:forOfficer ?officer }"
    assert select(query) == [("id/person/francine-c-berkowitz", "id/person/richard-kurin")]


def test_examples_of_the_vocabulary_name_things_that_exist(project: Project, sources: Sources, select: Select) -> None:
    """An example is the first thing that a reader looks up. What nobody has yet is shown on example.org."""
    core = parse(path=project.ontology / "amicorum.ttl", format=RdfFormat.TURTLE)
    examples = "\n".join(quad.object.value for quad in core if quad.predicate.value == PREFIXES["skos"] + "example")
    named = set(re.findall(r"<(id/[^>]+)>", examples))
    assert len(named) > 50
    known = {thing for (thing,) in select("SELECT DISTINCT ?thing { ?thing ?property ?value FILTER (ISIRI(?thing)) }")}
    quads = join_collections(find_collections(project), sources.quads).quads
    listed = {quad.subject.value.removeprefix(BASE) for quad in quads if isinstance(quad.subject, NamedNode)}
    assert named - known - listed == set()


def test_one_page_calls_its_paper_agreement_and_letter_of_intent(select: Select) -> None:
    types = select("SELECT DISTINCT ?type { <id/agreement/pe042> dct:type ?type }")
    assert types == [("scheme/agreement-types/cooperation-agreement",), ("scheme/agreement-types/letter-of-intent",)]
    assert select("SELECT ?yes { <id/agreement/pe042> a ami:LetterOfIntent ; ami:legallyBinding ?yes }") == [("false",)]


def test_a_state_that_is_known_for_a_month_has_that_month(select: Select) -> None:
    query = """SELECT DISTINCT ?partnership { GRAPH <graph/source/oogtv-nl-ba6ab1> { ?partnership ami:observed ?state .
      ?state ami:observedOn/ami:edtf "2024-07" } }"""
    assert len(select(query)) == 8


def test_a_planned_day_is_no_day_of_signing(select: Select) -> None:
    planned = "VALUES ?a { <id/agreement/pe072> <id/agreement/ns139> <id/agreement/pec145> <id/agreement/we038> }"
    assert len(select(f"SELECT ?a {{ {planned} ?a ami:plannedFor ?time FILTER NOT EXISTS {{ ?a ami:signedAt ?act }} }}")) == 4


def test_first_contacts_are_no_validity(select: Select) -> None:
    assert select("SELECT ?time { <id/partnership/pec186> ami:validDuring|(ami:establishedBy/ami:validDuring) ?time }") == []
