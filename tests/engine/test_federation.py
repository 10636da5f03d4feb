"""SERVICE: allowed endpoints are joined as the standard says, in bounds; no other address is ever reached, whatever its spelling."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse, serialize

from amicorum.engine.admission import AdmissionController
from amicorum.engine.embedded.engine import EmbeddedEngine
from amicorum.engine.federation import Federation
from amicorum.engine.port import Engine, Priority, Query, Term
from amicorum.engine.remote import RemoteEngine
from amicorum.engine.rows import rows
from amicorum.engine.sparql.query_type import names_service
from amicorum.engine.sparql.service_clauses import replace_clauses
from amicorum.errors import BadQuery, Busy, EngineFailed, LimitReached, QueryError, Refused, TooLarge
from amicorum.rdf.formats import JSON_RESULTS
from amicorum.settings import Settings

pytestmark = pytest.mark.anyio

HERE = """
@prefix : <http://e/> .
:cracow :name "Kraków" ; :partner :leipzig, :vilnius .
:leipzig :name "Leipzig" . :vilnius :name "Vilnius" .
"""
THERE = """
@prefix : <http://e/> .
:leipzig :people 600000 ; :label "Leipzig"@de, "Lipsk"@pl ; :mayor [ :name "A \\\\u0022 } 'mayor'\\n" ] .
:cracow :people 800000 ; :twin :leipzig .
:vilnius :label "Vilnius\\tcity" .
"""
PREFIX = "PREFIX : <http://e/> "
REMOTE = "urn:x-test:remote"

Write = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Endpoint:
    """A SPARQL endpoint over some Turtle that also can misbehave, and what it was asked."""

    turtle: str
    misbehave: Write | None = None
    queries: list[str] = field(default_factory=list)
    address: str = ""
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    handling: set[asyncio.Task[None] | None] = field(default_factory=set)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.handling.add(asyncio.current_task())
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-length:"))
            self.queries.append(parse_qs((await reader.readexactly(length)).decode())["query"][0])
            await (self.misbehave or self._answer)(writer)
        except ConnectionError:
            self.gone.set()
        finally:
            writer.close()

    async def finish(self) -> None:
        """Wait until every request has had its answer, also one that has only just been accepted."""
        await asyncio.sleep(0.01)
        if running := {task for task in self.handling if task is not None}:
            await asyncio.wait(running, timeout=5.0)

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        store = Store()
        store.extend(parse(self.turtle, format=RdfFormat.TURTLE))
        writer.write(respond(store.query(self.queries[-1]).serialize(format=QueryResultsFormat.JSON) or b""))
        await writer.drain()


def respond(body: bytes, status: str = "200 OK", header: str = "Content-Type: application/sparql-results+json") -> bytes:
    return f"HTTP/1.1 {status}\r\nConnection: close\r\n{header}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def say(*parts: bytes, pause: float = 0.0) -> Write:
    async def write(writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    return write


def results(variables: list[str], *bindings: dict[str, object]) -> bytes:
    return respond(json.dumps({"head": {"vars": variables}, "results": {"bindings": bindings}}).encode())


@pytest.fixture
async def open_endpoint() -> AsyncIterator[Callable[[str], Awaitable[Endpoint]]]:
    """`await open_endpoint(turtle)`: an endpoint on this machine, closed after the test."""
    async with AsyncExitStack() as stack:

        async def start(turtle: str) -> Endpoint:
            endpoint = Endpoint(turtle)
            server = await asyncio.start_server(endpoint.handle, "127.0.0.1", 0)
            stack.push_async_callback(endpoint.finish)
            stack.callback(server.close)
            endpoint.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/sparql"
            return endpoint

        yield start


@pytest.fixture
async def there(open_endpoint: Callable[[str], Awaitable[Endpoint]]) -> Endpoint:
    """The endpoint that the settings allow."""
    return await open_endpoint(THERE)


StartHere = Callable[..., Awaitable[Engine]]


@pytest.fixture(params=["embedded", "remote"])
async def start_here(
    request: pytest.FixtureRequest, open_endpoint: Callable[[str], Awaitable[Endpoint]], there: Endpoint, tmp_path: Path
) -> AsyncIterator[StartHere]:
    """`await start_here(service_rows=…)`: our engine, of each kind, which may ask the endpoint there."""
    async with AsyncExitStack() as stack:

        async def start(**given: object) -> Engine:
            defaults = {"workers": 2, "query_memory": 256, "query_seconds": 4.0, "service_targets": (there.address,)}
            settings = Settings.model_validate(defaults | given)
            engine: Engine
            if request.param == "embedded":
                path = tmp_path / "here.nq"
                path.write_bytes(serialize(parse(HERE, format=RdfFormat.TURTLE), format=RdfFormat.N_TRIPLES) or b"")
                engine = EmbeddedEngine(settings, path)
            else:
                engine = RemoteEngine(settings, (await open_endpoint(HERE)).address)
            stack.push_async_callback(engine.close)
            await engine.start()
            return engine

        yield start


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
    (clause,) = federation.find(text)
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
    federation.close()


TARGET = "http://e.org:8080/sparql"
SPELLINGS = {
    "plain": f"SERVICE <{TARGET}> {{}}",
    "silent": f"sErViCe sIlEnT<{TARGET}>{{}}",
    "comment": f"SERVICE # <http://evil/>\n <{TARGET}> # {{\n {{}}",
    "prefixed": "SERVICE t:sparql {}",
    "prefixed-escape": "SERVICE t:%73parql {}",  # not decoded: another IRI
    "relative": "SERVICE </sparql> {}",
    "relative-dots": "SERVICE <a/../b/../../sparql> {}",
    "relative-network": "SERVICE <//e.org:8080/sparql> {}",
    "unicode-escape": "SERVICE <http://e.org:8080/\\u0073parql> {}",
    "unicode-long-escape": "SERVICE <http://e.org:8080/\\U00000073parql> {}",
}
"""All of them the allowed endpoint, to the parser, but for the one that the comment tells of."""


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings_of_the_allowed_endpoint(name: str) -> None:
    text = f"PREFIX t: <http://e.org:8080/> BASE <http://e.org:8080/base> ASK {{ {SPELLINGS[name]} }}"
    federation = Federation(Settings(service_targets=(TARGET,)))
    if name == "prefixed-escape":
        with pytest.raises(Refused, match="%73parql"):
            federation.find(text)
    else:
        (clause,) = federation.find(text)
        assert (clause.endpoint, clause.silent) == (TARGET, name == "silent")


OTHERS = [
    "http://evil.org/sparql",
    "HTTP://e.org:8080/sparql",
    "http://E.org:8080/sparql",
    "http://e.org/sparql",
    "http://e.org:80/sparql",
    "http://e.org:08080/sparql",
    "https://e.org:8080/sparql",
    "http://user@e.org:8080/sparql",
    "http://e.org:8080@evil.org/sparql",
    "http://e.org:8080#@evil.org/sparql",
    "http://e.org.:8080/sparql",
    "http://e.org:8080/sparql#fragment",
    "http://e.org:8080/sparql#",
    "http://e.org:8080/sparql?",
    "http://e.org:8080/sparql?query=x",
    "http://e.org:8080/sparql/",
    "http://e.org:8080//sparql",
    "http://e.org:8080/%73parql",
    "http://e.org:8080/./sparql",
    "http://e%2Eorg:8080/sparql",
    "http://\N{FULLWIDTH LATIN SMALL LETTER E}.org:8080/sparql",
    "http://e\N{IDEOGRAPHIC FULL STOP}org:8080/sparql",
    "http://\N{CYRILLIC SMALL LETTER IE}.org:8080/sparql",
    "http://xn--e1a.org:8080/sparql",
    "http://[::ffff:127.0.0.1]:8080/sparql",
    "http://127.1:8080/sparql",
    "http://2130706433:8080/sparql",
    "file:///etc/passwd",
    "urn:x",
]


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("other", OTHERS)
def test_any_other_address_is_refused_however_close(other: str, silent: str) -> None:
    with pytest.raises(Refused, match="not allowed"):
        Federation(Settings(service_targets=(TARGET,))).find(f"ASK {{ SERVICE {silent}<{other}> {{}} }}")


REFUSED: dict[str, tuple[str, type[QueryError]]] = {
    "variable": ("VALUES ?x { <http://e.org:8080/sparql> } SERVICE ?x {}", Refused),
    "nested": (f"SERVICE <{TARGET}> {{ SERVICE <{TARGET}> {{}} }}", Refused),
    "nested-deep": (f"SERVICE <{TARGET}> {{ OPTIONAL {{ {{ SERVICE SILENT ?x {{}} }} }} }}", Refused),
    "nested-escaped": (f"SERVICE <{TARGET}> {{ SERV\\u0049CE <http://evil/> {{}} }}", Refused),
    "second": (f"SERVICE <{TARGET}> {{}} SERVICE <http://evil/> {{}}", Refused),
    "second-escaped": (f"SERVICE <{TARGET}> {{}} SERV\\u0049CE <http://evil/> {{}}", Refused),
    "second-hidden": (f"SERVICE <{TARGET}> {{}} FILTER(?a<?b)SERVICE#>\n<http://evil/> {{}}", Refused),
    "second-in-quotes": (f"SERVICE <{TARGET}> {{}} FILTER(?a<''&&'>')SERVICE <http://evil/> {{}} #'", Refused),
    "blank": ("SERVICE _:x {}", BadQuery),
    "undeclared": ("SERVICE t:sparql {}", BadQuery),
    "string": ("SERVICE 'http://e.org:8080/sparql' {}", BadQuery),
    "broken-iri": ("SERVICE <http://e.org:8080x/> {}", BadQuery),
    "no-endpoint": ("SERVICE {}", BadQuery),
    "no-group": (f"SERVICE <{TARGET}>", BadQuery),
    "no-end": (f"SERVICE <{TARGET}> {{ {{}}", BadQuery),
    "too-many": (f"SERVICE <{TARGET}> {{}} " * 5, TooLarge),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_before_anything_runs(name: str) -> None:
    text, error = REFUSED[name]
    with pytest.raises(error):
        Federation(Settings(service_targets=(TARGET,))).find(f"ASK {{ {text}" + ("" if name == "no-end" else " }"))


def test_nothing_is_allowed_by_default_and_an_update_is_told_apart() -> None:
    federation = Federation(Settings())
    assert federation.find("SELECT * WHERE { ?s ?p 'SERVICE' }") == []
    with pytest.raises(Refused, match="SERVICE is not allowed"):
        federation.find(f"ASK {{ SERVICE <{TARGET}> {{}} }}")
    with pytest.raises(Refused, match="Update"):
        federation.find(f"INSERT {{}} WHERE {{ SERVICE <{TARGET}> {{}} }}")


PIECES = [
    "SERVICE", "SILENT", f"<{TARGET}>", "t:sparql", "?x", "{", "}", "(", ")", "<", "<<", "'", '"""', "#", "\\", "\n", "\\u0053", "_:b",
    "PREFIX", "t:", "BASE", "<http://e.org:8080/>", "VERSION", "ASK", "SELECT *", "FILTER", "\N{MIDDLE DOT}", "e:a.", "@en", "1.5e3",
]  # fmt: skip


