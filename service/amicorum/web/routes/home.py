"""Home page, about page, robots.txt, sitemaps, llms.txt."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from markupsafe import Markup
from pyoxigraph import NamedNode
from starlette.responses import PlainTextResponse, Response

from amicorum.engine.rows import rows
from amicorum.features.entities.agreement import read_agreement
from amicorum.features.entities.queries import ask_statements, read_query
from amicorum.rdf import entity_kinds, iris
from amicorum.web.html.dates import write_day
from amicorum.web.pages.picture import draw_network
from amicorum.web.pages.schema_org import write_script
from amicorum.web.pages.thing import make_presenter
from amicorum.web.responses import document
from amicorum.web.state import AppState, StateNeeded

router = APIRouter(tags=["pages"])

LETTER = NamedNode(iris.thing("agreement", "ia02"))
"""The founding letter, with which everything began."""
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The picture carries its own style, and nothing else."""
SITEMAP_SIZE = 20_000
"""Addresses in one sitemap file; the protocol allows 50,000."""


@router.get("/", response_class=Response, summary="The front page")
async def show_home(state: StateNeeded, request: Request) -> Response:
    """What this is, the founding letter, search, key figures, and where to go."""
    links = [
        document.link(state.links.absolute("catalog"), "describedby", type="text/turtle"),
        document.link(state.links.absolute("sparql"), "service-desc"),
        document.link(document.LICENCE, "license"),
    ]
    return await document.respond(state, request, page=lambda headers: _render_home(state, request, headers), links=links)


async def _render_home(state: AppState, request: Request, headers: document.Headers) -> Response:
    presenter = await make_presenter(state, request)
    letter = await ask_statements(state.engine, "agreement", LETTER)
    counts = dict(presenter.index.count())
    unnamed = next(int(row["number"].value) for row in await rows(state.engine, read_query("unnamed")))
    counts["institution"] = counts.get("institution", 0) - unnamed
    return state.templates.answer(
        "home.html",
        request=request,
        headers=headers,
        presenter=presenter,
        letter=read_agreement(letter, LETTER) if LETTER in letter else None,
        unnamed=unnamed,
        collections=await _list_collections(state),
        newest=[NamedNode(row["agreement"].value) for row in await rows(state.engine, read_query("newest"))],
        figures=[(kind.name, counts.get(kind.name, 0)) for kind in entity_kinds.KINDS if kind.figure],
        release=state.release,
        release_day=write_day(state.release.manifest.date, presenter.language),
        schema_org=_site_in_schema_org(state.links.absolute(), state.links.absolute("search")),
    )


async def _list_collections(state: AppState) -> list[tuple[NamedNode, int]]:
    """The imported datasets, with the number of statements in the graph of each, the most first."""
    sources = [row["source"].value for row in await rows(state.engine, read_query("collections"))]
    sizes = state.release.manifest.graphs
    found = [(NamedNode(source), sizes.get(iris.source_graph(source.rpartition("/")[2]), 0)) for source in sources]
    return sorted(found, key=lambda each: -each[1])


@router.get("/network.svg", response_class=Response, summary="The picture of the front page: all partnerships within Europe")
async def show_picture(state: StateNeeded, request: Request) -> Response:
    """Drawn once for each release, without a script; it follows the reader's choice of light or dark."""
    tag = f'"network-{state.release.id}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={state.settings.cache_seconds}", "Content-Security-Policy": PICTURE_POLICY}
    if answer := document.known(request, tag, headers):
        return answer
    network = await state.network()
    text = await asyncio.to_thread(lambda: state.templates.render("network.svg", picture=draw_network(network)))
    return Response(text, headers=headers, media_type="image/svg+xml")


@router.get("/about", response_class=Response, summary="What this is, and the limits of the service")
async def show_about(state: StateNeeded, request: Request) -> Response:
    """The page with every limit as it is set here."""
    return state.templates.answer("about.html", request=request, limits=list(state.settings.client_limits()), release=state.release)


@router.get("/robots.txt", response_class=PlainTextResponse, summary="For crawlers: where to go")
async def show_robots(state: StateNeeded) -> PlainTextResponse:
    """Everything may be read; queries and searches are no pages to index."""
    rules = ["User-agent: *", *(f"Disallow: {state.links.path(each)}" for each in ("sparql", "search", "suggest", "validate")), ""]
    return PlainTextResponse("\n".join([*rules, f"Sitemap: {state.links.absolute('sitemap.xml')}", ""]))


@router.get("/sitemap.xml", response_class=Response, summary="For crawlers: the parts of the sitemap")
async def list_sitemaps(state: StateNeeded) -> Response:
    """The index of the sitemap's parts."""
    index = await asyncio.to_thread(state.indexes.get, state.release)
    parts = range(-(-len(index.things()) // SITEMAP_SIZE) or 1)
    text = state.templates.render(
        "sitemaps.xml", parts=[state.links.absolute(f"sitemap-{each}.xml") for each in parts], day=state.release.manifest.date
    )
    return Response(text, media_type="application/xml")


@router.get("/sitemap-{part}.xml", response_class=Response, summary="For crawlers: one part of the sitemap")
async def list_pages(state: StateNeeded, part: int) -> Response:
    """The addresses of documents."""
    index = await asyncio.to_thread(state.indexes.get, state.release)
    things = index.things()[part * SITEMAP_SIZE : (part + 1) * SITEMAP_SIZE]
    pages = ["", "ns", "catalog", "about", "releases", "changes"] if part == 0 else []
    paths = [*pages, *(f"doc/{iris.local_path(thing)}" for thing in things if not thing.startswith(iris.NS))]
    text = state.templates.render("sitemap.xml", pages=[state.links.absolute(each) for each in paths], day=state.release.manifest.date)
    return Response(text, media_type="application/xml")


@router.get("/llms.txt", response_class=PlainTextResponse, summary="For language models: what is where, in plain words")
async def show_guide(state: StateNeeded) -> PlainTextResponse:
    """A short guide in Markdown."""
    return PlainTextResponse(state.templates.render("llms.txt", release=state.release))


def _site_in_schema_org(home: str, search: str) -> Markup:
    data = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Amicorum",
        "url": home,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    return write_script(data)
