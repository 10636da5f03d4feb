"""/, /about and what crawlers ask for: the front of the house."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from markupsafe import Markup
from pyoxigraph import NamedNode
from starlette.responses import PlainTextResponse, Response

from amicorum.features.describe.agreement import read_agreement
from amicorum.features.describe.asking import ask_statements
from amicorum.rdf import iris
from amicorum.web import documents
from amicorum.web.description import limits
from amicorum.web.leaves import make_reader
from amicorum.web.schema_org import write_script
from amicorum.web.site import SiteNeeded
from amicorum.web.times import write_day

router = APIRouter(tags=["pages"])

LETTER = NamedNode(iris.thing("agreement", "ia02"))
"""The founding letter, with which everything began."""
FIGURES = ("institution", "city", "partnership", "agreement", "source")
SITEMAP_SIZE = 20_000
"""Addresses in one sitemap file; the protocol allows 50,000."""


@router.get("/", response_class=Response, summary="The front page")
async def show_home(site: SiteNeeded, request: Request) -> Response:
    """What this is, the founding letter, search, key figures, and where to go."""
    tag = documents.tag_of(site, request, site.pages.language(request).code)
    headers = documents.make_headers(
        site,
        tag,
        [
            documents.link(site.links.absolute("catalog"), "describedby", type="text/turtle"),
            documents.link(site.links.absolute("sparql"), "service-desc"),
            documents.link(documents.LICENCE, "license"),
        ],
        page=True,
    )
    if unchanged := documents.known(request, tag, headers):
        return unchanged
    reader = await make_reader(site, request)
    letter = await ask_statements(site.engine, "agreement", LETTER)
    counts = reader.index.count()
    return site.pages.answer(
        "home.html",
        request=request,
        headers=headers,
        reader=reader,
        letter=read_agreement(letter, LETTER) if LETTER in letter else None,
        figures=[(each, counts.get(each, 0)) for each in FIGURES],
        release=site.release,
        release_day=write_day(site.release.manifest.date, reader.language),
        schema_org=_site_in_schema_org(site.links.absolute(), site.links.absolute("search")),
    )


@router.get("/about", response_class=Response, summary="What this is, and the limits of the service")
async def show_about(site: SiteNeeded, request: Request) -> Response:
    """The page with every limit as it is set here."""
    return site.pages.answer("about.html", request=request, limits=list(limits(site.settings)), release=site.release)


@router.get("/robots.txt", response_class=PlainTextResponse, summary="For crawlers: where to go")
async def show_robots(site: SiteNeeded) -> PlainTextResponse:
    """Everything may be read; queries and searches are no pages to index."""
    rules = ["User-agent: *", *(f"Disallow: {site.links.path(each)}" for each in ("sparql", "search", "suggest", "validate")), ""]
    return PlainTextResponse("\n".join([*rules, f"Sitemap: {site.links.absolute('sitemap.xml')}", ""]))


@router.get("/sitemap.xml", response_class=Response, summary="For crawlers: the parts of the sitemap")
async def list_sitemaps(site: SiteNeeded) -> Response:
    """The index of the sitemap's parts."""
    index = await asyncio.to_thread(site.indexes.get, site.release)
    parts = range(-(-len(index.things()) // SITEMAP_SIZE) or 1)
    text = site.pages.render(
        "sitemaps.xml", parts=[site.links.absolute(f"sitemap-{each}.xml") for each in parts], day=site.release.manifest.date
    )
    return Response(text, media_type="application/xml")


@router.get("/sitemap-{part}.xml", response_class=Response, summary="For crawlers: one part of the sitemap")
async def list_pages(site: SiteNeeded, part: int) -> Response:
    """The addresses of documents."""
    index = await asyncio.to_thread(site.indexes.get, site.release)
    things = index.things()[part * SITEMAP_SIZE : (part + 1) * SITEMAP_SIZE]
    pages = ["", "ns", "catalog", "about", "releases", "changes"] if part == 0 else []
    paths = [*pages, *(f"doc/{_local(thing)}" for thing in things if not thing.startswith(iris.NS))]
    text = site.pages.render("sitemap.xml", pages=[site.links.absolute(each) for each in paths], day=site.release.manifest.date)
    return Response(text, media_type="application/xml")


@router.get("/llms.txt", response_class=PlainTextResponse, summary="For language models: what is where, in plain words")
async def show_guide(site: SiteNeeded) -> PlainTextResponse:
    """A short guide in Markdown."""
    return PlainTextResponse(site.pages.render("llms.txt", release=site.release))


def _local(thing: str) -> str:
    local = thing.removeprefix(iris.BASE)
    return local.removeprefix("id/")


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
