"""The query form: what a person sees of a query, its answer, its mistakes, and the questions to begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from pyoxigraph import RdfFormat, parse
from rdflib import SH, Graph
from starlette.testclient import TestClient
from tests.web.fakes import FakeEngine

from amicorum.errors import LimitReached
from amicorum.features.questions import read_folder
from amicorum.release.pipeline import BuildInput, build
from amicorum.settings import Settings
from amicorum.web.app import create_app
from amicorum.web.html.i18n import load_languages
from amicorum.web.html.question_groups import group_questions

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, headers={"Accept": BROWSER, "Accept-Language": "en"}) as client:
        yield client


def test_shows_the_form_without_a_query(browser: TestClient, engine: FakeEngine) -> None:
    page = browser.get("/sparql")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<textarea id="query" name="query"' in page.text
    assert 'action="/amicorum/sparql"' in page.text
    assert "https://data.example/amicorum/sparql" in page.text
    assert "query_seconds" in page.text
    assert engine.asked == []


def test_shows_rows_as_a_table_with_links(browser: TestClient) -> None:
    page = browser.get(
        "/sparql",
        params={"query": "SELECT ?city ?name { ?city a ?c ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } ORDER BY ?city"},
    )
    assert '<th scope="col">city</th><th scope="col">name</th>' in page.text
    assert (
        '<a href="/amicorum/doc/city/krakow" rel="nofollow" title="https://w3id.org/amicorum/id/city/krakow">city/krakow</a>' in page.text
    )
    assert '<span lang="pl">Kraków</span> <small class="code">pl</small>' in page.text
    assert "format=csv" in page.text


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('"2018-05-21"^^<http://www.w3.org/2001/XMLSchema#date>', '<td class="unbroken">2018-05-21</td>'),
        ('"P5Y"^^<http://www.w3.org/2001/XMLSchema#duration>', '<td class="unbroken">P5Y <small class="code">xsd:duration</small></td>'),
        ('"two words"', "<td>two words</td>"),
        ("<https://w3id.org/amicorum/ns#City>", ">ami:City</a></code></td>"),
        ("<https://w3id.org/amicorum/graph/curated>", ">graph/curated</a></code></td>"),
        ("<https://w3id.org/amicorum/>", ">https://w3id.org/amicorum/</a></code></td>"),
        ("<https://nowhere.example/a>", ">https://nowhere.example/a</a></code></td>"),
        ("<urn:a>", "<td><code>urn:a</code></td>"),
    ],
)
def test_shows_each_value_as_short_as_it_can_be_told(browser: TestClient, cell: str, shown: str) -> None:
    assert shown in browser.get("/sparql", params={"query": f"SELECT ({cell} AS ?x) {{}}"}).text


def test_says_a_name_that_stands_in_the_row_no_second_time(browser: TestClient) -> None:
    label = '<span class="label">Kraków</span>'
    city = "?city a <https://w3id.org/amicorum/ns#City> . FILTER(CONTAINS(STR(?city), 'krakow'))"
    alone = browser.get("/sparql", params={"query": f"SELECT ?city {{ {city} }}", "lang": "pl"}).text
    named = browser.get("/sparql", params={"query": f"SELECT ?city ('Kraków' AS ?name) {{ {city} }}", "lang": "pl"}).text
    assert (label in alone, label in named) == (True, False)


def test_says_when_no_row_answers(browser: TestClient) -> None:
    page = browser.get("/sparql", params={"query": "SELECT * { <urn:a> <urn:b> ?c }", "lang": "lt"})
    assert "negrąžino rezultatų" in page.text


@pytest.mark.parametrize(("query", "shown"), [("ASK {}", "Yes"), ("ASK { <http://none.example/> ?p ?o }", "No")])
def test_shows_a_truth_value_as_a_word(browser: TestClient, query: str, shown: str) -> None:
    assert f"<strong>{shown}</strong>" in browser.get("/sparql", params={"query": query}).text


def test_shows_triples_as_a_table(browser: TestClient) -> None:
    page = browser.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"})
    assert '<th scope="col">subject</th>' in page.text
    assert "format=turtle" in page.text


def test_shows_a_mistake_beside_the_query(browser: TestClient) -> None:
    page = browser.get("/sparql", params={"query": "SELECT <script>alert(1)</script>"})
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_shows_a_limit_beside_the_query(browser: TestClient, engine: FakeEngine) -> None:
    engine.fail = LimitReached("longer than 15 seconds", limit="query_seconds")
    page = browser.get("/sparql", params={"query": "ASK {}"})
    assert page.status_code == 422
    assert "longer than 15 seconds" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_cuts_a_long_table_and_says_so(browser: TestClient, engine: FakeEngine) -> None:
    page = browser.get("/sparql", params={"query": 'SELECT ?s ("a\\nb\\t\\"c" AS ?text) { ?s ?p ?o . ?x ?y ?z } LIMIT 3000'})
    assert "1,000 rows, and there are more" in page.text
    answer = page.text.partition('<section id="answer"')[2].partition("</section>")[0]
    assert answer.count("<tr") == 1001
    assert engine.open == 0


def test_links_nothing_unsafe(browser: TestClient) -> None:
    page = browser.get("/sparql", params={"query": "SELECT (<javascript:alert(1)> AS ?x) {}"})
    assert "javascript:alert(1)" in page.text
    assert 'href="javascript' not in page.text


def test_takes_the_form_by_post_as_well(browser: TestClient) -> None:
    assert "<strong>Yes</strong>" in browser.post("/sparql", data={"query": "ASK {}", "format": "html", "timeout": ""}).text


def test_a_choice_of_format_beats_the_browser(browser: TestClient) -> None:
    answer = browser.get("/sparql", params={"query": "ASK {}", "format": "json", "timeout": ""})
    assert answer.json() == {"head": {}, "boolean": True}


QUESTIONS = Path(__file__).parents[3] / "ontology" / "questions"


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over a release that has the questions with it."""
    copies = {f"questions/{path.name}": path for path in QUESTIONS.glob("*.rq")}
    quads = list(parse("<https://example.org/g> { <https://example.org/a> <https://example.org/b> 1 }", format=RdfFormat.TRIG))
    release = build(
        BuildInput(quads, (), "2026-11-23", copies=copies), tmp_path_factory.mktemp("asking") / "releases", step=lambda _: None
    ).release
    settings = Settings(releases=release.folder.parent)
    with TestClient(create_app(settings, FakeEngine(release), release), headers={"Accept": BROWSER}) as client:
        yield client


