"""What only a real connection shows: cut answers, clients that go away or stall, old HTTP, hostile framing, many at once."""

from __future__ import annotations

import http.client
import socket
from contextlib import suppress
from urllib.parse import quote

import httpx2
import pytest
from tests.polling import wait_for
from tests.web.fakes import FakeEngine
from tests.web.servers import Server, run_server

from amicorum.errors import EngineFailed, LimitReached
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

LARGE = "/sparql?query=" + quote("SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 9 } ?s ?p ?o . ?x ?y ?z . ?u ?v ?w } LIMIT 4000")
SMALL = "/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 3")


def test_streams_a_large_answer_whole(server: Server, engine: FakeEngine) -> None:
    answer = httpx2.get(server.url + LARGE)
    assert answer.headers["transfer-encoding"] == "chunked"
    assert len(answer.json()["results"]["bindings"]) == 4000
    wait_for(lambda: engine.open == 0)


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_a_cut_answer_never_looks_whole(server: Server, engine: FakeEngine, coding: str) -> None:
    engine.break_after, engine.trouble = 8, LimitReached("over the limit", limit="answer_bytes")
    with pytest.raises(httpx2.RemoteProtocolError, match="incomplete"):
        httpx2.get(server.url + LARGE, headers={"Accept-Encoding": coding})
    wait_for(lambda: engine.open == 0)
    assert 'amicorum_answers_cut_total{reason="LimitReached"} 1.0' in httpx2.get(server.url + "/metrics").text


def test_trouble_before_the_first_bytes_is_a_problem(server: Server, engine: FakeEngine) -> None:
    engine.break_after, engine.trouble = 2, EngineFailed("the worker died")
    answer = httpx2.get(server.url + LARGE)
    assert (answer.status_code, answer.json()["detail"]) == (502, "the worker died")
    assert engine.open == 0


