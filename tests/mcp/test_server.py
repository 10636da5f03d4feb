"""The MCP server, asked by the SDK's own client: in process, over HTTP and over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.servers import run_server

from amicorum.engine.factory import open_engine
from amicorum.features.network.cache import NetworkCache
from amicorum.features.reconciliation.service import ReconciliationService
from amicorum.features.search.index import open_index
from amicorum.mcp.knowledge import Knowledge
from amicorum.mcp.server import make_server
from amicorum.rdf import iris
from amicorum.release.cache import ReleaseCache
from amicorum.release.release import Release
from amicorum.settings import Settings
from amicorum.web.app import create_app
from mcp import Client, StdioServerParameters

BASE = "https://data.example/amicorum/"
TOOLS = {"search", "describe", "partners", "path", "reconcile", "questions", "ask", "sparql"}
Ask = Callable[[str, dict[str, Any]], Awaitable[Any]]


async def talk(settings: Settings, release: Release, work: Callable[[Client], Awaitable[None]]) -> None:
    """A client connected to a server in this process."""
    engine = open_engine(settings, release)
    await engine.start()
    try:
        reconciliation = ReconciliationService(places=1, seconds=10, base=settings.base)
        knowledge = Knowledge(settings, lambda: (release, engine), ReleaseCache(open_index), NetworkCache(), reconciliation)
        async with Client(make_server(knowledge)) as client:
            await work(client)
    finally:
        await engine.close()


@pytest.fixture
def settings(world_release: Release) -> Settings:
    return Settings(releases=world_release.folder.parent, base=BASE, workers=1, query_bytes=2000)


def ask_all(settings: Settings, release: Release, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The results of some calls, in order."""
    results: list[Any] = []

    async def work(client: Client) -> None:
        results.extend([await client.call_tool(name, arguments) for name, arguments in calls])

    asyncio.run(talk(settings, release, work))
    return results


def ask(settings: Settings, release: Release, name: str, **arguments: Any) -> dict[str, Any]:
    [result] = ask_all(settings, release, (name, arguments))
    assert not result.is_error, result.content
    found: dict[str, Any] = result.structured_content
    return found


def test_every_tool_is_described_and_only_reads(settings: Settings, world_release: Release) -> None:
    async def work(client: Client) -> None:
        tools = (await client.list_tools()).tools
        assert {each.name for each in tools} == TOOLS
        assert all(each.description and each.annotations and each.annotations.read_only_hint for each in tools)

    asyncio.run(talk(settings, world_release, work))


def test_a_thing_is_found_and_described_with_its_sources(settings: Settings, world_release: Release) -> None:
    found = ask(settings, world_release, "search", text="podgorze", kinds=["institution"], language="pl")
    assert found["hits"][0]["id"] == iris.thing("institution", "ckp")
    assert found["hits"][0]["name"] == "Centrum Kultury Podgórza"
    assert found["hits"][0]["page"] == BASE + "doc/institution/ckp"
    described = ask(settings, world_release, "describe", thing="Centrum Kultury Podgórza")
    assert described["id"] == iris.thing("institution", "ckp")
    assert ask(settings, world_release, "describe", thing=found["hits"][0]["page"]) == described
    values = [value for fact in described["facts"] for value in fact["values"]]
    assert values
    assert all(value["sources"] and all(source["id"].startswith("https://") for source in value["sources"]) for value in values)


def test_partners_and_paths_name_agreements_and_sources(settings: Settings, world_release: Release) -> None:
    found = ask(settings, world_release, "partners", thing="institution/ckp")
    names = {each["partner"]["name"] for each in found["partners"]}
    assert "Central Library of Vilnius City Municipality" in names
    assert found["total"] == len(found["partners"])
    assert all(each["agreements"] and each["sources"] for each in found["partners"])
    path = ask(settings, world_release, "path", start="institution/ckp", goal="institution/vcb")
    assert [step["to"]["id"] for step in path["chains"][0]] == [iris.thing("institution", "vcb")]
    assert path["chains"][0][0]["partnerships"][0]["sources"]
    apart = ask(settings, world_release, "path", start="institution/ckp", goal="city/kyoto")
    assert apart["chains"] == []
    assert "places" in apart["note"]


