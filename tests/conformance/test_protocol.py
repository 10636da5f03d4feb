"""The W3C's SPARQL 1.1 Protocol tests over HTTP, with each engine: every query test as it stands; writing is refused with 403."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import httpx2
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from tests.conformance.manifests import FOLDER, Case, Request, present, read_cases, read_data
from tests.contract.servers import UNION, serve_oxigraph, serve_virtuoso
from tests.web.servers import run_server

from amicorum.engine.factory import open_engine
from amicorum.release.pipeline import BuildInput, build
from amicorum.release.release import NQUADS, Release
from amicorum.settings import Settings
from amicorum.web.app import create_app

pytestmark = present

MANIFEST = FOLDER / "protocol" / "manifest.ttl"
CASES = read_cases(MANIFEST)
QUERIES = [case for case in CASES if "update" not in case.name]
UPDATES = [case for case in CASES if "update" in case.name]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The manifest's data as a release."""
    build_input = BuildInput(quads=list(parse(read_data(MANIFEST), format=RdfFormat.TRIG)), metadata=(), date="2026-11-23")
    return build(build_input, tmp_path_factory.mktemp("protocol") / "releases", step=lambda _: None).release


@pytest.fixture(scope="module", params=["embedded", "oxigraph", "virtuoso"])
def endpoint(request: pytest.FixtureRequest, release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server over the manifest's data, with each engine behind it."""
    with ExitStack() as stack:
        settings = Settings(releases=release.folder.parent, base="http://www.example/", workers=1)
        if request.param == "oxigraph":
            settings = settings.model_copy(update={"engine": stack.enter_context(serve_oxigraph(release.file(NQUADS)))})
        elif request.param == "virtuoso":
            address = stack.enter_context(serve_virtuoso(release.file(NQUADS), tmp_path_factory.mktemp("virtuoso")))
            settings = settings.model_copy(update={"engine": address, "engine_union": UNION})
        server = stack.enter_context(run_server(create_app(settings, open_engine(settings, release), release)))
        yield server.url + "/sparql"


def test_the_manifest_has_both_kinds() -> None:
    assert (len(QUERIES), len(UPDATES)) == (20, 14)


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case.name)
def test_query(endpoint: str, case: Case) -> None:
    for request in case.requests:
        answer = send(endpoint, request)
        assert f"{answer.status_code // 100}xx" in request.statuses, answer.text
        if request.format:
            check_format(request, answer)


@pytest.mark.parametrize("case", UPDATES, ids=lambda case: case.name)
def test_update_is_refused(endpoint: str, case: Case) -> None:
    answer = send(endpoint, case.requests[0])
    # Two of the wrong requests do not even say that they are updates.
    assert answer.status_code == (415 if case.name in ("bad_update_wrong_media_type", "bad_update_missing_form_type") else 403)
    assert answer.headers["content-type"] == "application/problem+json"


def send(endpoint: str, request: Request) -> httpx2.Response:
    address = endpoint + request.path.removeprefix("/sparql/")
    return httpx2.request(request.method, address, headers=request.headers, content=request.body)


def check_format(request: Request, answer: httpx2.Response) -> None:
    media_type = answer.headers["content-type"]
    if request.format == "RDF":
        kind = RdfFormat.from_media_type(media_type)
        assert kind, media_type
        list(parse(answer.content, format=kind))
        return
    results_kind = QueryResultsFormat.from_media_type(media_type)
    assert results_kind, media_type
    results = parse_query_results(answer.content, format=results_kind)
    assert isinstance(results, QuerySolutions) == (request.format == "tabular")
    if request.boolean is not None:
        assert bool(results) is request.boolean
