"""/api: the reference of every address for people, written from the same description that /openapi.json gives to programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from amicorum.web.language import Language
from amicorum.web.site import SiteNeeded

router = APIRouter(tags=["service"])

Methods = list[tuple[str, Any]]


@router.get("/api", response_class=HTMLResponse, summary="This reference, as a page")
async def show_reference(site: SiteNeeded, request: Request) -> HTMLResponse:
    """Every address, what it answers and its parameters."""
    description = request.app.openapi()
    return site.pages.answer("api.html", request=request, parts=_group(description), headings=_name_parts(site.pages.language(request)))


def _group(description: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, Methods]]]]:
    """The addresses by part, in the order in which the service lists them."""
    parts: dict[str, list[tuple[str, Methods]]] = {}
    for path, methods in description["paths"].items():
        tag = next(iter(methods.values()))["tags"][0]
        parts.setdefault(tag, []).append((path, list(methods.items())))
    return list(parts.items())


def _name_parts(language: Language) -> dict[str, str]:
    """What the parts of the reference are called."""
    say = language.say
    return {
        "SPARQL": "SPARQL",
        "graphs": say("Named graphs"),
        "operating": say("For operators"),
        "service": say("About the service"),
        "things": say("Things and concepts"),
        "vocabulary": say("Vocabulary"),
        "search": say("Search"),
        "data": say("Data"),
        "releases": say("Releases"),
        "validation": say("Check data"),
        "pages": say("Pages and crawlers"),
    }