@hypothesis.settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_whatever_is_asked_only_the_target_is_found_and_no_service_is_left(pieces: list[str]) -> None:
    federation = Federation(Settings(service_targets=(TARGET,)))
    text = f"PREFIX t: <http://e.org:8080/> ASK {{ {' '.join(pieces)} }}"
    try:
        clauses = federation.find(text)
    except QueryError as error:
        assert str(error)
        return
    assert {clause.endpoint for clause in clauses} <= {TARGET}
    assert not names_service(replace_clauses(text, clauses, ["" for _ in clauses]))


@pytest.mark.parametrize(
    "target",
    [
        "",
        "e.org",
        "ftp://e.org/",
        "http:///x",
        "http://u@e.org/",
        "http://e.org/#x",
        "http://e.org/ x",
        "http://é.org/",
        "http://e.org:99999/",
    ],
)
def test_a_target_that_is_no_plain_address_is_no_setting(target: str) -> None:
    with pytest.raises(ValidationError, match="service_targets"):
        Settings(service_targets=(target,))


URI = {"type": "uri", "value": "http://e/x"}
NESTED = b'{"type":"triple","value":{"subject":{"type":"uri","value":"a:b"},"predicate":{"type":"uri","value":"a:b"},"object":'
DEEP = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":' + NESTED * 8500 + b'{"type":"uri","value":"a:b"}' + b"}}" * 8500 + b"}]}}"
"""What overflows the stack of the library's reader."""
FAILURES: dict[str, tuple[Write, type[QueryError]]] = {
    "nothing": (say(), EngineFailed),
    "status": (say(respond(b"Words", "500 Broken")), EngineFailed),
    "bad-query": (say(respond(b"Words", "400 Bad Request")), BadQuery),
    "no-format": (say(respond(b"Words", "406 Not Acceptable")), EngineFailed),
    "busy": (say(respond(b"Words", "503 Busy")), Busy),
    "html": (say(respond(b"<p>Hello", header="Content-Type: text/html")), EngineFailed),
    "no-json": (say(respond(b"}")), EngineFailed),
    "half": (say(results(["s"], {"s": URI})[:-4]), EngineFailed),
    "truth": (say(respond(b'{"head":{},"boolean":true}')), EngineFailed),
    "no-variable": (say(results(["s) {} } SERVICE <http://evil/> {"])), EngineFailed),
    "no-iri": (say(results(["s"], {"s": {"type": "uri", "value": "http://e/> } SERVICE <http://evil/> {} #"}})), EngineFailed),
    "no-language": (say(results(["s"], {"s": {"type": "literal", "value": "x", "xml:lang": "en) }"}})), EngineFailed),
    "triple": (say(results(["s"], {"s": {"type": "triple", "value": {"subject": URI, "predicate": URI, "object": URI}}})), EngineFailed),
    "deep": (say(respond(DEEP)), EngineFailed),
    "deep-in-lists": (say(respond(b"[" * 500_000)), EngineFailed),
    "hidden-service": (say(results(["s"], {"s": {"type": "uri", "value": "urn:x)SERVICE"}})), EngineFailed),
    "silence": (say(b"", pause=1.0), EngineFailed),
    "drip": (say(*[b"HTTP/1.1 200 OK\r\nX: y", *[b"y"] * 40], pause=0.05), EngineFailed),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_a_failing_endpoint_is_named_or_silent(start_here: StartHere, there: Endpoint, name: str) -> None:
    there.misbehave, error = FAILURES[name]
    here = await start_here(query_seconds=1.2)
    text = f"{PREFIX}SELECT ?name WHERE {{ :vilnius :name ?name . SERVICE <{there.address}> {{ ?s ?p ?o }} }}"
    with pytest.raises(error, match=there.address) as caught:
        await rows(here, text)
    assert getattr(caught.value, "timeout", False) is (name in ("silence", "drip"))
    assert [row["name"] for row in await rows(here, text.replace("SERVICE", "SERVICE SILENT"))]
    assert here.stats().busy == 0


async def test_a_slot_that_is_taken_back_ends_the_request_also_where_silent(there: Endpoint) -> None:
    there.misbehave = say(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 100, pause=0.05)
    settings = Settings(service_targets=(there.address,))
    admission, federation = AdmissionController(settings), Federation(settings)
    slot = await admission.enter("greedy", Priority.PUBLIC)
    text = f"ASK {{ SERVICE SILENT <{there.address}> {{ ?s ?p ?o }} }}"
    task = asyncio.create_task(federation.fill(text, federation.find(text), slot, 60.0))
    while not there.queries:
        await asyncio.sleep(0.01)
    slot.preempted = True
    assert slot.on_preempted is not None
    slot.on_preempted()
    with pytest.raises(Busy, match="client_budget") as caught:
        await task
    assert caught.value.client
    await asyncio.wait_for(there.gone.wait(), 3.0)
    federation.close()


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(
    start_here: StartHere, there: Endpoint, open_endpoint: Callable[[str], Awaitable[Endpoint]], code: int
) -> None:
    elsewhere = await open_endpoint(THERE)
    there.misbehave = say(respond(b"", f"{code} Elsewhere", f"Location: {elsewhere.address}"))
    here = await start_here()
    with pytest.raises(EngineFailed, match="elsewhere"):
        await rows(here, f"SELECT * WHERE {{ SERVICE <{there.address}> {{ ?s ?p ?o }} }}")
    assert await rows(here, f"SELECT * WHERE {{ SERVICE SILENT <{there.address}> {{ ?s ?p ?o }} }}") == [{}]
    assert elsewhere.queries == []


@pytest.mark.parametrize("silent", ["", "SILENT"])
@pytest.mark.parametrize(
    ("limit", "answer"),
    [
        ("service_rows", results(["s"], *[{"s": URI}] * 4)),
        ("service_bytes", results(["s"], {"s": {"type": "literal", "value": "x" * 3000}})),
    ],
)
async def test_a_limit_is_ours_also_where_silent(start_here: StartHere, there: Endpoint, silent: str, limit: str, answer: bytes) -> None:
    """Both clauses together are above it; an answer cut at a limit would look complete."""
    there.misbehave = say(answer)
    here = await start_here(service_rows=7, service_bytes=5000)
    clause = f"SERVICE {silent} <{there.address}> {{ ?s ?p ?o }}"
    assert await rows(here, f"SELECT ?s WHERE {{ {clause} }}")
    with pytest.raises(LimitReached) as caught:
        await rows(here, f"SELECT ?s WHERE {{ {clause} {clause} }}")
    assert caught.value.limit == limit


async def test_columns_that_were_not_asked_for_are_passed_over(start_here: StartHere, there: Endpoint) -> None:
    """Virtuoso sends one where a group has no variable; another endpoint might hope to join with a variable of ours."""
    here = await start_here()
    there.misbehave = say(results(["_star_fake", "name"], {"_star_fake": URI, "name": URI}))
    text = f"{PREFIX}SELECT * WHERE {{ :vilnius :name ?name . SERVICE <{there.address}> {{ :vilnius :label 'x' }} }}"
    assert [set(row) for row in await rows(here, text)] == [{"name"}]


async def test_the_endpoint_need_not_make_more_rows_than_we_take(start_here: StartHere, there: Endpoint) -> None:
    here = await start_here(service_rows=3)
    with pytest.raises(LimitReached):
        await rows(here, f"SELECT * WHERE {{ SERVICE <{there.address}> {{ ?s ?p ?o }} }}")
    assert there.queries[-1].endswith("\nLIMIT 4")


async def test_who_goes_away_ends_the_request(start_here: StartHere, there: Endpoint) -> None:
    there.misbehave = say(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 100, pause=0.05)
    here = await start_here(query_seconds=20.0)
    task = asyncio.create_task(rows(here, f"SELECT * WHERE {{ SERVICE SILENT <{there.address}> {{ ?s ?p ?o }} }}"))
    while not there.queries:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(there.gone.wait(), 3.0)
    assert here.stats().busy == 0
