"""SERVICE is joined as the standard says (SPARQL 1.1 Federated Query)."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import pytest
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse
from tests.engine.endpoints import HERE, PREFIX, THERE, Endpoint, StartHere, respond, results, say

from amicorum.engine.federation import Federation
from amicorum.engine.port import Query, Term
from amicorum.engine.rows import rows
from amicorum.engine.sparql.parsed_query import ParsedQuery
from amicorum.engine.sparql.service_clauses import replace_clauses
from amicorum.errors import EngineFailed, LimitReached
from amicorum.rdf.formats import JSON_RESULTS
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio


REMOTE = "urn:x-test:remote"


def bag(found: list[dict[str, Term]]) -> Counter[frozenset[tuple[str, str]]]:
    """Rows without their order, for comparison."""
    return Counter(frozenset((name, str(value)) for name, value in row.items()) for row in found)


def expect(text: str) -> Counter[frozenset[tuple[str, str]]]:
    """What the query means: the endpoint's data are a graph, and SERVICE looks into it."""
    store = Store()
    store.extend(parse(HERE, format=RdfFormat.TURTLE))
    store.load(THERE, format=RdfFormat.TURTLE, to_graph=NamedNode(REMOTE))
    found = store.query(text.replace("SERVICE SILENT", "SERVICE").replace("SERVICE", "GRAPH").replace("ENDPOINT", f"<{REMOTE}>"))
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return bag([{name: row[name] for name in names if row[name] is not None} for row in found])


MEANINGS = {
    "join": "SELECT * WHERE { ?city :name ?name . SERVICE ENDPOINT { ?city :people ?people } }",
    "first": "SELECT * WHERE { SERVICE ENDPOINT { ?city :people ?people } ?city :name ?name }",
    "alone": "SELECT ?city ?label WHERE { SERVICE ENDPOINT { ?city :label ?label } }",
    "optional": "SELECT * WHERE { ?city :name ?name OPTIONAL { SERVICE ENDPOINT { ?city :people ?people } } }",
    "minus": "SELECT * WHERE { ?city :name ?name MINUS { SERVICE ENDPOINT { ?city :people ?people } } }",
    "exists": "SELECT * WHERE { ?city :name ?name FILTER NOT EXISTS { SERVICE ENDPOINT { ?city :people ?people } } }",
    "union": "SELECT * WHERE { { ?city :name ?name } UNION { SERVICE ENDPOINT { ?city :people ?people } } }",
    "unbound": "SELECT * WHERE { SERVICE ENDPOINT { ?city :people ?n OPTIONAL { ?city :twin ?twin } } OPTIONAL { ?twin :name ?name } }",
    "nothing": "SELECT * WHERE { ?city :name ?name SERVICE ENDPOINT { ?city :nothing ?people } }",
    "no-variable": "SELECT * WHERE { ?city :name ?name SERVICE ENDPOINT { :cracow :twin :leipzig } }",
    "no-variable-nothing": "SELECT * WHERE { ?city :name ?name SERVICE ENDPOINT { :cracow :twin :vilnius } }",
    "duplicates": "SELECT ?a WHERE { VALUES ?a { 1 } SERVICE ENDPOINT { SELECT ?b WHERE { VALUES ?b { 1 1 } ?s :twin ?o } } }",
    "not-correlated": "SELECT * WHERE { VALUES ?n { 1 } SERVICE ENDPOINT { ?city :people ?people FILTER(?n = 1) } }",
    "subquery": "SELECT * WHERE { SERVICE ENDPOINT { SELECT (COUNT(*) AS ?count) WHERE { ?city :people ?p } } }",
    "in-a-subquery": "SELECT ?name WHERE { { SELECT ?city WHERE { SERVICE ENDPOINT { ?city :twin ?x } } } ?city :name ?name }",
    "two": "SELECT * WHERE { SERVICE ENDPOINT { ?a :twin ?b } SERVICE SILENT ENDPOINT { ?b :people ?people } ?a :name ?name }",
    "strings": "SELECT ?label WHERE { SERVICE ENDPOINT { ?a ?p ?label FILTER(isLiteral(?label) && \"}\" != '{') # }\n } }",
    "blank": "SELECT ?city ?name WHERE { SERVICE ENDPOINT { ?city :mayor ?mayor . ?mayor :name ?name } }",
    "blank-joined": (
        "SELECT ?name WHERE { SERVICE ENDPOINT { ?city :mayor ?mayor . ?mayor :name ?name } FILTER EXISTS { ?city :name ?x } }"
    ),
}


EMPTY = {"nothing", "no-variable-nothing", "not-correlated"}


async def test_the_rows_are_those_of_the_standard(start_here: StartHere, there: Endpoint) -> None:
    here = await start_here(query_seconds=10.0)
    for name, text in MEANINGS.items():
        found = bag(await rows(here, PREFIX + text.replace("ENDPOINT", f"<{there.address}>")))
        assert found == expect(PREFIX + text), name
        assert found or name in EMPTY, name
    assert here.stats().busy == 0


