"""What holds for every engine: the port's contract, run over each adapter."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from xml.etree import ElementTree

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QueryResultsFormat, RdfFormat, Triple, parse, parse_query_results

from amicorum.engine.port import Engine, Form, Priority, Query, Term
from amicorum.engine.rows import read_answer, rows
from amicorum.errors import BadQuery, EngineFailed, LimitReached, NoFormat, QueryError, Refused, TooLarge
from amicorum.rdf import formats, iris
from amicorum.rdf.formats import Format

pytestmark = pytest.mark.anyio

PREFIXES = "PREFIX : <https://e.org/ns#> PREFIX t: <https://e.org/id/> PREFIX g: <https://e.org/graph/> "
CKP, VCB = NamedNode("https://e.org/id/ckp"), NamedNode("https://e.org/id/vcb")
PARTNERS = PREFIXES + "SELECT ?partner WHERE { t:ckp :partner ?partner } ORDER BY ?partner"
PARTNER_GRAPH = PREFIXES + "CONSTRUCT { ?a :partner ?b } WHERE { ?a :partner ?b }"


def make_query(text: str, results: Format | None = formats.JSON_RESULTS, graph: Format | None = formats.NTRIPLES, **more: object) -> Query:
    return Query(text, results, graph, **more)  # type: ignore[arg-type]  # the test names the fields


async def triples(engine: Engine, text: str) -> list[Triple]:
    """The triples of a CONSTRUCT."""
    return [quad.triple for quad in parse(await read_answer(engine, make_query(text)), format=RdfFormat.N_TRIPLES)]


async def test_counts_are_told(engine: Engine) -> None:
    stats = engine.stats()
    wanted = {"https://e.org/graph/one": 5, "https://e.org/graph/two": 6, "https://e.org/graph/crowd": 1000}
    assert {graph: stats.graphs.get(graph) for graph in wanted} == wanted
    assert (stats.busy, stats.waiting) == (0, 0)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (PARTNERS, Form.SELECT),
        (PREFIXES + "ASK { t:ckp :partner t:dkp }", Form.ASK),
        (PARTNER_GRAPH, Form.CONSTRUCT),
        (PREFIXES + "DESCRIBE t:ckp", Form.DESCRIBE),
        ("# a comment: ASK\nBASE <https://e.org/>\nprefix select: <ns#>\nselect * where { <id/ckp> select:partner ?x }", Form.SELECT),
    ],
)
async def test_the_form_is_told(engine: Engine, text: str, form: Form) -> None:
    answer = await engine.ask(make_query(text))
    try:
        assert answer.form is form
        assert answer.format is (formats.JSON_RESULTS if form in (Form.SELECT, Form.ASK) else formats.NTRIPLES)
        assert b"".join([chunk async for chunk in answer.chunks()])
    finally:
        await answer.close()


async def test_a_statement_of_two_sources_counts_once(engine: Engine) -> None:
    assert await rows(engine, PARTNERS) == [{"partner": NamedNode("https://e.org/id/dkp")}, {"partner": VCB}]


async def test_named_graphs_tell_who_says_it(engine: Engine) -> None:
    found = await rows(engine, PREFIXES + "SELECT ?graph WHERE { GRAPH ?graph { t:ckp :partner t:vcb } } ORDER BY ?graph")
    assert found == [{"graph": NamedNode("https://e.org/graph/one")}, {"graph": NamedNode("https://e.org/graph/two")}]


async def test_json(engine: Engine) -> None:
    body = json.loads(await read_answer(engine, make_query(PARTNERS)))
    assert [row["partner"]["value"] for row in body["results"]["bindings"]] == ["https://e.org/id/dkp", "https://e.org/id/vcb"]


async def test_xml(engine: Engine) -> None:
    body = ElementTree.fromstring(await read_answer(engine, make_query(PARTNERS, formats.XML_RESULTS)))
    assert [each.text for each in body.iter("{http://www.w3.org/2005/sparql-results#}uri")] == [
        "https://e.org/id/dkp",
        "https://e.org/id/vcb",
    ]


@pytest.mark.parametrize(("chosen", "delimiter"), [(formats.CSV_RESULTS, ","), (formats.TSV_RESULTS, "\t")])
async def test_tables(engine: Engine, chosen: Format, delimiter: str) -> None:
    body = (await read_answer(engine, make_query(PARTNERS, chosen))).decode()
    first, *others = csv.reader(io.StringIO(body), delimiter=delimiter)
    assert [name.lstrip("?") for name in first] == ["partner"]
    assert [row[0].strip("<>") for row in others] == ["https://e.org/id/dkp", "https://e.org/id/vcb"]


@pytest.mark.parametrize("chosen", formats.RESULTS, ids=lambda each: each.name)
@pytest.mark.parametrize("truth", [True, False])
async def test_truth_in_every_format(engine: Engine, chosen: Format, truth: bool) -> None:
    body = await read_answer(engine, make_query(PREFIXES + f"ASK {{ t:ckp :partner t:{'vcb' if truth else 'nobody'} }}", chosen))
    assert str(truth).lower().encode() in body


@pytest.mark.parametrize("chosen", formats.GRAPHS, ids=lambda each: each.name)
async def test_graphs_in_every_format(engine: Engine, chosen: Format) -> None:
    body = await read_answer(engine, make_query(PARTNER_GRAPH, graph=chosen))
    found = {(quad.subject, quad.object) for quad in parse(body, format=formats.RDF_SYNTAX[chosen])}
    assert found == {(CKP, VCB), (CKP, NamedNode("https://e.org/id/dkp"))}


@pytest.mark.parametrize(
    ("text", "bindings", "expected"),
    [
        ("SELECT ?partner WHERE { ?who :partner ?partner }", {"who": CKP, "partner": VCB}, [{"partner": VCB}]),
        ("SELECT ?name WHERE { $who :name ?name }", {"who": CKP}, [{"name": Literal("Centrum Kultury Podgórza", language="pl")}]),
        (
            "SELECT ?who (COUNT(?x) AS ?n) WHERE { ?who :partner ?x } GROUP BY ?who",
            {"who": CKP},
            [{"who": CKP, "n": Literal("2", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))}],
        ),
        ("SELECT ?x WHERE { ?x :name ?name }", {"name": Literal("Krokuva", language="lt")}, [{"x": NamedNode("https://e.org/id/krakow")}]),
        (
            "SELECT ?x WHERE { ?x :name ?l FILTER(BOUND(?only) && STR(?l) = ?only) }",
            {"only": Literal("Kraków")},
            [{"x": NamedNode("https://e.org/id/krakow")}],
        ),
        ("SELECT ?x WHERE { ?x :name ?l FILTER(STR(?l) = ?text) }", {"text": Literal('"} UNION { ?x ?p ?l } #\\')}, []),
    ],
)
async def test_bindings(engine: Engine, text: str, bindings: Mapping[str, Term], expected: list[dict[str, Term]]) -> None:
    assert await rows(engine, PREFIXES + text, bindings) == expected


@pytest.mark.parametrize("value", ["plain", "quote \" and ' and \\", "two\nlines\r\n\ttab", "Краків — Ką? 😀", "\\u0041 stays"])
async def test_bound_text_comes_back_as_it_went(engine: Engine, value: str) -> None:
    assert await rows(engine, "SELECT ?text WHERE { }", {"text": Literal(value)}) == [{"text": Literal(value)}]


async def test_a_blank_node_cannot_be_bound(engine: Engine) -> None:
    with pytest.raises(BadQuery, match="blank node"):
        await rows(engine, PARTNERS, {"partner": BlankNode()})


async def test_the_protocols_dataset_replaces_the_querys(engine: Engine) -> None:
    text = PREFIXES + "SELECT ?partner FROM g:two WHERE { t:ckp :partner ?partner }"
    body = json.loads(await read_answer(engine, make_query(text, default_graphs=("https://e.org/graph/one",))))
    assert [row["partner"]["value"] for row in body["results"]["bindings"]] == ["https://e.org/id/vcb"]


async def test_only_the_named_graphs_of_the_protocol_are_there(engine: Engine) -> None:
    text = PREFIXES + "SELECT ?graph WHERE { GRAPH ?graph { t:ckp :partner t:vcb } }"
    query = make_query(text, default_graphs=("https://e.org/graph/one",), named_graphs=("https://e.org/graph/two",))
    body = json.loads(await read_answer(engine, query))
    assert [row["graph"]["value"] for row in body["results"]["bindings"]] == ["https://e.org/graph/two"]


async def test_paths(engine: Engine) -> None:
    truth = parse_query_results(await read_answer(engine, make_query(PREFIXES + "ASK { t:jazz :broader+ t:art }")), QueryResultsFormat.JSON)
    assert isinstance(truth, QueryBoolean) and truth


async def test_relative_iris_are_below_our_base_where_the_query_brings_none(engine: Engine) -> None:
    found = await triples(engine, "PREFIX : <ns#> CONSTRUCT { <id/a> :b <?c#d> } WHERE { }")
    assert [str(triple) for triple in found] == [f"<{iris.BASE}id/a> <{iris.BASE}ns#b> <{iris.BASE}?c#d>"]
    own = await triples(engine, "BASE <https://e.org/x/> PREFIX : <ns#> CONSTRUCT { <../a> :b <c> } WHERE { }")
    assert [str(triple) for triple in own] == ["<https://e.org/a> <https://e.org/x/ns#b> <https://e.org/x/c>"]


async def test_triples(engine: Engine) -> None:
    assert {triple.object for triple in await triples(engine, PARTNER_GRAPH)} == {VCB, NamedNode("https://e.org/id/dkp")}


WRONG: list[tuple[Query, type[QueryError], str]] = [
    (make_query(""), BadQuery, "empty"),
    (make_query("SELECT * WHERE { ?s ?p "), BadQuery, "."),
    (make_query("SELEKT * WHERE { ?s ?p ?o }"), BadQuery, "starts with none of"),
    (make_query("SELECT * WHERE { ?s nowhere:p ?o }"), BadQuery, "."),
    (make_query("ASK { ?s ?p '\ud800' }"), BadQuery, "half a character"),
    (make_query("INSERT DATA { <a:a> <a:b> 1 }"), Refused, "Update"),
    (make_query("PREFIX a: <a:>\nDELETE WHERE { ?s a:b ?o }"), Refused, "Update"),
    (make_query("SELECT * WHERE { SERVICE <http://127.0.0.1:9999/> { ?s ?p ?o } }"), Refused, "SERVICE"),
    (make_query("SELECT * WHERE { service silent ?where { ?s ?p ?o } }"), Refused, "SERVICE"),
    (make_query(PARTNERS, results=None), NoFormat, "sparql-results"),
    (make_query("ASK { }", results=None), NoFormat, "sparql-results"),
    (make_query(PARTNER_GRAPH, graph=None), NoFormat, "turtle"),
    (make_query("SELECT * WHERE { ?s ?p '" + "x" * 70_000 + "' }"), TooLarge, "query_bytes|bytes"),
    (make_query("SELECT * WHERE {" + "{" * 200 + "}" * 200 + "}"), TooLarge, "nested"),
    (make_query("SELECT * WHERE {" + "?s ?p ?o ." * 400 + "}"), TooLarge, "patterns"),
]


@pytest.mark.parametrize(
    ("query", "error", "message"), WRONG, ids=[f"{number}-{error.__name__}" for number, (_, error, _) in enumerate(WRONG)]
)
async def test_wrong_queries(engine: Engine, query: Query, error: type[QueryError], message: str) -> None:
    with pytest.raises(error, match=message):
        await read_answer(engine, query)
    assert engine.stats().busy == 0


SLOW = PREFIXES + "SELECT (COUNT(*) AS ?n) WHERE { ?a :number ?x . ?b :number ?y . ?c :number ?z FILTER(?x + ?y * ?z = 7) }"
LARGE = PREFIXES + "SELECT ?a ?b WHERE { ?a :number ?x . ?b :number ?y } LIMIT 20000"


async def test_a_slow_query_ends_in_time(engine: Engine) -> None:
    with pytest.raises((LimitReached, EngineFailed)) as caught:
        await read_answer(engine, make_query(SLOW, timeout=0.3))
    assert getattr(caught.value, "limit", "") == "query_seconds" or getattr(caught.value, "timeout", False)
    assert await read_answer(engine, make_query(PARTNERS, priority=Priority.PUBLIC))


async def test_an_answer_above_the_limit_is_cut_with_an_error(engine: Engine) -> None:
    with pytest.raises(LimitReached) as caught:
        await read_answer(engine, make_query(LARGE))
    assert caught.value.limit == "answer_bytes"
    assert engine.stats().busy == 0


MIDDLING = LARGE.replace("LIMIT 20000", "LIMIT 2000")
"""Several blocks, and below the limit: over Virtuoso an answer comes in whole before its first byte leaves."""


async def test_an_answer_can_be_left_half_way(engine: Engine) -> None:
    answer = await engine.ask(make_query(MIDDLING))
    stream = answer.chunks()
    assert await anext(stream)
    await answer.close()
    await answer.close()
    assert engine.stats().busy == 0
    assert await rows(engine, PARTNERS)
