"""Names and coordinates of places that no list of ours has: what we add, and that it stands with its reason, beside the sources."""

from __future__ import annotations

from collections import Counter

from amicorum.ingest.project import Project

from .conftest import Select, read_rows

LANGUAGES = ("pl", "lt", "de", "fr")


def test_a_name_is_added_where_no_list_has_one(project: Project) -> None:
    cities = {row["id"]: row for row in read_rows(project, "cities")}
    rows = read_rows(project, "place-names")
    assert [row["id"] for row in rows if cities[row["city"]][f"label_{row['name_lang']}"]] == []
    assert [key for key, times in Counter((row["city"], row["name_lang"]) for row in rows).items() if times > 1] == []


def test_another_name_is_not_the_preferred_one(project: Project) -> None:
    preferred = {(row["id"], language, row[f"label_{language}"]) for row in read_rows(project, "cities") for language in (*LANGUAGES, "en")}
    preferred |= {(row["city"], row["name_lang"], row["name"]) for row in read_rows(project, "place-names")}
    assert [row["id"] for row in read_rows(project, "alt-names") if (row["city"], row["name_lang"], row["name"]) in preferred] == []


def test_an_original_name_is_the_one_that_we_have(project: Project) -> None:
    cities = {row["id"]: row["label_en"] for row in read_rows(project, "cities")}
    originals = [row for row in read_rows(project, "place-names") if row["usage"] == "original"]
    assert len(originals) > 300
    assert [row["id"] for row in originals if row["name"] != cities[row["city"]]] == []


def test_no_source_is_said_to_have_the_name(project: Project, select: Select) -> None:
    """What we call a place is ours: in `curated`, or in what we make of a source where we are not sure of the place."""
    labels = select("""SELECT DISTINCT ?city ?label (LANG(?label) AS ?language) {
        GRAPH ?graph { ?city a ami:City ; skos:prefLabel ?label } FILTER (CONTAINS(STR(?graph), "/graph/source/")) }""")
    in_sources = {(city.rpartition("/")[2], label, language) for city, label, language in labels}
    assert not {(row["city"], row["name"], row["name_lang"]) for row in read_rows(project, "place-names")} & in_sources


def test_each_name_has_its_reason(project: Project, select: Select) -> None:
    query = """SELECT ?note { GRAPH ?graph { <id/city/curitiba> skos:editorialNote ?note FILTER (CONTAINS(?note, "Kurytyba")) }
      FILTER (CONTAINS(STR(?graph), "/graph/assessment/")) }"""
    assert select(query) == [("Name in Polish, Kurytyba (high confidence): the established name, by common reference knowledge.",)]
    counted = select("SELECT (COUNT(*) AS ?n) { ?city a ami:City ; skos:editorialNote ?note FILTER (STRSTARTS(?note, 'Name in ')) }")
    assert int(counted[0][0]) == len(read_rows(project, "place-names"))


def test_nearly_every_city_has_a_polish_name_and_most_a_lithuanian_one(select: Select) -> None:
    named = {
        language: int(
            select(f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c a ami:City ; skos:prefLabel ?l FILTER (LANG(?l) = '{language}') }}")[0][0]
        )
        for language in LANGUAGES
    }
    assert named["pl"] > 975
    assert named["lt"] > 720
    assert min(named.values()) > 400


def test_coordinates_are_added_where_no_list_has_them(project: Project, select: Select) -> None:
    placed = {row["city"] for row in read_rows(project, "gazetteer")} | {row["id"] for row in read_rows(project, "cities") if row["lat"]}
    rows = read_rows(project, "coordinates")
    assert not {row["city"] for row in rows} & placed
    for row in rows:
        graph, city = f"<graph/assessment/{row['source']}>", f"<id/city/{row['city']}>"
        notes = select(f"SELECT ?note {{ GRAPH {graph} {{ {city} skos:editorialNote ?note }} }}")
        assert [note for (note,) in notes if note.startswith(f"Coordinates ({row['confidence']} confidence)")], row
        assert select(f"SELECT ?lat {{ GRAPH <graph/curated> {{ {city} wgs84:lat ?lat }} }}") == [(row["lat"],)]


def test_a_municipality_is_named_in_lithuanian_where_its_place_is(select: Select) -> None:
    query = """SELECT ?city { ?body a ami:MunicipalAuthority ; ami:governs ?city . ?city skos:prefLabel ?name FILTER (LANG(?name) = 'lt')
      FILTER NOT EXISTS { ?body skos:prefLabel ?label FILTER (LANG(?label) = 'lt') } }"""
    assert select(query) == []
    assert select("SELECT ?l { <id/authority/krakow> skos:prefLabel ?l FILTER (LANG(?l) = 'lt') }") == [("Krokuvos miesto savivaldybė",)]
    assert select("SELECT ?l { <id/authority/vilnius> skos:prefLabel ?l FILTER (LANG(?l) = 'lt') }") == [("Vilniaus miesto savivaldybė",)]