def test_lists_are_reconciled(settings: Settings, world_release: Release) -> None:
    found = ask(settings, world_release, "reconcile", names=["Wilno", "zzzz"], kind="City")
    assert found["results"][0]["candidates"][0]["id"] == iris.thing("city", "vilnius")
    assert found["results"][0]["candidates"][0]["match"] is True
    assert found["results"][1]["candidates"] == []


def test_sparql_has_the_limits_of_the_endpoint(settings: Settings, world_release: Release) -> None:
    queries = [
        "SELECT ?s { ?s ?p ?o }",
        "ASK {}",
        "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }",
        "SELECT {",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "ASK {} #" + "x" * 2000,
    ]
    rows, truth, graph, *refused = ask_all(settings, world_release, *(("sparql", {"query": query}) for query in queries))
    assert len(rows.structured_content["rows"]) == 200 < rows.structured_content["total"]
    assert rows.structured_content["complete"] is False
    assert truth.structured_content == {"boolean": True}
    assert "turtle" in graph.structured_content
    assert [each.is_error for each in refused] == [True] * 4
    assert "a query can have 2000 bytes at most" in refused[-1].content[0].text


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("describe", {"thing": "Nobody in particular"}, "Look for it with search first"),
        ("describe", {"thing": "Kraków Kraków Library Museum"}, ""),
        ("partners", {"thing": "scheme/roles/party"}, "nothing is known here"),
        ("search", {"text": "x", "kinds": ["unicorn"]}, "there is no kind unicorn"),
        ("ask", {"question": "cq-99"}, "there is no question cq-99"),
        ("partners", {"thing": "x", "limit": 0}, "limit"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(
    settings: Settings, world_release: Release, name: str, arguments: dict[str, Any], words: str
) -> None:
    [result] = ask_all(settings, world_release, (name, arguments))
    assert result.is_error
    assert words in result.content[0].text
    assert "Traceback" not in result.content[0].text


def test_over_http(settings: Settings, world_release: Release) -> None:
    app = create_app(settings, open_engine(settings, world_release), world_release)

    async def work(address: str) -> list[Any]:
        async with Client(address) as client:
            return [
                await client.list_tools(),
                await client.call_tool("sparql", {"query": "ASK {}"}),
                await client.call_tool("partners", {"thing": "Wilno"}),
            ]

    with run_server(app) as server:
        tools, truth, partners = asyncio.run(work(f"{server.url}/mcp"))
    assert {each.name for each in tools.tools} == TOOLS
    assert truth.structured_content == {"boolean": True}
    assert partners.structured_content["of"]["id"] == iris.thing("city", "vilnius")


def test_a_browser_is_led_to_the_reference(settings: Settings, world_release: Release) -> None:
    app = create_app(settings, open_engine(settings, world_release), world_release)
    with TestClient(app, follow_redirects=False) as client:
        answer = client.get("/mcp", headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["location"]) == (303, BASE + "api")
        assert client.post("/mcp", content=b"{", headers={"Content-Type": "application/json"}).status_code in (400, 406)
        assert client.put("/mcp").status_code == 405


def test_over_standard_input_and_output(world_release: Release, tmp_path: Path) -> None:
    service = str(Path(__file__).parents[2] / "service")
    command = ["-m", "amicorum", "mcp", "--releases", str(world_release.folder.parent)]
    parameters = StdioServerParameters(command=sys.executable, args=command, env={"PYTHONPATH": service}, cwd=tmp_path)

    async def work() -> Any:
        async with Client(parameters) as client:
            return await client.call_tool("search", {"text": "Krokuva", "kinds": ["city"]})

    assert asyncio.run(work()).structured_content["hits"][0]["id"] == iris.thing("city", "krakow")
