"""The concept schemes: five languages, one scheme for each concept, a hierarchy without circles."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from amicorum.rdf.iris import BASE, concept
from amicorum.rdf.namespaces import PREFIXES

ROOT = Path(__file__).parents[2]
FACTS = ROOT.parent / "shared" / "facts"
SCHEME = BASE + "scheme/"
SKOS = PREFIXES["skos"]
PREFIX = f"PREFIX skos: <{SKOS}> PREFIX dct: <{PREFIXES['dct']}> "

OUTSIDE = "^http://(eurovoc.europa.eu/|vocabularies.unesco.org/thesaurus/concept|vocab.getty.edu/aat/|www.wikidata.org/entity/Q)[0-9]+$"
LANGUAGES = [("de",), ("en",), ("fr",), ("lt",), ("pl",)]
ReadTurtle = Callable[[str], set[Triple]]

SCHEMES = {
    "act-types": "announcement decision grant publication ratification renewal signing suspension termination",
    "agreement-types": "letter-of-intent protocol-of-intent memorandum framework-agreement cooperation-agreement sectoral-agreement "
    "implementing-protocol twinning-agreement partnership-agreement honorary-title informal-cooperation multilateral-pledge unspecified "
    "library-twinning joint-declaration council-resolution network-membership",
    "authority-kinds": "agency borough county diplomatic-mission district government ministry municipality region state",
    "confidence": "high medium low",
    "cooperation-areas": "experience-exchange study-visits co-organised-events people-exchange mutual-promotion",
    "date-precision": "day month year interval month-day unknown",
    "event-types": "study-visit exhibition conference concert competition",
    "identifier-schemes": "wikidata geonames isil isni viaf ror gnd lc nuts teryt regon nip",
    "institution-types": "library public-library national-library research-library museum archive cultural-centre university music-school",
    "legal-kinds": "twin partner honorary informal unspecified",
    "place-kinds": "borough city county district municipality region resort village",
    "roles": "partner partner-city member director deputy-director proxy mayor chair witness",
    "statuses": "announced signed in-force in-force-unknown expired terminated renewed superseded informal took-place planned cancelled",
}
"""What `docs/model.md` and the code rely on; a scheme may hold more."""

COLUMNS = {
    "agreement_type": "agreement-types",
    "confidence": "confidence",
    "cooperation_areas": "cooperation-areas",
    "date_precision": "date-precision",
    "event_type": "event-types",
    "inst_type": "institution-types",
    "status": "statuses",
}
"""Columns of the researched facts whose cells hold codes, and the scheme of each; the registers say it themselves (`valueUrl`)."""

MAPPED = {("agreement_type", "unknown"), ("date_precision", "month-day-only"), ("status", "ended")}
"""Codes of the researched facts that become other concepts: unspecified, month-day, and expired or terminated."""


def answers(store: Store, query: str) -> list[tuple[str, ...]]:
    return sorted(tuple(term.value for term in row) for row in store.query(PREFIX + query))


def codes(path: Path, columns: dict[str, str]) -> set[tuple[str, str]]:
    """The column and code of every coded cell of a table; several codes in one cell are separated by semicolons."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = {(column, row[column]) for row in rows for column in columns if row.get(column)}
    return {(column, code.strip()) for column, cell in cells for code in cell.split(";") if code.strip()}


def concepts(store: Store) -> set[str]:
    return {iri for (iri,) in answers(store, "SELECT ?c { ?c a skos:Concept }")}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_scheme_holds_what_others_rely_on(schemes: Store, scheme: str) -> None:
    known = {iri for (iri,) in answers(schemes, f"SELECT ?c {{ ?c skos:inScheme <{concept(scheme, '')[:-1]}> }}")}
    assert {concept(scheme, key) for key in SCHEMES[scheme].split()} <= known


def test_schemes_are_the_files(schemes: Store, ontology: Path) -> None:
    found = {iri.rsplit("/", 1)[1] for (iri,) in answers(schemes, "SELECT ?s { ?s a skos:ConceptScheme }")}
    assert found == set(SCHEMES) == {path.stem for path in (ontology / "schemes").glob("*.ttl")}


