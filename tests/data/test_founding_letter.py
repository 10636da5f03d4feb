"""The founding letter: what the announcement says of it, nothing more, nothing less."""

from __future__ import annotations

from .conftest import Select

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


def test_nothing_else_speaks_of_the_letter(select: Select) -> None:
    """What its page shows is what the announcement says and what the curators make of it, besides the names of what it speaks of."""
    its = "(agreement/ia02|act/ia02(-2)?|signature/ia02-[12]|activity/ia02-[1-4]|partnership/ia02|party/ia02-(ckp|vcb))$"
    query = f'SELECT DISTINCT ?graph {{ GRAPH ?graph {{ ?thing ?property ?value }} FILTER (REGEX(STR(?thing), "id/{its}")) }}'
    assert select(query) == [("graph/assessment/krakow-pl-e44d52",), ("graph/source/krakow-pl-e44d52",)]
