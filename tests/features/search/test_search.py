"""Finding things by any spelling of any of their names."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from amicorum.features.search.index import Index, open_index
from amicorum.features.search.names import Standing, read_names
from amicorum.linking.folding import fold
from amicorum.rdf import iris
from amicorum.rdf.entity_kinds import SEARCHABLE, kind_name
from amicorum.rdf.namespaces import AMI, PREFIXES
from amicorum.release.cache import KEPT, ReleaseCache
from amicorum.release.release import Release


@pytest.fixture(scope="module")
def index(world_release: Release) -> Index:
    return open_index(world_release)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Kraków", "krakow"),
        ("KROKUVA", "krokuva"),
        ("Краків", "krakiv"),
        ("Vilniaus miesto savivaldybės centrinė biblioteka", "vilniaus miesto savivaldybes centrine biblioteka"),
        ("Görlitz-Zittau", "gorlitz zittau"),
        ("  Łódź,\tŻary ", "lodz zary"),
        ("ﬁlia", "filia"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_folding_forgets_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded, "folding what is folded changes nothing"


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        # every spelling and language of one city
        ("Kraków", "city", "krakow"),
        ("krakow", "city", "krakow"),
        ("KROKUVA", "city", "krakow"),
        ("Краків", "city", "krakow"),
        # slips of the pen
        ("Krakwo", "city", "krakow"),
        ("Vilnus", "city", "vilnius"),
        ("Podgorze Cultur Centre", "institution", "ckp"),
        ("Lvov", "city", "lviv"),
        ("biblioteka centralna vilnus", "institution", "vcb"),
        # a beginning, some of the words, an earlier and another name
        ("krak", "city", "krakow"),
        ("Central Library of Vil", "institution", "vcb"),
        ("library vilnius municipality", "institution", "vcb"),
        ("Dom Kultury Podgórze", "institution", "ckp"),
        ("Centrum Kultury Podgórze", "institution", "ckp"),
        # identifiers, and the key of an address
        ("Q1001", "institution", "lnb"),
        ("Q31487", "city", "krakow"),
        ("ia02", "agreement", "ia02"),
        # a name in another language than the page's
        ("Vilniaus miesto savivaldybės centrinė biblioteka", "institution", "vcb"),
        ("Anna Grabowska", "person", "anna-grabowska"),
    ],
)
def test_a_thing_is_found_first(index: Index, text: str, kind: str, key: str) -> None:
    hits = index.search(text, [kind]).hits
    assert hits, f"nothing was found for {text}"
    assert hits[0].iri == iris.thing(kind, key)


def test_the_city_comes_before_what_is_named_after_it(index: Index) -> None:
    assert index.search("krakow").hits[0].iri == iris.thing("city", "krakow")


def test_the_name_that_fits_is_told(index: Index) -> None:
    hit = index.search("Dom Kultury Podgórze").hits[0]
    assert (hit.name.text, hit.name.language, hit.name.standing) == ("Dom Kultury Podgórze", "pl", Standing.FORMER)


def test_kinds_filter_hits_and_leave_the_counts(index: Index) -> None:
    everything = index.search("vilnius", limit=100)
    assert sum(everything.kinds.values()) == everything.total == len(everything.hits)
    for kind, count in everything.kinds.items():
        chosen = index.search("vilnius", [kind], limit=100)
        assert chosen.total == count == len(chosen.hits)
        assert {hit.kind for hit in chosen.hits} == {kind}
        assert chosen.kinds == everything.kinds


def test_pages_of_hits_join_without_a_seam(index: Index) -> None:
    whole = index.search("krakow", limit=100).hits
    parts = [hit for offset in range(0, len(whole), 3) for hit in index.search("krakow", limit=3, offset=offset).hits]
    assert len(whole) > 3
    assert parts == whole


@pytest.mark.parametrize("text", ["", "   ", "!!!", "qqqqqqqqq", '"', "a* OR zzq", "NEAR(krak", "krak" * 50])
def test_nothing_is_no_error(index: Index, text: str) -> None:
    found = index.search(text)
    assert found.total == len(found.hits) == 0


def test_well_connected_things_come_first() -> None:
    label, near = NamedNode(PREFIXES["skos"] + "prefLabel"), AMI.inCity
    lone, busy, graph = NamedNode(iris.thing("city", "aa")), NamedNode(iris.thing("city", "bb")), NamedNode(iris.graph("curated"))
    quads = [Quad(city, label, Literal("Neustadt", language="de"), graph) for city in (lone, busy)]
    quads += [Quad(NamedNode(iris.thing("institution", f"i{n}")), near, busy, graph) for n in range(5)]
    assert [hit.iri for hit in Index(read_names(quads)).search("neustadt").hits] == [busy.value, lone.value]


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (iris.thing("city", "krakow"), "city"),
        (iris.concept("roles", "director"), "concept"),
        (iris.NS + "City", "term"),
        (iris.graph("curated"), ""),
        ("http://www.wikidata.org/entity/Q31487", ""),
    ],
)
def test_the_address_tells_the_kind(iri: str, kind: str) -> None:
    assert kind_name(iri) == kind


def test_every_thing_of_a_kind_is_counted_and_listed(index: Index) -> None:
    assert set(index.count()) <= set(SEARCHABLE)
    assert sum(index.count().values()) == len(index.things())
    assert iris.thing("institution", "ckp") in index.things()


def test_tells_what_a_thing_is_and_where(index: Index) -> None:
    around = index.surroundings(iris.thing("institution", "vcb"))
    assert around.types == (iris.concept("institution-types", "library"),)
    assert around.cities == (iris.thing("city", "vilnius"),)
    assert around.countries == (PREFIXES["country"] + "LTU",)
    assert not around.devised
    assert index.surroundings("https://nobody.example/") == ((), (), (), False)


def test_what_no_source_names_comes_last(index: Index) -> None:
    """However well the placeholder fits: somebody who looks for a library in Lviv looks for one that has a name."""
    hits = [hit.iri for hit in index.search("a library in lviv").hits]
    assert len(hits) > 1
    assert hits[-1] == iris.thing("institution", "lviv-library-x")
    assert index.surroundings(hits[-1]).devised


def test_labels_prefer_what_the_curators_say(index: Index) -> None:
    labels = index.labels(iris.thing("institution", "vcb"))
    assert labels["lt"] == "Vilniaus miesto savivaldybės centrinė biblioteka"
    assert index.labels("https://nobody.example/") == {}


def test_the_shelf_makes_each_index_once_and_keeps_the_last(world_release: Release, tiny_release: Release) -> None:
    cache = ReleaseCache(open_index)
    assert cache.ready(world_release) is None
    first = cache.get(world_release)
    assert cache.get(world_release) is first is cache.ready(world_release)
    cache.get(tiny_release)
    assert KEPT >= 2
    assert cache.ready(world_release) is first, "the old release still answers during a switch"


def test_another_name_that_is_the_text_goes_before_names_that_are_like_it() -> None:
    """`Vilna` is Vilnius, however well connected Wien (Vienna, Viena) is."""
    label, other = (NamedNode(PREFIXES["skos"] + name) for name in ("prefLabel", "altLabel"))
    vilnius, vienna = (NamedNode(iris.thing("city", key)) for key in ("vilnius", "vienna"))
    quads = [
        Quad(vilnius, label, Literal("Vilnius", language="lt")),
        Quad(vilnius, other, Literal("Vilna", language="en")),
        *(
            Quad(vienna, label, Literal(text, language=language))
            for text, language in (("Vienna", "en"), ("Viena", "lt"), ("Vilnai", "hu"))
        ),
        *(Quad(NamedNode(iris.thing("institution", str(n))), AMI.inCity, vienna) for n in range(500)),
    ]
    found = Index(read_names(quads)).search("Vilna", ["city"]).hits
    assert [hit.iri for hit in found] == [vilnius.value, vienna.value]
    assert found[0].name.text == "Vilna"
    assert found[0].name.standing is Standing.ALTERNATIVE