def test_scheme_has_titles_descriptions_and_a_licence(schemes: Store) -> None:
    for (scheme,) in answers(schemes, "SELECT ?s { ?s a skos:ConceptScheme }"):
        for name in ("title", "description"):
            found = answers(schemes, f"SELECT ?l {{ <{scheme}> dct:{name} ?t BIND(LANG(?t) AS ?l) }}")
            assert found == LANGUAGES, (scheme, name)
        assert answers(schemes, f"SELECT ?l {{ <{scheme}> dct:license ?l }}") == [("http://creativecommons.org/publicdomain/zero/1.0/",)]
        assert answers(schemes, f"SELECT ?who {{ <{scheme}> dct:creator ?who FILTER(ISIRI(?who)) }}") == [(BASE + "catalog#publisher",)]


def test_concept_is_in_the_one_scheme_of_its_address(schemes: Store) -> None:
    rows = answers(schemes, "SELECT ?c ?s { ?c a skos:Concept OPTIONAL { ?c skos:inScheme ?s } }")
    assert len(rows) > 150
    assert [(iri, scheme) for iri, scheme in rows if iri.rsplit("/", 1)[0] != scheme] == []
    assert [iri for iri, times in Counter(iri for iri, _ in rows).items() if times > 1] == []


def test_concept_has_one_preferred_label_in_each_of_five_languages(schemes: Store) -> None:
    label = NamedNode(SKOS + "prefLabel")
    for (iri,) in answers(schemes, "SELECT ?c { ?c a skos:Concept }"):
        labels = [quad.object for quad in schemes.quads_for_pattern(NamedNode(iri), label, None)]
        spoken = sorted(each.language or "" for each in labels if isinstance(each, Literal))
        assert spoken == ["de", "en", "fr", "lt", "pl"], iri


def test_concept_is_defined_in_five_languages(schemes: Store) -> None:
    for (iri,) in answers(schemes, "SELECT ?c { ?c a skos:Concept }"):
        assert answers(schemes, f"SELECT ?l {{ <{iri}> skos:definition ?d BIND(LANG(?d) AS ?l) }}") == LANGUAGES, iri


def test_notation_of_a_concept_is_the_code_that_registers_write(schemes: Store) -> None:
    rows = answers(schemes, "SELECT ?c ?n { ?c a skos:Concept OPTIONAL { ?c skos:notation ?n } }")
    assert [(iri, code) for iri, code in rows if iri.rsplit("/", 1)[1] != code] == []


SEARCHED = {
    "porozumienie": "cooperation-agreement",
    "MoU": "memorandum",
    "memorandum of understanding": "memorandum",
    "jumelage": "twinning-agreement",
    "savitarpio supratimo memorandumas": "memorandum",
    "Stadtbücherei": "public-library",
    "merė": "mayor",
    "dyrektorka": "director",
}
"""What people write in a search box, and the concept that it should lead to."""


@pytest.mark.parametrize("words", SEARCHED)
def test_words_that_people_search_by_lead_to_a_concept(schemes: Store, words: str) -> None:
    found = answers(schemes, f"SELECT ?c {{ ?c skos:altLabel ?t FILTER(STR(?t) = '{words}') }}")
    assert SEARCHED[words] in {iri.rsplit("/", 1)[1] for (iri,) in found}


OTHERWISE_CALLED = ("act-types", "agreement-types", "authority-kinds", "cooperation-areas", "event-types", "institution-types", "statuses")
"""Schemes whose concepts people look for by other words; a level of confidence or a kind of date is chosen from a list."""


