"""/api: the reference of every address for people, written from the same description that /openapi.json gives to programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from amicorum.web.html.i18n import Language
from amicorum.web.state import StateNeeded

router = APIRouter(tags=["service"])

Methods = list[tuple[str, Any]]


@router.get("/api", response_class=HTMLResponse, summary="This reference, as a page")
async def show_reference(state: StateNeeded, request: Request) -> HTMLResponse:
    """Every address, what it answers and its parameters."""
    description = request.app.openapi()
    return state.templates.answer(
        "api.html", request=request, parts=_group(description), headings=_name_parts(state.templates.language(request))
    )


def _group(description: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, Methods]]]]:
    """The addresses by part, in the order in which the service lists them."""
    parts: dict[str, list[tuple[str, Methods]]] = {}
    for path, methods in description["paths"].items():
        tag = next(iter(methods.values()))["tags"][0]
        parts.setdefault(tag, []).append((path, list(methods.items())))
    return list(parts.items())


def _name_parts(language: Language) -> dict[str, str]:
    """What the parts of the reference are called."""
    gettext = language.gettext
    return {
        "SPARQL": "SPARQL",
        "graphs": gettext("Named graphs"),
        "operating": gettext("For operators"),
        "service": gettext("About the service"),
        "overviews": gettext("Overviews"),
        "network": gettext("The network of partnerships"),
        "things": gettext("Things and concepts"),
        "vocabulary": gettext("Vocabulary"),
        "search": gettext("Search"),
        "reconciliation": gettext("Reconciliation"),
        "data": gettext("Data"),
        "releases": gettext("Releases"),
        "validation": gettext("Check data"),
        "pages": gettext("Pages and crawlers"),
    }
