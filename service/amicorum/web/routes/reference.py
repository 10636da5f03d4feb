"""/api: the reference of every address for people, written from the same description that /openapi.json gives to programs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from amicorum.web.site import SiteNeeded

router = APIRouter(tags=["service"])


@router.get("/api", response_class=HTMLResponse, summary="This reference, as a page")
async def show_reference(site: SiteNeeded, request: Request) -> HTMLResponse:
    """Every address, what it answers and its parameters."""
    return site.pages.answer("api.html", request=request, description=request.app.openapi())