@pytest.mark.parametrize("scheme", OTHERWISE_CALLED)
@pytest.mark.parametrize("language", ["de", "en", "fr", "lt", "pl"])
def test_nearly_every_concept_has_another_name_in_each_language(schemes: Store, scheme: str, language: str) -> None:
    named = f"?c skos:altLabel ?t FILTER(LANG(?t) = '{language}')"
    of = f"?c skos:inScheme <{concept(scheme, '')[:-1]}>"
    lacking = answers(schemes, f"SELECT ?c {{ {of} FILTER NOT EXISTS {{ {named} }} }}")
    assert len(lacking) <= 3, lacking


def test_a_name_of_a_concept_is_not_that_of_another_in_its_scheme(schemes: Store) -> None:
    query = """SELECT ?c ?t { ?c skos:inScheme ?s ; skos:altLabel ?t . ?d skos:inScheme ?s ; skos:prefLabel ?t FILTER(?c != ?d) }"""
    shared = {(iri.rsplit("/", 1)[1], text) for iri, text in answers(schemes, query)}
    assert shared == set()


NEUTRAL = {"opat", "osoba pełniąca funkcję", "sekretarz stanu", "abatas", "pareigas einantis asmuo", "vaivadijos maršalka"}
"""Offices whose Polish or Lithuanian name is one for everybody, or that of a monk."""

BOTH_FORMS = {"pl": re.compile(r".*( / |\((yni|ka)\))"), "lt": re.compile(r".*\(-(a|ė|i|oji)\)")}


@pytest.mark.parametrize("language", BOTH_FORMS)
def test_office_is_named_for_women_and_men(schemes: Store, language: str) -> None:
    """Nobody who signs is called by the other's form: both stand in the label, and each alone among those that people search by."""
    top = " ".join(f"<{concept('roles', name)}>" for name in ("officer", "proxy", "representative", "witness"))
    labels = answers(
        schemes, f"SELECT ?t {{ VALUES ?top {{ {top} }} ?c skos:broader* ?top ; skos:prefLabel ?t FILTER(LANG(?t) = '{language}') }}"
    )
    assert len(labels) > 30
    assert {text for (text,) in labels if not BOTH_FORMS[language].match(text)} <= NEUTRAL


NOT_BELOW = {
    "institution-types": {"festival": "stage", "cultural-centre": "culture-house", "media": "company"},
    "cooperation-areas": {"residencies": "study-visits", "tourism": "mutual-promotion"},
}
"""What is no kind of the other: a book fair is no stage, artists are no staff, public television no business."""


@pytest.mark.parametrize(("scheme", "narrow", "wide"), [(s, n, w) for s, pairs in NOT_BELOW.items() for n, w in pairs.items()])
def test_concept_is_not_below_what_it_is_no_kind_of(schemes: Store, scheme: str, narrow: str, wide: str) -> None:
    pattern = f"<{concept(scheme, narrow)}> skos:broader+ <{concept(scheme, wide)}>"
    assert not schemes.query(PREFIX + f"ASK {{ {pattern} }}")
    assert schemes.query(PREFIX + f"ASK {{ <{concept(scheme, narrow)}> a skos:Concept . <{concept(scheme, wide)}> a skos:Concept }}")


@pytest.mark.parametrize("language", ["de", "en", "fr", "lt", "pl"])
def test_labels_tell_the_concepts_of_a_scheme_apart(schemes: Store, language: str) -> None:
    query = f"SELECT ?s ?l {{ ?c skos:inScheme ?s ; skos:prefLabel ?t FILTER(LANG(?t) = '{language}') BIND(LCASE(STR(?t)) AS ?l) }}"
    assert [row for row, times in Counter(answers(schemes, query)).items() if times > 1] == []