def test_stops_the_query_when_the_client_goes_away_while_waiting(server: Server, engine: FakeEngine) -> None:
    engine.wait = 60
    with server.connect() as connection:
        connection.sendall(f"GET {SMALL} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wait_for(lambda: len(engine.asked) == 1)
    engine.wait = 0
    wait_for(lambda: "amicorum_requests_running 1.0" in httpx2.get(server.url + "/metrics").text)
    assert 'amicorum_answers_cut_total{reason="disconnected"} 1.0' in httpx2.get(server.url + "/metrics").text


def test_stops_the_query_when_the_client_goes_away_while_reading(server: Server, engine: FakeEngine) -> None:
    engine.drip, engine.chunk = 0.05, 20_000
    with server.connect() as connection:
        connection.sendall(f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        assert engine.open == 1
    wait_for(lambda: engine.open == 0)


def test_cuts_a_client_that_takes_nothing(server: Server, engine: FakeEngine, settings: Settings) -> None:
    assert settings.stall_seconds < 1
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(f"GET {LARGE}0 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wait_for(lambda: engine.open == 1)
        wait_for(lambda: engine.open == 0)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"stall_seconds": 0.5})


def test_old_http_gets_only_what_is_whole(server: Server, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    status, headers, body = get_by_old_http(server, LARGE)
    assert status == 200
    assert int(headers["content-length"]) == len(body)
    monkeypatch.setattr("amicorum.web.responses.query_answer.OLD_HTTP_BYTES", 1000)
    status, _, body = get_by_old_http(server, LARGE.replace("4000", "4001"))
    assert status == 422
    assert b"use HTTP/1.1" in body
    wait_for(lambda: engine.open == 0)


def get_by_old_http(server: Server, address: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"  # type: ignore[attr-defined]  # the library speaks it, but has no switch
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_refuses_two_lengths_for_one_body(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1


def test_a_body_without_a_length_is_bounded_too(server: Server, engine: FakeEngine, settings: Settings) -> None:
    def parts() -> object:
        for _ in range(settings.body_bytes // 65536 + 10):
            yield b"#" * 65536

    answer = httpx2.post(server.url + "/sparql", content=parts(), headers={"Content-Type": "application/sparql-query"})  # type: ignore[arg-type]
    assert answer.status_code == 413
    assert engine.asked == []


def test_a_body_that_does_not_come_is_given_up(server: Server, engine: FakeEngine) -> None:
    with server.connect() as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\nASK")
        assert connection.recv(12) == b"HTTP/1.1 408"
    assert engine.asked == []


def test_a_body_that_drips_is_given_up_and_its_connection_closed(server: Server, settings: Settings) -> None:
    with server.connect() as connection:
        connection.settimeout(settings.stall_seconds / 4)
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 900\r\n\r\n")
        said = b""
        for _ in range(40):
            try:
                connection.sendall(b"#")
                said = connection.recv(4096)
                break
            except TimeoutError:
                continue
        assert said.startswith(b"HTTP/1.1 408")
        connection.settimeout(60)
        with suppress(ConnectionResetError):  # where our last byte came when nobody read any more
            while connection.recv(4096):
                pass


def test_a_head_without_end_is_refused(server: Server) -> None:
    with server.connect() as connection, pytest.raises(ConnectionError):
        connection.sendall(b"GET /health/live HTTP/1.1\r\nX: ")
        for _ in range(1000):
            connection.sendall(b"x" * 65536)
    with server.connect() as connection:
        connection.sendall(b"GET /health/live HTTP/1.1\r\nX: " + b"x" * 600_000)
        assert connection.recv(12) == b"HTTP/1.1 431"


@pytest.mark.parametrize("sent", [b"", b"GET /health/live HTTP/1.1\r\nHost", b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\nGET /he"])
def test_a_head_that_does_not_come_is_given_up(server: Server, sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amicorum.web.server.uvicorn_config.HEAD_SECONDS", 0.3)
    with server.connect() as connection:
        connection.sendall(sent)
        assert connection.makefile("rb").read().count(b"HTTP/1.1 200") == sent.count(b"\r\n\r\n")


@pytest.mark.parametrize(("blanks", "status"), [(20_000, b"200"), (22_000, b"414")])
def test_an_address_has_room_for_a_long_query(server: Server, blanks: int, status: bytes) -> None:
    with server.connect() as connection:
        connection.sendall(b"GET /sparql?query=ASK%7B%7D" + b"%20" * blanks + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 " + status


def test_an_upgrade_is_not_made_and_the_request_is_answered(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(f"GET {SMALL} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize(("proxies", "client"), [((), "127.0.0.1"), (("127.0.0.1",), "192.0.2.9"), (("192.0.2.1",), "127.0.0.1")])
def test_only_a_trusted_proxy_names_the_client(tiny_release: Release, proxies: tuple[str, ...], client: str) -> None:
    settings = Settings(releases=tiny_release.folder.parent, trusted_proxies=proxies)
    engine = FakeEngine(tiny_release)
    with run_server(create_app(settings, engine, tiny_release)) as server:
        httpx2.get(server.url + SMALL, headers={"X-Forwarded-For": "192.0.2.9"})
    assert engine.asked[0].client == client


def test_head_has_the_headers_and_no_body(server: Server, engine: FakeEngine) -> None:
    for address in (SMALL, LARGE):
        with server.connect() as connection:
            connection.sendall(f"HEAD {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert b"content-type: application/sparql-results+json" in head.lower()
        assert body == b""
    wait_for(lambda: engine.open == 0)


def test_asks_for_many_at_once(server: Server, engine: FakeEngine) -> None:
    engine.wait = 3600
    connections = [server.connect() for _ in range(20)]
    for number, connection in enumerate(connections):
        connection.sendall(f"GET {SMALL}&n={number} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    wait_for(lambda: len(engine.asked) == 20)  # although none has been answered
    for connection in connections:
        connection.close()