async def test_blank_nodes_become_fresh_iris(start_here: StartHere, there: Endpoint) -> None:
    here = await start_here()
    text = f"{PREFIX}SELECT * WHERE {{ SERVICE <{there.address}> {{ ?city :mayor ?m . ?mayor :name ?name FILTER(?m = ?mayor) }} }}"
    (first,), (second,) = await rows(here, text), await rows(here, text)
    assert first["m"] == first["mayor"] != second["m"] == second["mayor"]
    assert isinstance(first["m"], NamedNode)
    assert first["m"].value.startswith("https://w3id.org/amicorum/.well-known/genid/")


async def test_other_forms_than_select(start_here: StartHere, there: Endpoint) -> None:
    here = await start_here()
    for text, found in (("{ :cracow :twin :leipzig }", True), ("{ :cracow :twin :vilnius }", False)):
        query = Query(f"{PREFIX}ASK {{ SERVICE <{there.address}> {text} }}", JSON_RESULTS, None)
        answer = await here.ask(query)
        assert json.loads(b"".join([chunk async for chunk in answer.chunks()]))["boolean"] is found
        await answer.close()


async def test_what_the_endpoint_is_asked(there: Endpoint) -> None:
    federation = Federation(Settings(service_targets=(there.address,)))
    text = (
        f'VERSION "1.2" PREFIX t: <{there.address[:-6]}> BASE <http://b/> PREFIX x: <x#>\n'
        "SELECT * {\n SERVICE t:sparql {\n ?s x:p $o # }\n } ?s ?p ?o }"
    )
    (clause,) = federation.find(ParsedQuery(text))
    assert clause.query.splitlines() == [
        f"PREFIX t: <{there.address[:-6]}>",
        "BASE <http://b/>",
        "PREFIX x: <x#>",
        "SELECT * WHERE {",
        " ?s x:p $o # }",
        " }",
    ]
    assert clause.variables == {"s", "o"}
    assert not clause.silent
    assert replace_clauses(text, [clause], ["VALUES"]).splitlines()[1:] == ["SELECT * {", " VALUES", "", " ?s ?p ?o }"]
    await federation.close()


async def test_columns_that_were_not_asked_for_are_passed_over(start_here: StartHere, there: Endpoint) -> None:
    """Virtuoso sends one where a group has no variable; another endpoint might hope to join with a variable of ours."""
    here = await start_here()
    uri = {"type": "uri", "value": "http://e/x"}
    there.misbehave = say(results(["_star_fake", "name"], {"_star_fake": uri, "name": uri}))
    text = f"{PREFIX}SELECT * WHERE {{ :vilnius :name ?name . SERVICE <{there.address}> {{ :vilnius :label 'x' }} }}"
    assert [set(row) for row in await rows(here, text)] == [{"name"}]


async def test_the_endpoint_need_not_make_more_rows_than_we_take(start_here: StartHere, there: Endpoint) -> None:
    here = await start_here(service_rows=3)
    with pytest.raises(LimitReached):
        await rows(here, f"SELECT * WHERE {{ SERVICE <{there.address}> {{ ?s ?p ?o }} }}")
    assert there.queries[-1].endswith("\nLIMIT 4")


async def test_the_endpoints_of_a_query_are_asked_side_by_side(start_here: StartHere, there: Endpoint) -> None:
    """Each answers only when both have been asked."""
    both = asyncio.Event()

    async def answer_together(writer: asyncio.StreamWriter) -> None:
        if len(there.queries) == 2:
            both.set()
        await asyncio.wait_for(both.wait(), 3.0)
        writer.write(results(["city"], {"city": {"type": "uri", "value": "http://e/cracow"}}))
        await writer.drain()

    there.misbehave = answer_together
    here = await start_here(query_seconds=8.0)
    clauses = f"SERVICE <{there.address}> {{ ?city :a ?x }} SERVICE <{there.address}> {{ ?city :b ?x }}"
    (row,) = await rows(here, f"{PREFIX}SELECT ?name WHERE {{ {clauses} ?city :name ?name }}")
    assert row["name"].value == "Kraków"  # type: ignore[union-attr]  # a literal


async def test_the_first_failure_ends_the_other_requests(start_here: StartHere, there: Endpoint) -> None:
    async def fail_or_drip(writer: asyncio.StreamWriter) -> None:
        if ":fails" in there.queries[-1]:
            writer.write(respond(b"Words", "500 Broken"))
            await writer.drain()
            return
        await say(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 100, pause=0.05)(writer)

    there.misbehave = fail_or_drip
    here = await start_here(query_seconds=20.0)
    began = asyncio.get_running_loop().time()
    clauses = f"SERVICE <{there.address}> {{ ?a :drips ?b }} SERVICE <{there.address}> {{ ?a :fails ?b }}"
    with pytest.raises(EngineFailed, match="status 500"):
        await rows(here, f"{PREFIX}SELECT * WHERE {{ {clauses} }}")
    assert asyncio.get_running_loop().time() - began < 3.0
    await asyncio.wait_for(there.gone.wait(), 3.0)
