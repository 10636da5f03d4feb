"""Tags, 304, codings and the cache: an answer is given again only where it is the same answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import zstandard
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.fakes import FakeEngine

from amicorum.settings import Settings
from amicorum.web.state import Serving

ROWS = {"query": "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 20"}


@pytest.fixture
def bare(app: FastAPI) -> Iterator[TestClient]:
    """A client that asks for no coding of its own."""
    with TestClient(app, headers={"Accept-Encoding": "identity"}) as client:
        yield client


def test_gives_an_answer_again_without_asking_the_engine(bare: TestClient, engine: FakeEngine) -> None:
    first, second = bare.get("/sparql", params=ROWS), bare.get("/sparql", params=ROWS)
    assert first.content == second.content
    assert len(engine.asked) == 1
    kept = {name: value for name, value in second.headers.items() if name != "x-request-id"}
    assert kept == {name: value for name, value in first.headers.items() if name != "x-request-id"}
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


@pytest.mark.parametrize(
    ("parameters", "headers"),
    [
        ({**ROWS, "format": "csv"}, {}),
        ({"query": ROWS["query"] + " "}, {}),
        ({**ROWS, "default-graph-uri": "urn:x"}, {}),
        (ROWS, {"Accept": "text/csv"}),
        (ROWS, {"Accept-Encoding": "gzip"}),
        (ROWS, {"Cache-Control": "no-cache"}),
        (ROWS, {"Authorization": "Basic eDp5"}),
    ],
)
def test_asks_again_where_anything_differs(
    bare: TestClient, engine: FakeEngine, parameters: dict[str, str], headers: dict[str, str]
) -> None:
    bare.get("/sparql", params=ROWS)
    bare.get("/sparql", params=parameters, headers=headers)
    assert len(engine.asked) == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?a) {}",
        "SELECT (rand() AS ?a) {}",
        "SELECT (struuid() AS ?a) {}",
        r"SELECT (\u004EOW() AS ?a) {}",
        "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_never_keeps_what_changes_each_time(bare: TestClient, engine: FakeEngine, query: str) -> None:
    for _ in range(2):
        answer = bare.get("/sparql", params={"query": query})
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
    assert len(engine.asked) == 2


def test_never_keeps_an_error(bare: TestClient, engine: FakeEngine) -> None:
    for _ in range(2):
        assert bare.get("/sparql", params={"query": "ASK {"}).status_code == 400
    assert len(engine.asked) == 2


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_says_not_modified_for_each_coding(bare: TestClient, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    first = bare.get("/sparql", params=ROWS, headers=headers)
    assert first.headers.get("content-encoding", "identity") == coding
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = bare.get("/sparql", params=ROWS, headers={**headers, "If-None-Match": condition})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag or condition == "*"
    assert bare.get("/sparql", params=ROWS, headers={**headers, "If-None-Match": '"other"'}).status_code == 200


def test_codings_have_tags_and_bodies_of_their_own(bare: TestClient) -> None:
    answers = [bare.get("/sparql", params=ROWS, headers={"Accept-Encoding": coding}) for coding in ("identity", "gzip", "br", "zstd")]
    assert len({answer.headers["etag"] for answer in answers}) == 4
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(answers[-1].content)
    assert {answer.content for answer in answers[:-1]} == {plain}
    assert all("Accept-Encoding" in answer.headers["vary"] for answer in answers)


def test_not_modified_does_not_ask_the_engine(bare: TestClient, engine: FakeEngine) -> None:
    tag = bare.get("/sparql", params=ROWS).headers["etag"]
    bare.post("/sparql", data=ROWS, headers={"If-None-Match": tag})
    assert len(engine.asked) == 1


def test_another_release_has_other_answers(bare: TestClient, app: FastAPI, engine: FakeEngine) -> None:
    before = bare.get("/sparql", params=ROWS)
    site = app.state.amicorum
    manifest = site.release.manifest.model_copy(update={"id": "0123456789abcdef"})
    other = type(site.release)(site.release.folder, manifest, site.release.checksums)
    site.serving = Serving(other, engine)
    after = bare.get("/sparql", params=ROWS, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]


class TestBound:
    """The cache stays inside its memory."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"cache_bytes": 64 * 1024})

    def test_forgets_the_oldest(self, bare: TestClient, engine: FakeEngine) -> None:
        for number in range(60):
            assert bare.get("/sparql", params={"query": f"SELECT ({number} AS ?n) {{}}"}).status_code == 200
        assert len(engine.asked) == 60
        held = float(next(line for line in bare.get("/metrics").text.splitlines() if line.startswith("amicorum_cache_bytes ")).split()[1])
        assert 0 < held <= 64 * 1024
        bare.get("/sparql", params={"query": "SELECT (59 AS ?n) {}"})
        assert len(engine.asked) == 60
        bare.get("/sparql", params={"query": "SELECT (0 AS ?n) {}"})
        assert len(engine.asked) == 61
