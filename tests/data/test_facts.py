"""The founding letter and the hard cases: what the data must be able to tell."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode, RdfFormat, parse

from amicorum.imports.join import join_collections
from amicorum.ingest.loader import Sources
from amicorum.ingest.project import Project
from amicorum.rdf.iris import BASE
from amicorum.rdf.namespaces import PREFIXES
from amicorum.release.build_input import find_collections

from .conftest import Select, read_rows

LETTER = "GRAPH <graph/source/krakow-pl-e44d52>"


def test_the_letter_binds_two_institutions_since_a_day(select: Select) -> None:
    query = f"""SELECT ?agent ?date {{ {LETTER} {{
      ?partnership ami:establishedBy <id/agreement/ia02> ; ami:hasParty/ami:partyAgent ?agent .
      <id/agreement/ia02> a ami:Agreement ; ami:signedAt ?act .
      ?act ami:occurred/ami:edtf ?date .
    }} <id/agreement/ia02> a ami:LetterOfIntent ; ami:legallyBinding false }}"""
    assert select(query) == [("id/institution/ckp", "2018-05-21"), ("id/institution/vcb", "2018-05-21")]


def test_the_letter_names_no_place_and_was_made_known_after_it_was_signed(select: Select) -> None:
    assert select("SELECT ?place { ?act ami:place ?place FILTER (?act IN (<id/act/ia02>, <id/act/ia02-2>)) }") == []
    query = "SELECT ?type ?date { <id/agreement/ia02> ami:hasAct ?act . ?act dct:type ?type ; ami:occurred/ami:edtf ?date }"
    assert select(query) == [("scheme/act-types/publication", "2018-05-22")]


def test_the_letter_has_five_areas_and_what_its_points_name_in_them(select: Select) -> None:
    areas = select(f"SELECT ?area {{ {LETTER} {{ <id/agreement/ia02> ami:coversArea ?area }} }}")
    names = {"co-organised-events", "experience-exchange", "mutual-promotion", "people-exchange", "study-visits"}
    narrower = {
        "cultural-education",
        "dissemination-of-culture",
        "programme-design",
        "promotion-of-culture",
        "senior-exchange",
        "youth-exchange",
    }
    assert areas == [(f"scheme/cooperation-areas/{name}",) for name in sorted({*names, *narrower, "youth-exchange"})]
    planned = select(f"""SELECT ?type ?area {{ {LETTER} {{ <id/agreement/ia02> ami:plans ?plan . ?plan ami:coversArea ?area }}
      ?plan dct:type ?type }}""")
    named = {"competition": "competitions", "concert": "concerts", "conference": "conferences", "exhibition": "joint-exhibitions"}
    assert planned == [(f"scheme/event-types/{kind}", f"scheme/cooperation-areas/{area}") for kind, area in named.items()]


def test_the_two_stand_as_the_announcement_writes_them(select: Select) -> None:
    query = f"""SELECT ?who ?name ?other {{ {LETTER} {{ ?who ami:attestedName ?name ; skos:altLabel ?other FILTER (?other != ?name) }} }}"""
    assert select(query) == [
        ("id/institution/ckp", "Centrum Kultury Podgórze", "CKP"),
        ("id/institution/vcb", "Biblioteka Centralna Urzędu Miasta Wilna", "Biblioteka Centralna UMW"),
    ]
    title = "SELECT ?title { GRAPH ?g { <id/source/krakow-pl-e44d52> dct:title ?title } }"
    assert select(title) == [("Nowy zagraniczny partner Centrum Kultury Podgórze!",)]
    count = f"SELECT ?label {{ {LETTER} {{ <id/institution/vcb> ami:unitCount/rdfs:label ?label FILTER (LANG(?label) = 'pl') }} }}"
    assert select(count) == [("jednostki sieci bibliotek publicznych w Wilnie",)]
    assert ("scheme/institution-types/public-library",) in select("SELECT ?type { <id/institution/vcb> org:classification ?type }")


def test_the_source_of_the_letter_says_nothing_of_our_types_and_certainty(select: Select) -> None:
    ours = "?thing ami:confidence|skos:editorialNote|org:classification|ami:legallyBinding ?value"
    assert select(f"SELECT ?thing {{ {LETTER} {{ {ours} }} }}") == []
    read = f"GRAPH <graph/assessment/{LETTER.rpartition('/')[2]} {{ <id/agreement/ia02> a ?class ; ami:confidence ?level }}"
    assert select(f"SELECT ?level {{ {read} FILTER (?class = ami:LetterOfIntent) }}") == [("scheme/confidence/high",)]


def test_no_source_calls_a_document_by_our_types(select: Select) -> None:
    query = """SELECT ?thing { GRAPH ?graph { { ?thing a ami:Agreement, ?class ; dct:type ?type } UNION { ?thing a ami:LetterOfIntent } }
      FILTER (CONTAINS(STR(?graph), "/graph/source/")) }"""
    assert select(query) == []


def test_two_directors_signed_whom_nobody_names(select: Select) -> None:
    query = """SELECT ?party ?role { <id/act/ia02> ami:hasSignature ?s . ?s ami:onBehalfOf ?party ; ami:capacity ?role
      FILTER NOT EXISTS { ?s ami:signatory ?person } }"""
    assert select(query) == [(f"id/institution/{key}", "scheme/roles/director") for key in ("ckp", "vcb")]


def test_who_says_eighteen_units_as_of_when(select: Select) -> None:
    query = "SELECT ?graph ?day { GRAPH ?graph { <id/institution/vcb> ami:unitCount [ ami:count 18 ; ami:observedOn/ami:edtf ?day ] } }"
    assert [(graph.removeprefix("graph/source/").rpartition("-")[0], day) for graph, day in select(query)] == [
        ("jshaffner-wordpress-com", "2018-12-11"),
        ("krakow-pl", "2018-05-22"),
    ]


def test_the_library_s_founding_activities_and_the_centre_s_variant_name(select: Select) -> None:
    founded = f"SELECT ?date {{ {LETTER} {{ <id/institution/vcb> ami:founded/ami:edtf ?date }} }}"
    assert select(founded) == [("1977",)]
    described = select(f"SELECT ?text {{ {LETTER} {{ <id/institution/vcb> dct:description ?text }} FILTER (LANG(?text) = 'en') }}")
    words = ("electronic documents", "recreational events", "after-school activities", "creative initiatives")
    assert all(word in described[0][0] for word in words)
    assert select(f"SELECT ?name {{ {LETTER} {{ <id/institution/ckp> ami:attestedName ?name }} }}") == [("Centrum Kultury Podgórze",)]


def test_the_foreign_partners_of_the_centre_in_their_order(select: Select) -> None:
    query = """SELECT ?number ?date ?other {
      ?partnership ami:hasParty ?party, [ ami:partyAgent ?other ] ; ami:establishedBy/ami:signedAt/ami:occurred/ami:edtf ?date .
      ?party ami:partyAgent <id/institution/ckp> OPTIONAL { ?party ami:ordinalInYear ?number }
      FILTER (?other != <id/institution/ckp> && (STRSTARTS(?date, "2018") || ?date = "2019-06-28"))
    }"""
    assert select(query) == [
        ("", "2018-12-19", "id/institution/kyiv-sviatoshyn"),
        ("", "2019-06-28", "id/institution/kuc-travno"),
        ("1", "2018-04-24", "id/institution/dkp-wilno"),
        ("2", "2018-05-21", "id/institution/vcb"),
        ("3", "2018-05-30", "id/institution/cvc-kosice"),
    ]


def test_the_letter_stands_in_the_frame_of_a_twinning(select: Select) -> None:
    query = """SELECT ?city ?date { <id/partnership/ia02> ami:contextTwinning ?twinning .
      ?twinning ami:hasParty/ami:partyAgent/ami:governs ?city ; ami:preferredDate/ami:edtf ?date }"""
    assert select(query) == [("id/city/krakow", "1991"), ("id/city/vilnius", "1991")]


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


def test_names_by_which_people_look_for_a_city(select: Select) -> None:
    for name, city in {
        "Vilna": "vilnius",
        "Wilna": "vilnius",
        "Lemberg": "lviv",
        "Lwów": "lviv",
        "Breslau": "wroclaw",
        "Danzig": "gdansk",
        "Pressburg": "bratislava",
    }.items():
        query = f"SELECT DISTINCT ?city {{ ?city a ami:City ; skos:altLabel|skos:prefLabel ?name FILTER (STR(?name) = '{name}') }}"
        assert select(query) == [(f"id/city/{city}",)], name


def test_the_city_and_not_its_municipality(select: Select) -> None:
    query = "SELECT ?item { VALUES ?city { <id/city/malmo> <id/city/gothenburg> <id/city/kristianstad> } ?city owl:sameAs ?item }"
    assert [item.rpartition("/")[2] for (item,) in select(query)] == ["Q2211", "Q25287", "Q26937"]


def test_names_of_countries_are_those_in_official_use(select: Select) -> None:
    query = """SELECT ?code ?name { ?country skos:prefLabel ?label
      BIND (REPLACE(STR(?country), ".*/", "") AS ?code) BIND (CONCAT(LANG(?label), " ", STR(?label)) AS ?name)
      FILTER (?name IN ("pl Niderlandy", "lt Sakartvelas", "lt Jungtinės Amerikos Valstijos",
        "pl Palestyna", "en São Tomé and Príncipe")) }"""
    assert [code for code, _ in select(query)] == ["GEO", "NLD", "PSE", "STP", "USA"]


def test_authorities_are_no_institutions(select: Select) -> None:
    """Municipalities, states, ministries and their offices, which were once institutions, are parties as authorities, each once."""
    assert select("SELECT ?x { ?x a ami:CulturalInstitution ; org:classification <scheme/institution-types/public-authority> }") == []
    query = """SELECT ?name { GRAPH <graph/source/duesseldorf-de-4d2d74> {
      ?partnership ami:establishedBy <id/agreement/we099> ; ami:hasParty/ami:partyAgent ?city . ?city ami:attestedName ?name
    } ?city a ami:MunicipalAuthority }"""
    names = [name for (name,) in select(query)]
    assert len(names) == 19
    assert "Stadt Köln" in names
    cologne = select("SELECT DISTINCT ?kind { <id/authority/cologne> ^ami:partyAgent/^ami:hasParty/a ?kind }")
    assert cologne == [("ns#CityTwinning",), ("ns#InstitutionalPartnership",)]
    assert select("SELECT ?new { <id/institution/stadt-koeln> dct:isReplacedBy ?new }") == [("id/authority/cologne",)]


def test_a_ministry_has_a_seat_and_governs_no_city(select: Select) -> None:
    query = "SELECT ?city { <id/authority/lithuania-foreign-ministry> ami:inCity ?city }"
    assert select(query) == [("id/city/vilnius",)]
    assert select("SELECT ?city { <id/authority/lithuania-foreign-ministry> ami:governs ?city }") == []


def test_public_national_and_research_libraries_are_told_apart(select: Select) -> None:
    query = "SELECT ?type (COUNT(DISTINCT ?x) AS ?number) { ?x a ami:CulturalInstitution ; org:classification ?type } GROUP BY ?type"
    number = {iri.removeprefix("scheme/institution-types/"): int(count) for iri, count in select(query)}
    assert number["public-library"] > 110
    assert number["library"] < number["research-library"] < number["national-library"] < number["public-library"]
    kinds = {"lnb": "national-library", "jagiellonian-library": "research-library", "mkl": "public-library"}
    for key, kind in {**kinds, "matenadaran": "manuscript-institute"}.items():
        query = f"SELECT DISTINCT ?type {{ <id/institution/{key}> org:classification ?type }}"
        assert select(query) == [(f"scheme/institution-types/{kind}",)]


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


def test_authorities_of_archives_follow_one_another(select: Select) -> None:
    """The agreement of 1991 and that of 2015 between the Ukrainian and the Lithuanian authority meet over the changes of both."""
    step = "(^org:originalOrganization/org:resultingOrganization)*"
    query = f"""SELECT DISTINCT ?old ?new {{
      ?before ami:establishedBy <id/agreement/pe047> ; ami:hasParty/ami:partyAgent ?old .
      ?after ami:establishedBy <id/agreement/pe048> ; ami:hasParty/ami:partyAgent ?new .
      ?old {step} ?new . }}"""
    assert select(query) == [
        ("id/institution/lt-archives-gd", "id/institution/lt-chief-archivist"),
        ("id/institution/ua-gau", "id/institution/ua-das"),
    ]


def test_a_change_that_no_source_tells_of_is_the_curators(select: Select) -> None:
    change = "<id/change/ght-goerlitz-zittau-2011>"
    graphs = select(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ {change} a org:ChangeEvent ; ami:occurred ?time }} }}")
    assert graphs == [("graph/assessment/sz-online-de-0e7310",)]
    query = f"SELECT ?theatre {{ {change} org:originalOrganization|org:resultingOrganization ?theatre }}"
    assert select(query) == [("id/institution/ght-goerlitz-zittau",), ("id/institution/theater-goerlitz",)]


def test_one_institution_under_two_names_is_one(select: Select) -> None:
    for old, new in {
        "mol-hungary": "mnl-hungary",
        "bauska-lore-art-museum": "bauska-museum",
        "ge-archives-dept-by": "ge-archives-dept",
    }.items():
        assert select(f"SELECT ?new {{ <id/institution/{old}> dct:isReplacedBy ?new }}") == [(f"id/institution/{new}",)]
    partners = select(
        "SELECT DISTINCT ?other { <id/institution/mnl-hungary> ^ami:partyAgent/^ami:hasParty/ami:hasParty/ami:partyAgent ?other }"
    )
    assert {("id/institution/hda",), ("id/institution/oesta",)} <= set(partners)


def test_parts_of_an_institution_say_so(select: Select) -> None:
    parts = select("SELECT DISTINCT ?part { GRAPH <graph/curated> { ?part org:subOrganizationOf <id/institution/snm> } }")
    assert parts == [("id/institution/snm-historical",), ("id/institution/snm-music",)]
    notes = select("SELECT DISTINCT ?note { <id/institution/snm-music> skos:editorialNote ?note FILTER (STRSTARTS(?note, 'Part of')) }")
    assert len(notes) == 1


def test_a_body_that_a_source_names_bears_no_name_of_ours(project: Project, select: Select) -> None:
    named = {row["authority"] for row in read_rows(project, "authority-names")}
    assert len(named) > 50
    devised = {iri.removeprefix("id/authority/") for (iri,) in select("SELECT ?x { ?x ami:devisedLabel ?label }")}
    assert not named & devised
