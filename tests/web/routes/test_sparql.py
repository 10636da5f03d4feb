"""/sparql: what a request gets for each way of asking, right and wrong."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results
from starlette.testclient import TestClient
from tests.web.fakes import FakeEngine

from amicorum.errors import Busy, EngineFailed, LimitReached
from amicorum.rdf import formats

SELECT = "SELECT ?s WHERE { ?s a ?type } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
JSON = "application/sparql-results+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "query", "expected"),
    [
        (None, SELECT, JSON),
        ("*/*", SELECT, JSON),
        ("", SELECT, JSON),
        ("application/json", SELECT, "application/json"),
        ("text/csv", SELECT, "text/csv; charset=utf-8"),
        ("text/csv;q=0.5, text/tab-separated-values", SELECT, "text/tab-separated-values; charset=utf-8"),
        ("text/*", SELECT, "text/csv; charset=utf-8"),
        ("application/xml", SELECT, "application/xml"),
        ("application/xml", CONSTRUCT, "application/xml"),
        (f"{JSON};q=0, */*;q=0.1", SELECT, "application/sparql-results+xml"),
        ("text/turtle;charset=utf-8", CONSTRUCT, "text/turtle; charset=utf-8"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', CONSTRUCT, "application/ld+json"),
        ("*/*", CONSTRUCT, "text/turtle; charset=utf-8"),
        ("text/plain", CONSTRUCT, "text/plain; charset=utf-8"),
        ("text/n3", CONSTRUCT, "text/n3; charset=utf-8"),
        ("text/rdf+n3", CONSTRUCT, "text/rdf+n3; charset=utf-8"),
        ("application/n3", CONSTRUCT, "application/n3"),
        ("application/x-turtle", CONSTRUCT, "application/x-turtle"),
        ("application/x-trig", CONSTRUCT, "application/x-trig"),
        ("text/x-nquads", CONSTRUCT, "text/x-nquads; charset=utf-8"),
        ("text/json", SELECT, "text/json; charset=utf-8"),
        ("text/xml", SELECT, "text/xml; charset=utf-8"),
        ("TEXT/Turtle", CONSTRUCT, "text/turtle; charset=utf-8"),
        (f"{JSON}, application/n-quads", CONSTRUCT, "application/n-quads"),
    ],
)
def test_negotiates_the_format(client: TestClient, accept: str | None, query: str, expected: str) -> None:
    headers = {} if accept is None else {"Accept": accept}
    answer = client.get("/sparql", params={"query": query}, headers=headers or {"Accept": ""})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == expected
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("written", formats.RESULTS, ids=lambda each: each.name)
def test_writes_rows_in_each_format(client: TestClient, written: formats.Format) -> None:
    answer = client.get("/sparql", params={"query": SELECT, "format": written.name}, headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"] == written.content_type
    if written is formats.CSV_RESULTS:
        assert answer.text.startswith("s\r\nhttp")
    else:
        assert list(parse_query_results(answer.content, format=QueryResultsFormat.from_media_type(written.media_type)))


@pytest.mark.parametrize("written", formats.GRAPHS, ids=lambda each: each.name)
def test_writes_triples_in_each_format(client: TestClient, written: formats.Format) -> None:
    answer = client.get("/sparql", params={"query": CONSTRUCT, "format": written.extension}, headers={"Accept": JSON})
    assert answer.headers["content-type"] == written.content_type
    assert list(parse(answer.content, format=RdfFormat.from_media_type(written.media_type)))


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("format=json", "application/ld+json"),
        ("format=json-ld&format=application/ld%2Bjson%2Capplication/x-json%2Bld", "application/ld+json"),
        ("format=rdf%2Bxml&format=", "application/rdf+xml"),
        ("format=XML", "application/rdf+xml"),
        ("format=n3", "text/turtle; charset=utf-8"),
        ("format=unknown,nt", "application/n-triples"),
        ("format=", "text/turtle; charset=utf-8"),
    ],
)
def test_understands_the_spellings_in_use(client: TestClient, spelling: str, expected: str) -> None:
    answer = client.get(f"/sparql?query={quote(CONSTRUCT)}&{spelling}", headers={"Accept": "*/*"})
    assert answer.headers["content-type"] == expected


@pytest.mark.parametrize(
    ("accept", "parameters", "listed"),
    [
        ("image/png", {"query": SELECT}, "text/turtle"),
        ("text/turtle", {"query": SELECT}, JSON),
        (JSON, {"query": CONSTRUCT}, "application/trig"),
        ("*/*", {"query": SELECT, "format": "docx"}, JSON),
        ("*/*", {"query": CONSTRUCT, "format": "csv"}, "text/turtle"),
        ("image/png", {}, "text/turtle"),
    ],
)
def test_lists_what_there_is(client: TestClient, accept: str, parameters: dict[str, str], listed: str) -> None:
    answer = client.get("/sparql", params=parameters, headers={"Accept": accept})
    assert answer.status_code == 406
    assert listed in answer.json()["detail"]


FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


@pytest.mark.parametrize(
    ("method", "address", "content_type", "body", "status", "kind"),
    [
        ("GET", "?query=ASK+%7B%7D", None, b"", 200, None),
        ("GET", "?query=ASK+%7B%7D&other=1", None, b"", 200, None),
        ("POST", "", FORM, b"query=ASK+%7B%7D", 200, None),
        ("POST", "", FORM + "; charset=UTF-8", b"query=ASK+%7B%7D", 200, None),
        ("POST", "", DIRECT, b"ASK {}", 200, None),
        ("POST", "", DIRECT + '; charset="utf-8"', b"ASK {}", 200, None),
        ("GET", "?query=", None, b"", 400, "bad-query"),
        ("GET", "?query=ASK+%7B", None, b"", 400, "bad-query"),
        ("GET", "?query=ASK+%7B%7D&query=ASK+%7B%7D", None, b"", 400, "bad-query"),
        ("GET", "?query=%FF", None, b"", 400, "bad-query"),
        ("GET", "?query=ASK+%7B%7D&timeout=soon", None, b"", 400, "bad-query"),
        ("GET", "?query=ASK+%7B%7D&timeout=-1", None, b"", 400, "bad-query"),
        ("GET", "?query=ASK+%7B%7D&timeout=nan", None, b"", 400, "bad-query"),
        ("GET", "?query=ASK+%7B%7D&default-graph-uri=not-an-iri", None, b"", 400, "bad-query"),
        ("GET", "?query=ASK+%7B%7D&" + "x=1&" * 1000, None, b"", 400, "bad-query"),
        ("GET", "?update=CLEAR+ALL", None, b"", 403, "update-refused"),
        ("POST", "", FORM, b"update=CLEAR+ALL", 403, "update-refused"),
        ("POST", "", "application/sparql-update", b"CLEAR ALL", 403, "update-refused"),
        ("POST", "", FORM, b"", 400, "bad-query"),
        ("POST", "", FORM, b"query=ASK+%7B%7D&query=ASK+%7B%7D", 400, "bad-query"),
        ("POST", "?query=ASK+%7B%7D", DIRECT, b"ASK {}", 400, "bad-query"),
        ("POST", "", FORM, "query=é".encode(), 400, "bad-query"),
        ("POST", "", DIRECT, b"ASK { \xff }", 400, "bad-query"),
        ("POST", "", DIRECT, b"", 400, "bad-query"),
        ("POST", "", DIRECT + "; charset=utf-16", b"ASK {}", 415, "wrong-media-type"),
        ("POST", "", "text/plain", b"ASK {}", 415, "wrong-media-type"),
        ("POST", "", "multipart/form-data; boundary=x", b"--x--", 415, "wrong-media-type"),
        ("POST", "", "nonsense", b"ASK {}", 415, "wrong-media-type"),
        ("POST", "", None, b"query=ASK+%7B%7D", 415, "wrong-media-type"),
        ("POST", "", DIRECT, b"#" * (64 * 1024 + 1), 413, "too-large"),
        ("POST", "", DIRECT, b"#" * (8 * 1024 * 1024 + 1), 413, "too-large"),
        ("PUT", "?query=ASK+%7B%7D", None, b"", 405, "wrong-method"),
        ("DELETE", "", None, b"", 405, "wrong-method"),
        ("BREW", "", None, b"", 405, "wrong-method"),
    ],
)  # fmt: skip
def test_gives_the_right_status(
    client: TestClient, method: str, address: str, content_type: str | None, body: bytes, status: int, kind: str | None
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = client.request(method, "/sparql" + address, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    if kind:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["type"] == f"https://data.example/amicorum/problems/{kind}"
        assert problem["status"] == status
        assert client.get(f"/problems/{kind}").status_code == 200


@pytest.mark.parametrize(("coding", "status"), [("compress", 415), ("gzip", 400)])
def test_refuses_a_body_in_an_unknown_coding_or_in_another_than_it_says(client: TestClient, coding: str, status: int) -> None:
    answer = client.post("/sparql", content=b"x", headers={"Content-Type": DIRECT, "Content-Encoding": coding})
    assert answer.status_code == status


def test_decodes_a_form_exactly_once(client: TestClient, engine: FakeEngine) -> None:
    text = 'ASK { ?s ?p "100%25 + é" }'
    client.post("/sparql", data={"query": text})
    client.get("/sparql", params={"query": text})
    assert [query.text for query in engine.asked] == [text, text]


def test_hands_on_dataset_timeout_and_client(client: TestClient, engine: FakeEngine) -> None:
    parameters = "default-graph-uri=urn:a&default-graph-uri=urn:b&timeout=2.5"
    client.post(f"/sparql?{parameters}", data={"query": "ASK {}", "named-graph-uri": "urn:c"})
    query = engine.asked[0]
    assert (query.default_graphs, query.named_graphs, query.timeout) == (("urn:a", "urn:b"), ("urn:c",), 2.5)
    assert query.client == "testclient"


@pytest.mark.parametrize(
    ("error", "status", "kind", "more"),
    [
        (LimitReached("over 15 seconds", limit="query_seconds"), 422, "limit-reached", {"limit": "query_seconds"}),
        (Busy("full", retry_after=7), 503, "busy", {}),
        (Busy("yours are many", retry_after=7, client=True), 429, "too-many-requests", {}),
        (EngineFailed("lied"), 502, "engine-failed", {}),
        (EngineFailed("slow", timeout=True), 504, "engine-timeout", {}),
    ],
)
def test_names_what_the_engine_could_not_do(
    client: TestClient, engine: FakeEngine, error: Exception, status: int, kind: str, more: dict[str, str]
) -> None:
    engine.fail = error  # type: ignore[assignment]
    answer = client.get("/sparql", params={"query": "ASK {}"})
    assert answer.status_code == status
    problem = answer.json()
    assert problem["type"].endswith(f"/problems/{kind}")
    assert problem["detail"] == str(error)
    assert more.items() <= problem.items()
    assert answer.headers.get("retry-after") == ("7" if isinstance(error, Busy) else None)
    assert answer.headers["cache-control"] == "no-store"


def test_a_browser_sees_a_problem_as_a_page(client: TestClient, engine: FakeEngine) -> None:
    engine.fail = Busy("<b>full</b>", retry_after=7)
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": BROWSER})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "7"
    assert answer.headers["content-type"].startswith("text/html")
    assert "&lt;b&gt;full" in answer.text
