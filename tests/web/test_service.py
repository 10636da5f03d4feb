"""What every address has in common, and the addresses for operators: headers, OPTIONS, HEAD, health, metrics, reference."""

from __future__ import annotations

import logging

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient
from tests.web.fakes import FakeEngine

from amicorum.errors import Busy, EngineFailed
from amicorum.web.responses.problem import ALL
from amicorum.web.state import client_key

ADDRESSES = ["/sparql", "/sparql?query=ASK%20%7B%7D", "/graph/curated", "/graph-store?default", "/health/live", "/metrics", "/api",
             "/openapi.json", "/problems/busy", "/nowhere"]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_open_and_safe(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-request-id"]
    assert "Accept-Encoding" in headers["vary"]
    assert "server" not in headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_get_without_a_body(client: TestClient, address: str) -> None:
    get, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers.get("etag") == get.headers.get("etag")


@pytest.mark.parametrize(
    ("address", "allow"),
    [("/sparql", "GET, HEAD, OPTIONS, POST"), ("/graph/curated", "GET, HEAD, OPTIONS"), ("/openapi.json", "GET, HEAD, OPTIONS")],
)
def test_options_says_what_there_is(client: TestClient, address: str, allow: str) -> None:
    preflight = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    for headers in ({}, preflight):
        answer = client.options(address, headers=headers)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["allow"] == answer.headers["access-control-allow-methods"] == allow
        assert answer.headers["access-control-allow-headers"] == "*"
    refused = client.delete(address)
    assert (refused.status_code, refused.headers["allow"]) == (405, allow)


def test_links_are_made_from_the_base_alone(client: TestClient) -> None:
    for address, headers in (("/sparql", {"Accept": "text/turtle"}), ("/sparql", {"Accept": "text/html"}), ("/api", {}), ("/nowhere", {})):
        answer = client.get(address, headers={**headers, "Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("prefix", ["", "/amicorum"])
def test_answers_with_and_without_the_prefix(client: TestClient, prefix: str) -> None:
    assert client.get(f"{prefix}/sparql?query=ASK%20%7B%7D").json()["boolean"] is True
    assert client.get(f"{prefix}/health/live").status_code == 200
    assert client.get(f"{prefix}/sparql/", follow_redirects=False).status_code == 308


def test_keeps_a_harmless_request_id(client: TestClient) -> None:
    assert client.get("/health/live", headers={"X-Request-Id": "abc-1.2"}).headers["x-request-id"] == "abc-1.2"
    for hostile in ("a b", "x" * 65, '"}'):
        assert client.get("/health/live", headers={"X-Request-Id": hostile}).headers["x-request-id"] != hostile


def test_lives_and_gets_ready(app: FastAPI, client: TestClient, engine: FakeEngine) -> None:
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 200
    engine.fail = Busy("full")
    assert client.get("/health/ready").status_code == 200
    engine.fail = EngineFailed("gone")
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200
    engine.fail = None
    app.state.amicorum.ready = False
    assert client.get("/health/ready").status_code == 503
    assert engine.open == 0


def test_starts_and_closes_the_engine(app: FastAPI, engine: FakeEngine) -> None:
    with TestClient(app):
        assert engine.started
        assert not engine.closed
    assert engine.closed
    assert not app.state.amicorum.ready


def test_counts_by_route_and_never_by_what_strangers_send(client: TestClient) -> None:
    client.get("/sparql?query=ASK%20%7B%7D")
    client.get("/sparql?query=ASK%20%7B%7D")
    client.get("/graph/curated")
    client.get("/some/scanner.php")
    client.request("BREW", "/sparql")
    samples = [sample for family in text_string_to_metric_families(client.get("/metrics").text) for sample in family.samples]
    requests = {tuple(sample.labels.values()): sample.value for sample in samples if sample.name == "amicorum_requests_total"}
    assert requests == {
        ("GET", "/sparql", "200"): 2,
        ("GET", "/graph/{name:path}", "200"): 1,
        ("GET", "unknown", "404"): 1,
        ("other", "/sparql", "405"): 1,
    }
    names = {sample.name for sample in samples}
    assert {"amicorum_cache_hits_total", "amicorum_engine_busy", "amicorum_release_info", "amicorum_request_seconds_bucket"} <= names


def test_logs_one_line_a_request_and_the_query_only_at_debug(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "amicorum"):
        answer = client.get("/sparql?query=ASK%20%7B%20%22secret%22%20%3Fp%20%3Fo%20%7D")
    lines = [record for record in caplog.records if record.name == "amicorum.access"]
    assert len(lines) == 1
    assert vars(lines[0])["request"] == answer.headers["x-request-id"]
    assert not any("secret" in str(vars(record)) for record in caplog.records if record.name.startswith("amicorum"))
    with caplog.at_level(logging.DEBUG, "amicorum"):
        client.get("/sparql?query=ASK%20%7B%20%22secret%22%20%3Fp%20%3Fx%20%7D")
    assert any("secret" in str(vars(record)) for record in caplog.records if record.name.startswith("amicorum"))


def test_an_unforeseen_error_is_a_500_that_tells_nothing(client: TestClient, engine: FakeEngine) -> None:
    engine.fail = ZeroDivisionError("secret")  # type: ignore[assignment]  # what no engine should raise
    answer = client.get("/sparql?query=ASK%20%7B%7D")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "secret" not in answer.text


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_kind_of_problem_has_a_page(client: TestClient, name: str) -> None:
    page = client.get(f"/problems/{name}")
    assert page.status_code == 200
    assert ALL[name].title in page.text


def test_the_reference_names_every_address(client: TestClient) -> None:
    page, paths = client.get("/api").text, client.get("/openapi.json").json()["paths"]
    assert all(f'<code class="address">{path}</code>' in page for path in paths)
    assert "/sparql" in paths


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1%eth0", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_knows_a_client_by_its_network(address: str, key: str) -> None:
    assert client_key({"client": (address, 1)}) == key
    assert client_key({"client": None}) == ""


def test_the_engine_is_asked_in_its_own_lane_for_health(client: TestClient, engine: FakeEngine) -> None:
    client.get("/health/ready")
    assert engine.asked[0].priority == "service"
