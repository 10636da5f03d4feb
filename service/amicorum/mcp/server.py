"""The server with its tools, as an assistant sees them. One for each process; over stdio, or over HTTP without sessions."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from amicorum import __version__
from amicorum.errors import AmicorumError, NotKnown
from amicorum.mcp.knowledge import Knowledge
from amicorum.mcp.queries import Queries
from amicorum.mcp.tools import Tools

INSTRUCTIONS = """Amicorum knows which cultural institutions and cities of Europe work with which, since when, on what, and who says so.
Begin with `search` or `reconcile` to find the key of an institution or a city (such as institution/ckp or city/krakow); then `describe`,
`partners` or `path`. For overviews look at `questions` and ask one with `ask`; `sparql` is for all else. Where sources disagree, both are
told: cite the sources that an answer names. What is not here is not known, which is no statement that it does not exist."""

CLIENT = "amicorum.client"
"""Where the tools find in a request's scope who asks."""
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

Json = dict[str, Any]
Thing = Annotated[
    str,
    Field(
        max_length=500,
        description="A key such as institution/ckp or city/krakow, an IRI, a Wikidata, ROR or ISIL identifier, or a name.",
    ),
]
Language = Annotated[str, Field(pattern="^(en|pl|lt)$", description="Language of names: en, pl or lt.")]
Limit = Annotated[int, Field(ge=1, le=100, description="Most things in the answer.")]
Year = Annotated[int | None, Field(ge=1, le=9999, description="Only what was there in this year, or may have been.")]


def make_server(knowledge: Knowledge) -> MCPServer[Any]:
    """The server over what is known. It holds no state of a client."""
    server: MCPServer[Any] = MCPServer(
        "amicorum",
        title="Amicorum",
        version=__version__,
        instructions=INSTRUCTIONS,
        website_url=knowledge.settings.base,
        log_level="WARNING",
    )
    tools, queries = Tools(knowledge), Queries(knowledge)

    @server.tool(annotations=_READ_ONLY)
    async def search(
        text: Annotated[str, Field(max_length=200, description="What to look for, in any spelling, language or script.")],
        kinds: Annotated[list[str], Field(description="Kinds of things: institution, city, agreement, partnership … None means all.")] = [],  # noqa: B006
        limit: Limit = 10,
        language: Language = "en",
    ) -> Json:
        """Find institutions, cities, agreements and other things by any of their names."""
        return await _answer(tools.search(text, kinds, limit, language))

    @server.tool(annotations=_READ_ONLY)
    async def describe(thing: Thing, language: Language = "en") -> Json:
        """Everything that is said of one thing, each statement with its sources."""
        return await _answer(tools.describe(thing, language))

    @server.tool(annotations=_READ_ONLY)
    async def partners(thing: Thing, year: Year = None, limit: Limit = 50, language: Language = "en") -> Json:
        """The partners of an institution, or the partner cities of a city: since when, by which agreement, on what, and who says so."""
        return await _answer(tools.list_partners(thing, year, limit, language))

    @server.tool(annotations=_READ_ONLY)
    async def path(
        start: Thing,
        goal: Thing,
        kind: Annotated[str, Field(pattern="^(twinning|institutional)?$", description="Only twinnings, or only institutions.")] = "",
        year: Year = None,
        places: Annotated[bool, Field(description="Whether a step may lead from an institution to its city and back.")] = False,
        limit: Annotated[int, Field(ge=1, le=10, description="Most chains.")] = 3,
        language: Language = "en",
    ) -> Json:
        """How two institutions or cities are connected: the shortest chains of partnerships, each step with agreement and source."""
        return await _answer(tools.find_path(start, goal, kind, year, places=places, limit=limit, language=language))

    @server.tool(annotations=_READ_ONLY)
    async def reconcile(
        names: Annotated[list[str], Field(max_length=250, description="Names of institutions or cities, in any language.")],
        city: Annotated[str, Field(max_length=200, description="The town of all of them, where it is known.")] = "",
        country: Annotated[str, Field(max_length=100, description="The country of all of them, by code or name.")] = "",
        kind: Annotated[
            str, Field(max_length=100, description="A type such as CulturalInstitution, City or institution-types/library.")
        ] = "",
        language: Language = "en",
    ) -> Json:
        """Which things of the graph a list of names means, with scores; `match` is true where that is certain."""
        return await _answer(tools.reconcile(names, city, country, kind, language))

    @server.tool(annotations=_READ_ONLY)
    async def questions(language: Language = "en") -> Json:
        """The questions that the graph is built to answer, each with its parameters and their values."""
        return queries.list_questions(language)

    @server.tool(annotations=_READ_ONLY)
    async def ask(
        context: Context[Any],
        question: Annotated[str, Field(max_length=200, description="Key of a question, such as cq-01, or its number.")],
        values: Annotated[dict[str, str], Field(description="Values of its parameters; what is not given stays as it stands there.")] = {},  # noqa: B006
    ) -> Json:
        """Ask one of the questions, with other values where you give them."""
        return await _answer(queries.ask_question(question, values, _client(context)))

    @server.tool(annotations=_READ_ONLY)
    async def sparql(
        context: Context[Any],
        query: Annotated[str, Field(description="A SPARQL 1.1 query. Named graphs are sources; the default graph is the union of all.")],
    ) -> Json:
        """Ask anything in SPARQL, under the limits of the public endpoint. At most 200 rows are shown; `total` tells how many there are."""
        return await _answer(queries.ask(query, _client(context)))

    return server


async def _answer(work: Awaitable[Json]) -> Json:
    """The answer, or what went wrong in a sentence that the assistant can act on."""
    try:
        return await work
    except NotKnown as error:
        raise ToolError(f"{error}. Look for it with search first.") from error
    except AmicorumError as error:
        raise ToolError(str(error)) from error


def _client(context: Context[Any]) -> str:
    """Who asks, for budgets: the key that the web service has put beside the request; over stdio there is one client alone."""
    request = context.request_context.request
    return str(request.scope.get(CLIENT, "")) if request is not None else "stdio"
