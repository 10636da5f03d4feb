"""Cities, authorities, institutions: what they are and are called, how they follow one another."""

from __future__ import annotations

from amicorum.ingest.project import Project

from .conftest import Select, read_rows


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