RULES = [
    ("broader goes in no circle", "?c skos:broader+ ?c", "<a> skos:broader <b> . <b> skos:broader <a> ."),
    (
        "broader stays in the scheme",
        "?c skos:broader ?b ; skos:inScheme ?s . ?b skos:inScheme ?t FILTER(?s != ?t)",
        "<a> skos:broader <b> ; skos:inScheme <s> . <b> skos:inScheme <t> .",
    ),
    ("broader has its narrower", "?c skos:broader ?b MINUS { ?b skos:narrower ?c }", "<a> skos:broader <b> ."),
    ("narrower has its broader", "?b skos:narrower ?c MINUS { ?c skos:broader ?b }", "<a> skos:narrower <b> ."),
    (
        "what is not at the top has a broader one",
        "?c skos:inScheme ?s MINUS { ?c skos:broader ?b } MINUS { ?c skos:topConceptOf ?s }",
        "<a> skos:inScheme <s> .",
    ),
    ("nothing at the top has a broader one", "?c skos:topConceptOf ?s ; skos:broader ?b", "<a> skos:topConceptOf <s> ; skos:broader <b> ."),
    ("a top concept is named by its scheme", "?c skos:topConceptOf ?s MINUS { ?s skos:hasTopConcept ?c }", "<a> skos:topConceptOf <s> ."),
    ("a scheme names top concepts only", "?s skos:hasTopConcept ?c MINUS { ?c skos:topConceptOf ?s }", "<s> skos:hasTopConcept <a> ."),
    (
        "matches go to EuroVoc, UNESCO, AAT and Wikidata only",
        f"?c skos:closeMatch ?m FILTER(!REGEX(STR(?m), '{OUTSIDE}'))",
        "<a> skos:closeMatch <http://eurovoc.europa.eu/c5323> .",
    ),
    (
        "no other kind of match is claimed",
        "?c skos:exactMatch|skos:broadMatch|skos:narrowMatch|skos:relatedMatch ?m",
        "<a> skos:exactMatch <b> .",
    ),
    (
        "an outside concept matches one of ours",
        "?c skos:closeMatch ?m . ?d skos:closeMatch ?m FILTER(?c != ?d)",
        "<a> skos:closeMatch <m> . <b> skos:closeMatch <m> .",
    ),
]
"""What holds for all schemes, the pattern that breaks it, and a little graph that does."""


@pytest.mark.parametrize(("rule", "pattern", "breach"), RULES, ids=[rule for rule, _, _ in RULES])
def test_hierarchy_and_matches(schemes: Store, rule: str, pattern: str, breach: str, read_turtle: ReadTurtle) -> None:
    query = f"SELECT ?c ?s {{ {pattern} }}"
    broken = Store()
    broken.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in read_turtle(breach))
    assert any(True for _ in broken.query(PREFIX + query))
    assert answers(schemes, query) == []


def test_founding_letter_has_the_five_first_areas(schemes: Store) -> None:
    matched = answers(
        schemes, "SELECT DISTINCT ?c { ?c skos:topConceptOf <https://w3id.org/amicorum/scheme/cooperation-areas> ; skos:closeMatch ?m }"
    )
    assert matched == sorted((concept("cooperation-areas", key),) for key in SCHEMES["cooperation-areas"].split())


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "registers").glob("*.csv")), ids=lambda path: path.stem)
def test_codes_of_a_register_exist(schemes: Store, path: Path) -> None:
    described = json.loads(path.with_name(path.name + "-metadata.json").read_text(encoding="utf-8"))
    places = {column["name"]: column.get("valueUrl", "") for column in described["tableSchema"]["columns"]}
    coded = {name: place.removesuffix(f"{{{name}}}") for name, place in places.items() if place.startswith(SCHEME)}
    assert {place.removeprefix(SCHEME).removesuffix("/") for place in coded.values()} <= set(SCHEMES)
    known = concepts(schemes)
    assert sorted((column, code) for column, code in codes(path, coded) if coded[column] + code not in known) == []


@pytest.mark.skipif(not FACTS.is_dir(), reason="the researched facts are not beside the project")
def test_codes_of_the_researched_facts_exist(schemes: Store) -> None:
    known = concepts(schemes)
    found = set().union(*(codes(path, COLUMNS) for path in sorted(FACTS.glob("*.csv"))))
    assert len(found) > 70
    assert {(column, code) for column, code in found if concept(COLUMNS[column], code) not in known} == MAPPED