@pytest.mark.parametrize("language", ["en", "pl", "lt"])
def test_offers_every_question_and_each_can_be_asked(asking: TestClient, language: str) -> None:
    page = asking.get("/sparql", params={"lang": language}).text
    questions = read_folder(QUESTIONS)
    assert len(questions) == 39
    links = {unescape(text): unescape(href) for href, text in re.findall(r'<li value="\d+"><a href="([^"]*)">([^<]*)</a></li>', page)}
    for question in questions:
        assert parse_qs(urlsplit(links[question.title(language)]).query)["query"] == [question.query]
    assert asking.get(links[questions[0].title(language)]).status_code == 200


@pytest.mark.parametrize("language", ["en", "pl", "lt"])
def test_says_what_to_make_of_the_answer_to_a_question(asking: TestClient, language: str) -> None:
    question = read_folder(QUESTIONS)[37]
    page = asking.get("/sparql", params={"query": question.query, "lang": language}).text
    assert f"<h1>{question.words[language]}</h1>" in page
    assert f'<p class="measure">{question.advice[language]}</p>' in page
    changed = asking.get("/sparql", params={"query": question.query + " LIMIT 3", "lang": language}).text
    assert f">{question.advice[language]}<" not in changed


def test_every_question_has_a_theme_of_its_own() -> None:
    groups = group_questions(read_folder(QUESTIONS), load_languages()["en"])
    assert sorted(each.number for _, group in groups for each in group) == list(range(1, 40))
    assert [title for title, _ in groups if title == "Others"] == []


def test_a_question_without_a_theme_comes_last() -> None:
    question = replace(read_folder(QUESTIONS)[0], number=99)
    assert group_questions([question], load_languages()["pl"]) == [("Inne", [question])]


def test_the_description_has_every_question_too(asking: TestClient) -> None:
    graph = Graph().parse(data=asking.get("/sparql", params={"format": "ntriples"}).text, format="nt")
    asked = {str(query) for name in ("select", "ask", "construct") for query in graph.objects(None, SH[name])}
    assert asked == {question.query for question in read_folder(QUESTIONS)}


def test_an_answer_says_how_to_cite_it(browser: TestClient) -> None:
    page = browser.get("/sparql", params={"query": "ASK { ?a ?b 'x & y' }", "lang": "en"}).text
    assert re.search(r'<p id="citation">Amicorum contributors: Amicorum, release [0-9a-f]{16} of 23 November 2026\.', page)
    assert "<pre" in page
    assert "&#39;x &amp; y&#39;" in page.partition('id="citation"')[2]
    assert "query=ASK+%7B+%3Fa+%3Fb+%27x+%26+y%27+%7D" in page.partition('id="citation"')[2]


def test_a_mistake_says_its_line(browser: TestClient) -> None:
    page = browser.get("/sparql", params={"query": "SELECT * {\n ?a ?b \n}"}).text
    assert re.search(r'id="error"[^>]* data-line="[23]"', page)
